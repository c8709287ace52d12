/* ask - see ask.h */
#include "ask.h"

#include "pack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

unsigned ask_tried, ask_wrong;

void
ask_request(const struct prog *p, struct bpfcheck_verify *v, void **input)
{
	const struct vf_program program = core_program(p);
	const struct vf_options options = {
	    .cpus = 2, .unprivileged = p->flags.unprivileged};

	if (pack(&program, &options, v, input) != 0)
		abort();
}

static void
program(struct prog *p, struct insn *code, uint32_t len)
{
	memset(p, 0, sizeof *p);
	p->type = 1; /* socket_filter */
	p->insns = code;
	p->len = len;
}

void
ask_small(struct prog *p)
{
	static struct insn code[] = {{CLASS_ALU64 | ALU_MOV, 0, 0, 0, 0},
	    {CLASS_JMP | JMP_EXIT, 0, 0, 0, 0}};

	program(p, code, 2);
}

bool
ask_wide(struct prog *p)
{
	enum { WIDE = 1000000 };
	static struct insn *code;

	if (code == NULL)
		code = calloc(WIDE, sizeof *code);
	if (code == NULL)
		return false;
	for (uint32_t i = 0; i < WIDE; i++)
		code[i].code = CLASS_ALU64 | ALU_MOV;
	code[WIDE - 1].code = CLASS_JMP | JMP_EXIT;
	program(p, code, WIDE);
	return true;
}

void
ask_long(struct prog *p)
{
	static struct insn code[] = {{CLASS_ALU64 | ALU_MOV, 0, 0, 0, 0},
	    {CLASS_ALU64 | ALU_ADD, 0, 0, 0, 1},
	    {CLASS_JMP | JMP_JLT, 0, 0, -2, 2000000},
	    {CLASS_JMP | JMP_EXIT, 0, 0, 0, 0}};

	program(p, code, 4);
}

int
ask_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) == 0 ? 0 : errno;
}

void
ask_must(const char *what, long got, long want)
{
	ask_tried++;
	if (got == want)
		return;
	ask_wrong++;
	printf("WRONG %s: %ld (%s), not %ld\n", what, got,
	    got > 0 ? strerror((int)got) : "-", want);
}

bool
ask_stats(int fd, struct bpfcheck_stats *s)
{
	memset(s, 0, sizeof *s);
	s->version = BPFCHECK_VERSION;
	s->size = sizeof *s;
	return ask_ioctl(fd, BPFCHECK_IOC_STATS, s) == 0;
}
