/*
 * bpfmodule KERNEL BATCH SAID: each program of a batch by the module
 * (/dev/bpfcheck) and by the core in this process: verdict, numbers, texts and
 * logs must be the same, by the rules of 6.18 and of KERNEL. A line for each that
 * differs, then counts and times; to the file SAID the verdicts by KERNEL's rules,
 * name and verdict, a tab between. Programs that take long are verified once, by
 * the rules of 6.18, without a log.
 *
 * Exit status: 0; 1 something differs; 2 usage, or no module.
 */
#include "core.h"
#include "module.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* LONG: instructions processed, of programs that are heavy. */
enum { LONG = 20000, LOG_ROOM = 1 << 24, ROUNDS = 5, MOST = 4096 };

struct heard {
	char *at;
	size_t len; /* of all; what does not fit is not kept */
};

static const char *const verdicts[] = {
    [VF_ACCEPT] = "accept",
    [VF_REJECT] = "reject",
    [VF_UNDECIDED] = "undecided",
    [VF_TROUBLE] = "trouble",
};

static struct heard heard[2];
static int device;
static struct {
	unsigned programs, heavy, answers, logs, differences;
	size_t memory, bytes;
	double ratio[MOST], here[MOST], there[MOST];
	unsigned times;
	double clock;
} seen;

/* As bpfcheck's own host has it: one place, used again. */
static struct {
	char at[1 << 28];
	size_t used, dirty;
} arena;

static void *
arena_alloc(void *arg, size_t bytes)
{
	char *at = arena.at + arena.used;
	size_t n = (bytes + 63) / 64 * 64, old;

	(void)arg;
	if (n < bytes || n > sizeof arena.at - arena.used)
		return NULL;
	old = arena.dirty > arena.used ? arena.dirty - arena.used : 0;
	memset(at, 0, n < old ? n : old);
	arena.used += n;
	if (arena.used > arena.dirty)
		arena.dirty = arena.used;
	return at;
}

static void
arena_give(void *arg, void *at, size_t bytes)
{
	(void)arg;
	(void)at;
	(void)bytes;
}

