/*
 * bpfrun [--count N] [--seed S] [--open]: random programs that the kernel
 * accepts, run by the kernel (BPF_PROG_TEST_RUN) and by the interpreter: r0 must
 * be the same. --open: programs that read what was on the stack before, run by
 * the interpreter alone, on several inputs: an accepted program stays inside its
 * memory and ends.
 *
 * Exit status: 0; 1 a difference; 2 usage; 77 no programs can be loaded here.
 */
#include "dis.h"
#include "gen.h"
#include "interp.h"
#include "kernel.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_STEPS = 1000000, INPUTS = 8, PACKET = 64 };

static unsigned long accepted, ran, wrong, forever;

static void
differ(
    const struct prog *p, enum interp_end end, uint64_t mine, uint32_t kernels)
{
	static const char *const ends[] = {"exit", "outside of its memory",
	    "outside of the context", "an unknown instruction",
	    "too many steps", "stopped"};

	wrong++;
	printf("# %s: interpreter: %s, r0 0x%llx; kernel: 0x%x\ntype %s\n",
	    p->name, ends[end], (unsigned long long)mine, kernels,
	    type_name(p->type));
	dis_print(stdout, p);
}

static bool
has_may_goto(const struct prog *p)
{
	for (uint32_t i = 0; i < p->len; i++)
		if (p->insns[i].code == (CLASS_JMP | JMP_JCOND))
			return true;
	return false;
}

/* By the kernel and here. */
static void
both(const struct prog *p, int fd)
{
	static struct machine m;
	static const uint8_t packet[PACKET];
	enum interp_end end;
	uint32_t kernels;

	/* When may_goto leaves is the kernel's affair. */
	if (has_may_goto(p))
		return;
	if (!kernel_run(fd, packet, sizeof packet, &kernels))
		return;
	ran++;
	interp_start(&m, 1);
	end = interp_run(&m, p->insns, p->len, MAX_STEPS, NULL, NULL);
	if (end != INTERP_EXIT || (uint32_t)m.reg[R0] != kernels)
		differ(p, end, m.reg[R0], kernels);
}

static void
alone(const struct prog *p)
{
	static struct machine m;

	for (uint64_t input = 0; input < INPUTS; input++) {
		enum interp_end end;

		interp_start(&m, input);
		end = interp_run(&m, p->insns, p->len, MAX_STEPS, NULL, NULL);
		ran++;
		forever += end == INTERP_STEPS;
		if (end == INTERP_OUTSIDE || end == INTERP_UNKNOWN) {
			differ(p, end, m.reg[R0], 0);
			return;
		}
	}
}

static void
one(struct prog *p, uint64_t seed, bool closed)
{
	struct said s;

	gen_program(p, seed, closed ? GEN_CLOSED : GEN_OPEN);
	kernel_load(p, LOG_STATS, closed, &s);
	if (!s.accepted)
		return;
	accepted++;
	if (!closed) {
		alone(p);
		return;
	}
	both(p, s.fd);
	close(s.fd);
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"count", required_argument, NULL, 'n'},
	    {"seed", required_argument, NULL, 's'},
	    {"open", no_argument, NULL, 'o'}, {NULL, 0, NULL, 0}};
	uint64_t count = 1000, seed = (uint64_t)time(NULL) * 1000000;
	static struct prog p;
	bool closed = true;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n')
			count = strtoull(optarg, NULL, 0);
		else if (c == 's')
			seed = strtoull(optarg, NULL, 0);
		else if (c == 'o')
			closed = false;
		else
			return 2;
	}
	if (!prog_init(&p))
		return 2;
	if (!kernel_able(false)) {
		fprintf(stderr, "bpfrun: no programs can be loaded here\n");
		return 77;
	}
	printf("seed %llu\n", (unsigned long long)seed);
	for (uint64_t i = 0; i < count; i++)
		one(&p, seed + i, closed);
	printf("bpfrun: %llu programs, %lu accepted, %lu runs, %lu wrong, %lu "
	       "too long\n",
	    (unsigned long long)count, accepted, ran, wrong, forever);
	prog_free(&p);
	return fflush(stdout) == 0 ? wrong > 0 : 2;
}
