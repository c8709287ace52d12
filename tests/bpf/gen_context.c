/* gen_context - programs of all types, and fields of what they are called with;
   see gen.h */
#include "gen.h"

#include <string.h>

#include "contextrule.h"
#include "progtype.h"
#include "typerule.h"

enum { ATTACHES = 58, FAR = 256, SAVED = R9 };

void
gen_context_type(struct gen *g, struct prog *p)
{
	uint32_t attach;

	/* Until it is one without kernel BTF that the kernels here know. */
	do
		p->type = 1 + gen_pick(g, PROG_NETFILTER);
	while (contextrule_of(p->type, 0) == NULL);
	p->attach = 0;
	for (int tries = 0; tries < 40; tries++) {
		attach = gen_pick(g, ATTACHES);
		if (!typerule_has_attach(p->type, attach))
			continue;
		p->attach = attach;
		break;
	}
	if (!typerule_has_attach(p->type, p->attach))
		p->type = PROG_XDP;
	p->flags.sleepable = p->type == PROG_SYSCALL;
	g->type = p->type;
	g->parts = contextrule_of(p->type, p->attach);
}

void
gen_context_save(struct gen *g)
{
	gen_mov(g, SAVED, R1);
	g->locked |= 1u << SAVED;
}

/* One that yields a number. */
static const struct context_field *
pick_field(struct gen *g)
{
	const struct context_field *f, *found = NULL;
	unsigned seen = 0;

	for (unsigned i = 0; i < CONTEXT_PARTS && g->parts[i] != NULL; i++)
		for (f = g->parts[i]; f->read | f->write; f++)
			if (f->type == REG_SCALAR && gen_pick(g, ++seen) == 0)
				found = f;
	return found;
}

static unsigned
code_of(unsigned width)
{
	return width == 8 ? SIZE_DW
	    : width == 4  ? SIZE_W
	    : width == 2  ? SIZE_H
			  : SIZE_B;
}

static void
access_at(struct gen *g, unsigned base, int off, unsigned width, bool write)
{
	unsigned size = code_of(width);
	int r = write ? gen_reg(g, K_NUM) : gen_free(g);

	if (write && (r < 0 || gen_chance(g, 300)))
		gen_emit(
		    g, CLASS_ST | MODE_MEM | size, base, 0, off, gen_imm(g));
	else if (write)
		gen_emit(
		    g, CLASS_STX | MODE_MEM | size, base, (unsigned)r, off, 0);
	if (write || r < 0)
		return;
	if (width < 8 && gen_chance(g, 200)) {
		gen_emit(g, CLASS_LDX | MODE_MEMSX | size, (unsigned)r, base,
		    off, 0);
		gen_num(g, (unsigned)r);
		return;
	}
	gen_emit(g, CLASS_LDX | MODE_MEM | size, (unsigned)r, base, off, 0);
	if (width == 1)
		gen_range(g, (unsigned)r, 0, 255);
	else
		gen_num(g, (unsigned)r);
}

void
gen_context(struct gen *g)
{
	const struct context_field *f = pick_field(g);
	int base = gen_reg(g, K_CTX), off, from, end;
	unsigned width, set;
	bool write;

	if (base < 0 || f == NULL)
		return;
	write = f->read == 0 || (f->write != 0 && gen_chance(g, 400));
	set = write ? f->write : f->read;
	do
		width = 1u << gen_pick(g, 4);
	while ((set & width) == 0);
	from = f->from < -FAR ? -FAR : f->from;
	end = f->end > from + FAR ? from + FAR : f->end;
	off = from +
	    (int)gen_pick(g, (unsigned)(end - from) / width) * (int)width;
	/* Now and then what is none. */
	if (gen_chance(g, g->bad))
		off += (int)gen_pick(g, 9) - 4;
	access_at(g, (unsigned)base, off, width, write);
}