static void
hear(void *arg, const char *text, size_t len)
{
	struct heard *h = arg;
	size_t room = h->len < LOG_ROOM ? LOG_ROOM - h->len : 0;

	memcpy(h->at + (h->len < LOG_ROOM ? h->len : 0), text,
	    len < room ? len : room);
	h->len += len;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
differs(const struct prog *p, const struct vf_options *o, const char *what)
{
	seen.differences++;
	printf("DIFFERENCE %s: rules of %s, log %u: %s\n", p->name,
	    vf_kernel_name(o->kernel), o->log_level, what);
}

static bool
same_result(const struct vf_result *a, const struct vf_result *b)
{
	return a->verdict == b->verdict && a->error == b->error &&
	    a->insns_processed == b->insns_processed &&
	    a->states == b->states && a->states_peak == b->states_peak &&
	    a->states_max == b->states_max && a->memory == b->memory &&
	    a->has_insn == b->has_insn && a->insn == b->insn &&
	    a->steps == b->steps && a->regs == b->regs && a->ref == b->ref &&
	    a->needs_btf == b->needs_btf && strcmp(a->reason, b->reason) == 0 &&
	    strcmp(a->fault, b->fault) == 0 &&
	    strcmp(a->expected, b->expected) == 0 &&
	    strcmp(a->found, b->found) == 0;
}

static bool
same_log(void)
{
	size_t n = heard[0].len;

	return n == heard[1].len &&
	    memcmp(heard[0].at, heard[1].at, n < LOG_ROOM ? n : LOG_ROOM) == 0;
}

static struct vf_options
options_of(const struct prog *p, unsigned level, enum vf_kernel rules)
{
	return (struct vf_options){.log_level = level,
	    .unprivileged = p->flags.unprivileged,
	    .kernel = rules,
	    .cpus = 2};
}

/* By the core in this process; the microseconds. */
static double
own(const struct prog *p, const struct vf_options *o, struct vf_result *r)
{
	const struct vf_program program = core_program(p);
	const struct vf_host host = {.arg = &heard[0],
	    .alloc = arena_alloc,
	    .give_back = arena_give,
	    .log = hear};
	double from = now();

	arena.used = 0;
	heard[0].len = 0;
	vf_check(&program, o, &host, r);
	return now() - from;
}

/* By the module. */
static double
module(const struct prog *p, const struct vf_options *o, struct vf_result *r)
{
	const struct vf_program program = core_program(p);
	const struct vf_host host = {.arg = &heard[1], .log = hear};
	double took = 0;

	heard[1].len = 0;
	module_check(device, &program, o, &host, r, &took);
	return took;
}

static struct vf_result
both(const struct prog *p, unsigned level, enum vf_kernel rules)
{
	const struct vf_options o = options_of(p, level, rules);
	static struct vf_result mine, its;

	(void)own(p, &o, &mine);
	(void)module(p, &o, &its);
	seen.answers++;
	if (!same_result(&mine, &its)) {
		differs(p, &o, "the answer");
		printf(" %u %s\n %u %s\n", mine.verdict, mine.reason,
		    its.verdict, its.reason);
	}
	seen.logs += level > 0;
	seen.bytes += heard[0].len;
	if (!same_log())
		differs(p, &o, "the log");
	if (its.memory > seen.memory)
		seen.memory = its.memory;
	return its;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *at, unsigned n)
{
	qsort(at, n, sizeof *at, ascending);
	return n > 0 ? at[n / 2] : 0;
}

/* What a look at the clock takes, which is not the program's. */
static double
clock_time(void)
{
	double took[101], from;

	for (unsigned i = 0; i < sizeof took / sizeof *took; i++) {
		from = now();
		took[i] = now() - from;
	}
	return median(took, sizeof took / sizeof *took);
}

/* One after the other: who comes behind the other finds caches cold. */
static void
time_it(const struct prog *p)
{
	const struct vf_options o = options_of(p, 0, VF_KERNEL_6_18);
	static struct vf_result r;
	double here[ROUNDS], there[ROUNDS], a, b;

	for (unsigned i = 0; i < ROUNDS; i++)
		here[i] = own(p, &o, &r) - seen.clock;
	for (unsigned i = 0; i < ROUNDS; i++)
		there[i] = module(p, &o, &r);
	a = median(here, ROUNDS);
	b = median(there, ROUNDS);
	if (seen.times == MOST || a <= 0)
		return;
	seen.here[seen.times] = a;
	seen.there[seen.times] = b;
	seen.ratio[seen.times++] = b / a;
}

static void
all(const struct prog *p, enum vf_kernel rules, FILE *said)
{
	struct vf_result r = both(p, 0, VF_KERNEL_6_18);
	bool heavy = r.insns_processed > LONG;

	seen.programs++;
	seen.heavy += heavy;
	if (!heavy) {
		(void)both(p, 1, VF_KERNEL_6_18);
		(void)both(p, 2, VF_KERNEL_6_18);
		r = both(p, 2, rules);
		time_it(p);
	}
	fprintf(said, "%s\t%s\n", p->name, verdicts[r.verdict]);
}

static int
batch(enum vf_kernel rules, FILE *f, FILE *said)
{
	static struct prog p;
	const char *why;
	int got;

	if (!prog_init(&p))
		return 2;
	while ((got = batch_read(f, &p, &why)) > 0)
		all(&p, rules, said);
	prog_free(&p);
	return got < 0 || seen.programs == 0 ? 2 : 0;
}

static void
summary(void)
{
	printf("%u programs, %u of them heavy: %u answers, %u logs of %zu "
	       "bytes, %u differences\n",
	    seen.programs, seen.heavy, seen.answers, seen.logs, seen.bytes,
	    seen.differences);
	printf("time: medians of %u programs: ratio %.2f, module %.0f us, here "
	       "%.0f us and the clock's %.1f; memory at most %zu bytes\n",
	    seen.times, median(seen.ratio, seen.times),
	    median(seen.there, seen.times), median(seen.here, seen.times),
	    seen.clock, seen.memory);
}

int
main(int argc, char **argv)
{
	unsigned rules = 0;
	FILE *f, *said;
	int status;

	while (argc == 4 && rules < VF_KERNELS &&
	    strcmp(vf_kernel_name(rules), argv[1]) != 0)
		rules++;
	if (argc != 4 || rules == VF_KERNELS || !(f = fopen(argv[2], "r")) ||
	    !(said = fopen(argv[3], "w"))) {
		fprintf(stderr, "usage: bpfmodule KERNEL BATCH SAID\n");
		return 2;
	}
	device = module_open();
	heard[0].at = malloc(LOG_ROOM);
	heard[1].at = malloc(LOG_ROOM);
	if (device < 0 || !heard[0].at || !heard[1].at) {
		fprintf(stderr, "bpfmodule: %s\n", strerror(-device));
		return 2;
	}
	seen.clock = clock_time();
	setvbuf(stdout, NULL, _IOLBF, 0);
	status = batch((enum vf_kernel)rules, f, said);
	summary();
	if (fclose(said) != 0)
		status = 2;
	return status == 0 && seen.differences > 0 ? 1 : status;
}
