/*
 * bpfinside [--count N] [--seed S]: random programs that bpfcheck accepts, run
 * on random inputs: before each instruction, all registers and all of the stack
 * must be what bpfcheck knows there on one of its paths.
 *
 * Exit status: 0; 1 something is not; 2 usage.
 */
#include "dis.h"
#include "gen.h"
#include "interp.h"
#include "known.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_STEPS = 20000, INPUTS = 8 };

static unsigned long programs, runs, steps, wrong;

struct run {
	const struct prog *p;
	const struct known *k;
	bool failed;
};

static bool
look(void *arg, const struct machine *m)
{
	struct run *run = arg;
	struct known_run r = {
	    .pc = m->pc, .frame = m->frame, .ctx = INTERP_CTX};

	for (unsigned f = 0; f <= m->frame; f++) {
		r.stack[f] = m->frames[f];
		r.fp[f] = INTERP_FP - (uint64_t)f * FRAME_SIZE;
		r.reg[f][R10] = r.fp[f];
		for (unsigned i = 0; i < 4 && f < m->frame; i++)
			r.reg[f][R6 + i] = m->caller[f].reg[i];
		/* The return address is the one after the call. */
		if (f > 0)
			r.callsite[f] = m->caller[f - 1].pc - 1;
	}
	memcpy(r.reg[m->frame], m->reg, sizeof m->reg);
	steps++;
	if (known_holds(run->k, &r))
		return true;
	run->failed = true;
	printf("# %s: before instruction %u: nothing that is known holds\n",
	    run->p->name, m->pc);
	for (unsigned i = 0; i < REGS; i++)
		printf("#   r%u 0x%llx\n", i, (unsigned long long)m->reg[i]);
	dis_print(stdout, run->p);
	return false;
}

static void
one(struct prog *p, uint64_t seed)
{
	static struct machine m;
	struct run run = {.p = p};
	struct known *k;

	gen_program(p, seed, GEN_OPEN);
	k = known_of(p);
	if (k == NULL)
		return;
	programs++;
	run.k = k;
	for (uint64_t input = 0; input < INPUTS && !run.failed; input++) {
		interp_start(&m, seed * INPUTS + input);
		interp_run(&m, p->insns, p->len, MAX_STEPS, look, &run);
		runs++;
	}
	wrong += run.failed;
	known_free(k);
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"count", required_argument, NULL, 'n'},
	    {"seed", required_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
	uint64_t count = 1000, seed = (uint64_t)time(NULL) * 1000000;
	static struct prog p;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n')
			count = strtoull(optarg, NULL, 0);
		else if (c == 's')
			seed = strtoull(optarg, NULL, 0);
		else
			return 2;
	}
	if (!prog_init(&p))
		return 2;
	printf("seed %llu\n", (unsigned long long)seed);
	for (uint64_t i = 0; i < count; i++)
		one(&p, seed + i);
	printf("bpfinside: %lu programs accepted on all paths, %lu runs, %lu "
	       "steps, %lu wrong\n",
	    programs, runs, steps, wrong);
	prog_free(&p);
	return wrong != 0;
}
