#include "decide.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct host {
	const struct decide *decide;
	double end; /* seconds */
};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *
host_alloc(void *arg, size_t bytes)
{
	(void)arg;
	return calloc(1, bytes);
}

static void
host_free(void *arg, void *at, size_t bytes)
{
	(void)arg;
	(void)bytes;
	free(at);
}

static void
host_log(void *arg, const char *text, size_t len)
{
	const struct host *h = arg;

	fwrite(text, 1, len, h->decide->log);
}

static bool
host_yield(void *arg)
{
	const struct host *h = arg;

	return h->decide->seconds == 0 || seconds() < h->end;
}

void
decide(const struct decide *d, const struct object *o,
    const struct object_program *p, struct decided *to)
{
	struct vf_options options = {
	    .log_level = d->log_level,
	    .unprivileged = d->unprivileged,
	};
	struct host host = {.decide = d};
	struct vf_host asked = {
	    .arg = &host,
	    .alloc = host_alloc,
	    .free = host_free,
	    .log = host_log,
	    .yield = host_yield,
	};
	struct vf_program program = p->vf;
	double begin = seconds();

	memset(to, 0, sizeof *to);
	if (p->undecided[0] != '\0') {
		to->result.verdict = VF_UNDECIDED;
		strncpy(to->result.reason, p->undecided, VF_TEXT - 1);
		return;
	}
	host.end = begin + d->seconds;
	program.maps = o->maps;
	program.nmaps = o->nmaps;
	vf_check(&program, &options, &asked, &to->result);
	to->microseconds = (seconds() - begin) * 1e6;
}

const struct vf_line *
decide_line(const struct vf_program *p, uint32_t insn)
{
	const struct vf_line *found = NULL;

	for (uint32_t i = 0; i < p->nlines && p->lines[i].insn <= insn; i++)
		found = &p->lines[i];
	return found;
}
