/*
 * bpfmodule KERNEL BATCH: each program of a batch by the module
 * (/dev/bpfcheck) and by the core in this process: verdict, numbers, texts, logs
 * must be the same; and what the running kernel, which is KERNEL, says of it. A
 * line for each that differs, then counts and times. Of the programs that take
 * long only the verdicts and numbers, by one set of rules.
 *
 * Exit status: 0; 1 something differs; 2 usage, or no module.
 */
#include "core.h"
#include "kernel.h"
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

static struct heard heard[2];
static int device;
static struct {
	unsigned programs, heavy, verdicts, logs, differences;
	unsigned asked, agree, false_accept, false_reject, undecided;
	size_t memory, bytes;
	double ratio[MOST];
	unsigned ratios;
	double here, there;
} seen;

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
	    strcmp(a->reason, b->reason) == 0 &&
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

/* Both ways; to here and there, the microseconds are added. */
static struct vf_result
both(const struct prog *p, unsigned level, enum vf_kernel rules, double *here,
    double *there)
{
	const struct vf_program program = core_program(p);
	const struct vf_options options = {.log_level = level,
	    .unprivileged = p->flags.unprivileged,
	    .kernel = rules,
	    .cpus = 2};
	struct vf_host host = {.arg = &heard[0],
	    .alloc = core_alloc,
	    .give_back = core_free,
	    .log = hear};
	static struct vf_result own, module;
	double from = now();

	heard[0].len = heard[1].len = 0;
	vf_check(&program, &options, &host, &own);
	*here += now() - from;
	host.arg = &heard[1];
	module_check(device, &program, &options, &host, &module, there);
	seen.verdicts++;
	if (!same_result(&own, &module)) {
		differs(p, &options, "the answer");
		printf(" %u %s\n %u %s\n", own.verdict, own.reason,
		    module.verdict, module.reason);
	}
	seen.logs += level > 0;
	seen.bytes += heard[0].len;
	if (!same_log())
		differs(p, &options, "the log");
	if (module.memory > seen.memory)
		seen.memory = module.memory;
	return module;
}

/* What this kernel says, to what the module says by its rules. */
static void
ask(const struct prog *p, const struct vf_result *r)
{
	struct said s;

	kernel_load(p, LOG_STATS, false, &s);
	seen.asked++;
	if (r->verdict == VF_UNDECIDED)
		seen.undecided++;
	else if (r->verdict == VF_ACCEPT && !s.accepted) {
		seen.false_accept++;
		printf("FALSE ACCEPT %s: %s\n", p->name, s.reason);
	} else if (r->verdict == VF_REJECT && s.accepted) {
		seen.false_reject++;
		printf("false reject %s: %s\n", p->name, r->reason);
	} else {
		seen.agree++;
	}
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

/* Times that programs take, each the median of a few. */
static void
time_it(const struct prog *p)
{
	double here[ROUNDS] = {0}, there[ROUNDS] = {0}, a, b;

	for (unsigned i = 0; i < ROUNDS; i++)
		(void)both(p, 0, VF_KERNEL_6_18, &here[i], &there[i]);
	a = median(here, ROUNDS);
	b = median(there, ROUNDS);
	seen.here += a;
	seen.there += b;
	if (a > 0 && seen.ratios < MOST)
		seen.ratio[seen.ratios++] = b / a;
}

static void
all(const struct prog *p, enum vf_kernel rules)
{
	double here = 0, there = 0;
	struct vf_result r = both(p, 0, VF_KERNEL_6_18, &here, &there);

	seen.programs++;
	if (r.insns_processed > LONG) {
		seen.heavy++;
		ask(p, &r);
		return;
	}
	r = both(p, 2, rules, &here, &there);
	ask(p, &r);
	(void)both(p, 2, VF_KERNEL_6_18, &here, &there);
	(void)both(p, 1, VF_KERNEL_6_18, &here, &there);
	time_it(p);
}

static int
batch(enum vf_kernel rules, FILE *f)
{
	static struct prog p;
	const char *why;
	int got;

	if (!prog_init(&p))
		return 2;
	while ((got = batch_read(f, &p, &why)) > 0)
		all(&p, rules);
	prog_free(&p);
	return got < 0 || seen.programs == 0 ? 2 : 0;
}

static void
summary(void)
{
	printf("%u programs, %u of them heavy: %u answers, %u logs of %zu "
	       "bytes, %u differences\n",
	    seen.programs, seen.heavy, seen.verdicts, seen.logs, seen.bytes,
	    seen.differences);
	printf("this kernel: %u asked, %u agree, %u undecided, false accept "
	       "%u, false reject %u\n",
	    seen.asked, seen.agree, seen.undecided, seen.false_accept,
	    seen.false_reject);
	printf("time: ratio %.2f (median of %u programs), %.2f (sums: %.0f us, "
	       "here %.0f us); memory at most %zu bytes\n",
	    median(seen.ratio, seen.ratios), seen.ratios,
	    seen.here > 0 ? seen.there / seen.here : 0, seen.there, seen.here,
	    seen.memory);
}

int
main(int argc, char **argv)
{
	unsigned rules = 0;
	FILE *f;
	int status;

	while (argc == 3 && rules < VF_KERNELS &&
	    strcmp(vf_kernel_name(rules), argv[1]) != 0)
		rules++;
	if (argc != 3 || rules == VF_KERNELS || !(f = fopen(argv[2], "r"))) {
		fprintf(stderr, "usage: bpfmodule KERNEL BATCH\n");
		return 2;
	}
	device = module_open();
	heard[0].at = malloc(LOG_ROOM);
	heard[1].at = malloc(LOG_ROOM);
	if (device < 0 || !heard[0].at || !heard[1].at) {
		fprintf(stderr, "bpfmodule: %s\n", strerror(-device));
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	status = batch((enum vf_kernel)rules, f);
	summary();
	if (status == 0 && (seen.differences > 0 || seen.false_accept > 0))
		status = 1;
	return status;
}
