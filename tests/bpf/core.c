/* core - see core.h */
#include "core.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static size_t held;

static void *
take(void *arg, size_t bytes)
{
	void *at = calloc(1, bytes);

	(void)arg;
	if (at)
		held += bytes;
	return at;
}

static void
give(void *arg, void *at, size_t bytes)
{
	(void)arg;
	if (at)
		held -= bytes;
	free(at);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

void
core_check(const struct prog *p, struct found *f)
{
	struct vf_program program;
	struct vf_options options;
	struct vf_host host;
	double from = now();

	memset(&program, 0, sizeof program);
	memset(&options, 0, sizeof options);
	memset(&host, 0, sizeof host);
	memset(f, 0, sizeof *f);
	program.insns = p->insns;
	program.len = p->len;
	program.type = p->type;
	program.attach = p->attach;
	program.gpl = true;
	program.strict_alignment = p->flags.strict;
	program.any_alignment = p->flags.any;
	program.test_state_freq = p->flags.freq;
	host.alloc = take;
	host.give_back = give;
	held = 0;
	vf_check(&program, &options, &host, &f->r);
	f->usec = now() - from;
	f->leaked = held;
}
