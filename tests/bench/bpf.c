/*
 * bpf [RUNS]: what bpfcheck's core needs beside the kernel's verifier, which
 * says of each load how long it took, in whole microseconds. The two are asked
 * in turn; figures are means of the faster half of the runs. An asterisk: the
 * kernel's was measured inside it, elsewhere.
 *
 * It fails only if a figure cannot be right.
 */
#include "core.h"
#include "gen.h"
#include "kernel.h"
#include "state.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 201, MAX_RUNS = 10001, RANDOM = 1000, ROUNDS = 3 };

static const double STATE_NS = 110, BOUNDS_NS = 6;

static bool able, failed;

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
cannot_be(const char *what, const char *why)
{
	printf("bpf: %s: %s cannot be right\n", what, why);
	failed = true;
}

/* kernel: negative if nobody knows. ratio: ours to it, below 1 is better. */
static void
row(const char *what, double ours, double kernel, const char *mark,
    double ratio)
{
	printf("%-46s %9.2f ", what, ours);
	if (kernel < 0)
		printf("%9s %7s %6s\n", "-", "-", "1.00");
	else
		printf("%8.2f%s %7.2f %6s\n", kernel, mark, ratio, "1.00");
	if (!(ours > 0) || (kernel >= 0 && (ratio < 0.001 || ratio > 100)))
		cannot_be(what, "such a figure");
	fflush(stdout);
}

static int
ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
fast_half(double *v, unsigned n)
{
	double sum = 0;
	unsigned i, half = (n + 1) / 2;

	qsort(v, n, sizeof *v, ascending);
	for (i = 0; i < half; i++)
		sum += v[i];
	return sum / half;
}

static void
put(struct prog *p, unsigned code, unsigned dst, unsigned src, int off,
    int32_t imm)
{
	p->insns[p->len++] = (struct insn){.code = (uint8_t)code,
	    .dst = (uint8_t)(dst & 15u),
	    .src = (uint8_t)(src & 15u),
	    .off = (int16_t)off,
	    .imm = imm};
}

enum {
	LOAD = CLASS_LDX | MODE_MEM | SIZE_DW,
	STORE = CLASS_STX | MODE_MEM | SIZE_DW,
	SET_BYTE = CLASS_ST | MODE_MEM | SIZE_B,
	MOVE = CLASS_ALU64 | ALU_MOV,
	ADD = CLASS_ALU64 | ALU_ADD,
};

static void
start(struct prog *p)
{
	p->type = 1; /* socket_filter */
	p->attach = 0;
	p->len = 0;
	memset(&p->flags, 0, sizeof p->flags);
	put(p, MOVE, R0, 0, 0, 0);
}

