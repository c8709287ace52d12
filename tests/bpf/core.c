/* core - see core.h */
#include "core.h"

#include "maps.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

size_t core_held;
const struct vf_btf *core_types;
void (*core_symbols)(struct vf_program *p);

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
	struct vf_program program = {
	    .insns = p->insns,
	    .len = p->len,
	    .type = p->type,
	    .attach = p->attach,
	    .attach_type_id = p->target,
	    .btf = p->types != NULL ? p->types : core_types,
	    .gpl = !p->flags.closed,
	    .strict_alignment = p->flags.strict,
	    .any_alignment = p->flags.any,
	    .test_state_freq = p->flags.freq,
	    .sleepable = p->flags.sleepable,
	};

	if (core_symbols != NULL)
		core_symbols(&program);
	if (p->flags.maps) {
		program.maps = maps_known(&program.nmaps);
		program.module_btf = true;
	}
	return program;
}

static struct vf_options
core_options(const struct prog *p, unsigned level)
{
	return (struct vf_options){.log_level = level,
	    .unprivileged = p->flags.unprivileged,
	    .cpus = (uint32_t)sysconf(_SC_NPROCESSORS_CONF)};
}

static void
check(const struct prog *p, const struct vf_options *options, struct found *f)
{
	const struct vf_program program = core_program(p);
	const struct vf_host host = {
	    .alloc = core_alloc, .give_back = core_free};
	double from = now();

	memset(f, 0, sizeof *f);
	core_held = 0;
	vf_check(&program, options, &host, &f->r);
	f->usec = now() - from;
	f->leaked = core_held;
}

void
core_check(const struct prog *p, struct found *f)
{
	const struct vf_options options = core_options(p, 0);

	check(p, &options, f);
}

void
core_check_as(const struct prog *p, enum vf_kernel k, struct found *f)
{
	struct vf_options options = core_options(p, 0);

	options.kernel = k;
	options.cpus = 2;
	check(p, &options, f);
}

static void
hear(void *arg, const char *text, size_t len)
{
	fwrite(text, 1, len, arg);
}

void
core_log(const struct prog *p, FILE *to)
{
	const struct vf_program program = core_program(p);
	const struct vf_options options = core_options(p, 2);
	const struct vf_host host = {.arg = to,
	    .alloc = core_alloc,
	    .give_back = core_free,
	    .log = hear};
	struct vf_result r;

	vf_check(&program, &options, &host, &r);
	fprintf(to, "%s\t%s\t-\n", p->name,
	    r.verdict == VF_ACCEPT ? "accept" : "reject");
}
