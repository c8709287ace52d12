/*
 * bpfhost FILE: what the core asks of its host, over the programs of a batch:
 * each allocation refused in its turn, stopped at its first question whether to
 * go on, little memory. It ends with no verdict, gives all memory back, and
 * stays within its bound.
 *
 * Exit status: 0; 1 one of these is wrong, or was never come to; 2 usage or I/O.
 */
#include "core.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 7, LONG = 300, SMALL = 64 * 1024 };

static const char cut[] = "(the log is cut";

struct tried {
	long left; /* allocations until one is refused; -1: none is */
	bool refused, stop;
	unsigned long asked; /* whether to go on */
	size_t largest;
	bool cut; /* the log says that it is */
};

static struct {
	unsigned long refused, stopped, small, wrong;
} seen;

static void *
alloc(void *arg, size_t bytes)
{
	struct tried *t = arg;

	if (t->left == 0) {
		t->refused = true;
		return NULL;
	}
	t->left -= t->left > 0;
	return core_alloc(NULL, bytes);
}

static void
give_back(void *arg, void *at, size_t bytes)
{
	struct tried *t = arg;

	if (core_held > t->largest)
		t->largest = core_held;
	core_free(NULL, at, bytes);
}

static bool
yield(void *arg)
{
	struct tried *t = arg;

	t->asked++;
	return !t->stop;
}

static void
text(void *arg, const char *at, size_t len)
{
	struct tried *t = arg;

	t->cut = len >= sizeof cut - 1 && memcmp(at, cut, sizeof cut - 1) == 0;
}

static struct vf_result
check(const struct prog *p, struct tried *t, size_t memory)
{
	const struct vf_program program = core_program(p);
	const struct vf_options options = {.log_level = 2,
	    .memory = memory,
	    .unprivileged = p->flags.unprivileged};
	const struct vf_host host = {.arg = t,
	    .alloc = alloc,
	    .give_back = give_back,
	    .yield = yield,
	    .log = text};
	struct vf_result r;

	core_held = 0;
	vf_check(&program, &options, &host, &r);
	return r;
}

static void
must(const struct prog *p, const char *what, bool holds)
{
	if (holds)
		return;
	printf("%s: %s\n", p->name, what);
	seen.wrong++;
}

static void
refuse_each(const struct prog *p, const struct vf_result *whole)
{
	for (long n = 0;; n++) {
		struct tried t = {.left = n};
		struct vf_result r = check(p, &t, 0);
		bool same = r.verdict == whole->verdict &&
		    r.insns_processed == whole->insns_processed;

		must(p, "memory was kept", core_held == 0);
		must(p, "another verdict",
		    r.verdict == VF_TROUBLE ? t.refused
					    : same && t.refused == t.cut);
		if (!t.refused)
			return;
		seen.refused++;
	}
}

static void
stop(const struct prog *p, const struct vf_result *whole)
{
	struct tried t = {.left = -1, .stop = true};
	struct vf_result r = check(p, &t, 0);

	must(p, "memory was kept", core_held == 0);
	if (t.asked == 0)
		return;
	seen.stopped++;
	must(p, "it was stopped and went on",
	    t.asked == 1 && r.verdict == VF_TROUBLE &&
		r.insns_processed <= whole->insns_processed);
}

static void
little(const struct prog *p, const struct vf_result *whole)
{
	struct tried t = {.left = -1};
	struct vf_result r = check(p, &t, SMALL);

	must(p, "memory was kept", core_held == 0);
	must(p, "more memory than its bound",
	    r.memory <= SMALL && t.largest <= 2 * SMALL);
	if (whole->memory <= SMALL)
		return;
	seen.small++;
	must(p, "it had more memory than its bound",
	    t.cut ||
		(r.verdict == VF_UNDECIDED &&
		    strstr(r.reason, "memory") != NULL));
}

static void
all(const struct prog *p)
{
	struct tried t = {.left = -1};
	struct vf_result whole = check(p, &t, 0);

	stop(p, &whole);
	little(p, &whole);
	if (p->len <= LONG && whole.insns_processed <= LONG)
		refuse_each(p, &whole);
}

int
main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	struct prog p;
	const char *why;
	unsigned long n;
	int r = -1;

	if (f == NULL || !prog_init(&p)) {
		fprintf(stderr, "usage: bpfhost FILE\n");
		return 2;
	}
	for (n = 0; (r = batch_read(f, &p, &why)) > 0; n++)
		if (n % STEP == 0 || p.len > LONG)
			all(&p);
	prog_free(&p);
	fclose(f);
	if (r < 0) {
		fprintf(stderr, "bpfhost: %s\n", why);
		return 2;
	}
	printf("%lu allocations refused, %lu programs stopped, %lu with too "
	       "little memory, %lu wrong\n",
	    seen.refused, seen.stopped, seen.small, seen.wrong);
	return seen.wrong > 0 || seen.refused == 0 || seen.stopped == 0 ||
	    seen.small == 0;
}