static void
straight(struct prog *p, uint32_t n)
{
	uint32_t i;
	int slot;

	start(p);
	for (i = 0; i < n - 2; i++) {
		slot = -8 * (int)(1 + i / 8 % 16);
		switch (i % 8) {
		case 0:
			put(p, LOAD, R2, R10, slot, 0);
			break;
		case 1:
			put(p, CLASS_ALU64 | ALU_AND, R2, 0, 0, 255);
			break;
		case 2:
			put(p, MOVE | SRC_X, R3, R2, 0, 0);
			break;
		case 3:
			put(p, ADD, R3, 0, 0, 7);
			break;
		case 4:
			put(p, STORE, R10, R3, slot, 0);
			break;
		case 5:
			put(p, LOAD, R4, R10, slot, 0);
			break;
		case 6:
			put(p, ADD | SRC_X, R0, R4, 0, 0);
			break;
		default:
			put(p, CLASS_ALU | ALU_XOR, R4, 0, 0, 3);
		}
	}
	put(p, CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
}

/* Each of 256 ways through the branches is another index in the end. */
static void
branches(struct prog *p)
{
	int i;

	start(p);
	put(p, LOAD, R2, R10, -8, 0);
	for (i = 0; i < 8; i++) {
		put(p, CLASS_JMP | JMP_JSET, R2, 0, 1, 1 << i);
		put(p, ADD, R0, 0, 0, 1 << i);
		put(p, MOVE | SRC_X, R3, R0, 0, 0);
		put(p, CLASS_ALU64 | ALU_LSH, R3, 0, 0, 2);
	}
	put(p, MOVE | SRC_X, R4, R10, 0, 0);
	put(p, ADD, R4, 0, 0, -256);
	put(p, ADD | SRC_X, R4, R0, 0, 0);
	put(p, SET_BYTE, R4, 0, 0, 1);
	put(p, CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
}

static void
loop(struct prog *p)
{
	start(p);
	put(p, MOVE, R6, 0, 0, 0);
	put(p, LOAD, R2, R10, -8, 0);
	put(p, CLASS_ALU64 | ALU_AND, R2, 0, 0, 15);
	put(p, STORE, R10, R2, -16, 0);
	put(p, ADD, R6, 0, 0, 1);
	put(p, CLASS_JMP | JMP_JLT, R6, 0, -5, 30000);
	put(p, CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
}

/* Returns the most memory. */
static size_t
program(const char *what, const struct prog *p, unsigned runs)
{
	static double ours[MAX_RUNS], kernel[MAX_RUNS];
	struct said s = {.accepted = true};
	struct found f;
	char line[80];
	double a, b;
	unsigned i;

	for (i = 0; i < runs; i++) {
		if (able)
			kernel_load(p, LOG_STATS, false, &s);
		core_check(p, &f);
		kernel[i] = s.usec;
		ours[i] = f.usec;
	}
	snprintf(line, sizeof line, "%s, %u instructions: us", what,
	    f.r.insns_processed);
	if (f.r.verdict != VF_ACCEPT || !s.accepted ||
	    (able && s.insns != f.r.insns_processed))
		cannot_be(what, "such a verdict");
	a = fast_half(ours, runs);
	b = able ? fast_half(kernel, runs) : -1;
	row(line, a, b, " ", b > 0 ? a / b : 1);
	return f.r.memory;
}

/* One frame, some registers known, 64 bytes of stack. */
static void
creation(unsigned runs)
{
	enum { TIMES = 1000, STACK = 64 };
	static double ns[MAX_RUNS];
	struct vf_host host = {.alloc = core_alloc, .give_back = core_free};
	struct pool pool;
	struct state *s, *copy;
	struct frame *f;
	unsigned i, k;
	double from, mean;

	pool_init(&pool, &host, 1 << 24);
	s = state_new(&pool);
	f = frame_new(&pool, MAIN_CALLSITE, 0, 0);
	if (!s || !f || !frame_grow(&pool, f, STACK)) {
		cannot_be("creation of a state", "no memory");
		return;
	}
	s->frames[0] = f;
	reg_const(&f->regs[R0], 7);
	reg_const(&f->regs[R6], 100);
	reg_unknown(&f->slots[2].spilled);
	for (i = 0; i < runs; i++) {
		from = now_ns();
		for (k = 0; k < TIMES; k++) {
			copy = state_copy(&pool, s);
			if (!copy)
				cannot_be("a copy", "no memory");
			__asm__ volatile("" : : "r"(copy) : "memory");
			state_free(&pool, copy);
		}
		ns[i] = (now_ns() - from) / TIMES;
	}
	pool_end(&pool);
	mean = fast_half(ns, runs);
	row("creation of a state, a frame and its stack: ns", mean, STATE_NS,
	    "*", mean / STATE_NS);
}

/* Those that compilers write most, on d and 3. */
static double
operation(const struct bounds *range, unsigned runs)
{
	static const unsigned ops[] = {ALU_ADD, ALU_SUB, ALU_AND, ALU_OR,
	    ALU_LSH, ALU_RSH, ALU_ADD, ALU_XOR};
	enum { N = sizeof ops / sizeof *ops, TIMES = 1000 * N };
	static double ns[MAX_RUNS];
	struct bounds by, d;
	unsigned i, k;
	double from;

	bounds_const(&by, 3);
	for (i = 0; i < runs; i++) {
		from = now_ns();
		for (k = 0; k < TIMES; k++) {
			d = *range;
			bounds_alu(&d, &by, ops[k % N], false);
			__asm__ volatile("" : : "r"(&d) : "memory");
		}
		ns[i] = (now_ns() - from) / TIMES;
	}
	return fast_half(ns, runs);
}

/* Of what most programs compute with, and of what has no shorter way. */
static void
operations(unsigned runs)
{
	struct bounds range, by;
	double mean;

	bounds_unknown(&range);
	bounds_const(&by, 7);
	bounds_alu(&range, &by, ALU_AND, false);
	mean = operation(&range, runs);
	row("an operation on bounds: ns", mean, BOUNDS_NS, "*",
	    mean / BOUNDS_NS);
	bounds_const(&by, UINT64_C(1) << 40);
	bounds_alu(&range, &by, ALU_ADD, false);
	mean = operation(&range, runs);
	row("an operation on bounds of large numbers: ns", mean, BOUNDS_NS, "*",
	    mean / BOUNDS_NS);
}

struct totals {
	double ours, kernel, insns;
	unsigned n;
	double each[RANDOM], kernel_each[RANDOM];
};

static void
one_random(struct prog *p, struct totals *t)
{
	double ours = 1e12, kernel = 1e12;
	struct said s = {.accepted = true};
	struct found f;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		if (able)
			kernel_load(p, LOG_STATS, false, &s);
		core_check(p, &f);
		if (f.r.verdict != VF_ACCEPT || !s.accepted)
			return;
		ours = f.usec < ours ? f.usec : ours;
		kernel = s.usec < kernel ? s.usec : kernel;
	}
	t->each[t->n] = ours;
	t->kernel_each[t->n++] = kernel;
	t->ours += ours;
	t->kernel += kernel;
	t->insns += f.r.insns_processed;
}

static void
random_programs(struct prog *p)
{
	static struct totals t;
	char line[80];
	uint64_t seed;
	double a, b;

	for (seed = 1; seed <= RANDOM; seed++) {
		gen_program(p, seed, GEN_OPEN);
		one_random(p, &t);
	}
	if (t.n == 0) {
		cannot_be("random programs", "that none is accepted");
		return;
	}
	qsort(t.each, t.n, sizeof *t.each, ascending);
	qsort(t.kernel_each, t.n, sizeof *t.kernel_each, ascending);
	a = t.each[t.n / 2];
	b = able ? t.kernel_each[t.n / 2] : -1;
	snprintf(line, sizeof line, "%u random programs, median: us", t.n);
	row(line, a, b, " ", b > 0 ? a / b : 1);
	a = t.insns / t.ours;
	b = able ? t.insns / t.kernel : -1;
	row("instructions of them, million a second", a, b, " ", b / a);
}

int
main(int argc, char **argv)
{
	unsigned runs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 0) : RUNS;
	struct prog p;
	size_t memory;

	if (runs == 0 || runs > MAX_RUNS || !prog_init(&p))
		return 2;
	able = kernel_able(false);
	printf("%-46s %9s %8s  %7s %6s\n", "bpfcheck: mean of the faster half",
	    "ours", "kernel", "ratio", "limit");
	if (!able)
		printf("  no programs can be loaded here: ours alone\n");
	straight(&p, 2);
	program("a straight line", &p, runs);
	straight(&p, 23);
	program("a straight line", &p, runs);
	straight(&p, 611);
	program("a straight line", &p, runs);
	branches(&p);
	program("branches", &p, runs);
	loop(&p);
	memory = program("a loop", &p, runs / 20 + 3);
	printf("%-46s %9.2f %8s  %7s %6s\n", "  memory at its peak: MB",
	    (double)memory / 1e6, "-", "-", "256");
	creation(runs);
	operations(runs);
	random_programs(&p);
	prog_free(&p);
	return failed;
}
