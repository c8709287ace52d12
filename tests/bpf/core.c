/* core - see core.h */
#include "core.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

size_t core_held;

void *
core_alloc(void *arg, size_t bytes)
{
	void *at = calloc(1, bytes);

	(void)arg;
	if (at)
		core_held += bytes;
	return at;
}

void
core_free(void *arg, void *at, size_t bytes)
{
	(void)arg;
	if (at)
		core_held -= bytes;
	free(at);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

struct vf_program
core_program(const struct prog *p)
{
	return (struct vf_program){
	    .insns = p->insns,
	    .len = p->len,
	    .type = p->type,
	    .attach = p->attach,
	    .gpl = true,
	    .strict_alignment = p->flags.strict,
	    .any_alignment = p->flags.any,
	    .test_state_freq = p->flags.freq,
	    .sleepable = p->flags.sleepable,
	};
}

void
core_check(const struct prog *p, struct found *f)
{
	const struct vf_program program = core_program(p);
	const struct vf_options options = {
	    .unprivileged = p->flags.unprivileged};
	const struct vf_host host = {
	    .alloc = core_alloc, .give_back = core_free};
	double from = now();

	memset(f, 0, sizeof *f);
	core_held = 0;
	vf_check(&program, &options, &host, &f->r);
	f->usec = now() - from;
	f->leaked = core_held;
}
