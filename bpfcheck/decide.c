#include "decide.h"
#include "kernel.h"
#include "module.h"
#include "symbols.h"
#include "trace.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/*
 * One place for what the core takes, which gives all of it back at its end.
 * Children do not get it: a fork would make each of its pages cost a fault once
 * more. What does not fit comes from malloc.
 */
static struct arena {
	uint8_t *at;
	size_t used, live; /* bytes handed out; blocks */
	size_t dirty;	   /* bytes that may not be zero */
} arena;

enum { ARENA = 1 << 28, KEPT = 1 << 22, TOUCHED = 1 << 17 };

static void
arena_open(void)
{
	if (arena.at != NULL)
		return;
	arena.at = mmap(NULL, ARENA, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (arena.at == MAP_FAILED)
		return;
	(void)madvise(arena.at, ARENA, MADV_DONTFORK);
	/* What the first program would else wait for. */
	memset(arena.at, 0, TOUCHED);
}

/* Else a debugger of memory takes it for there. */
void
decide_forget(void)
{
	if (arena.at != NULL && arena.at != MAP_FAILED)
		(void)munmap(arena.at, ARENA);
}

static bool
in_arena(const void *at)
{
	uintptr_t p = (uintptr_t)at, from = (uintptr_t)arena.at;

	return arena.at != MAP_FAILED && p >= from && p < from + ARENA;
}

static void *
host_alloc(void *arg, size_t bytes)
{
	size_t n = (bytes + 63) / 64 * 64;
	uint8_t *at;

	(void)arg;
	if (n < bytes)
		return NULL;
	if (arena.at == MAP_FAILED || n > ARENA - arena.used)
		return calloc(1, bytes);
	at = arena.at + arena.used;
	if (arena.used < arena.dirty)
		memset(at, 0,
		    n < arena.dirty - arena.used ? n
						 : arena.dirty - arena.used);
	arena.used += n;
	arena.live++;
	if (arena.used > arena.dirty)
		arena.dirty = arena.used;
	return at;
}

static void
host_free(void *arg, void *at, size_t bytes)
{
	(void)arg;
	(void)bytes;
	if (!in_arena(at)) {
		free(at);
		return;
	}
	if (--arena.live > 0)
		return;
	arena.used = 0;
	if (arena.dirty > KEPT &&
	    madvise(arena.at + KEPT, ARENA - KEPT, MADV_DONTNEED) == 0)
		arena.dirty = KEPT;
}

/* What would steer a terminal: names and lines are the object's. */
static bool
is_shown(char c)
{
	return ((unsigned char)c >= 0x20 && c != 0x7f) || c == '\n' ||
	    c == '\t';
}

static void
host_log(void *arg, const char *text, size_t len)
{
	size_t from = 0;

	for (size_t i = 0; i < len; i++) {
		if (is_shown(text[i]))
			continue;
		fwrite(text + from, 1, i - from, arg);
		fprintf(arg, "\\x%02x", (unsigned char)text[i]);
		from = i + 1;
	}
	fwrite(text + from, 1, len - from, arg);
}

/* To to->microseconds what it took is added. */
static void
check(const struct decide *d, const struct vf_program *p, enum vf_kernel kernel,
    struct decided *to, struct vf_result *r)
{
	struct vf_options options = {
	    .log_level = d->log_level,
	    .unprivileged = d->unprivileged,
	    .cpus = d->cpus,
	    .kernel = kernel,
	};
	struct vf_host asked = {
	    .arg = d->log,
	    .alloc = host_alloc,
	    .give_back = host_free,
	    .log = host_log,
	};
	double begin;

	if (d->trace != NULL) {
		asked.arg = d->trace;
		asked.look = trace_look;
	} else if (d->in_kernel) {
		module_check(
		    d->module, p, &options, &asked, r, &to->microseconds);
		return;
	}
	begin = seconds();
	vf_check(p, &options, &asked, r);
	to->microseconds += (seconds() - begin) * 1e6;
}

/* The kernel's types are read for the first program that needs them. */
static void
decide_for(const struct decide *d, struct object_program *p,
    enum vf_kernel kernel, struct decided *to, struct vf_result *r)
{
	if (p->undecided[0] != '\0') {
		r->verdict = VF_UNDECIDED;
		strncpy(r->reason, p->undecided, VF_TEXT - 1);
		return;
	}
	/* What is shown is shown once. */
	if (d->types != NULL &&
	    (d->log_level > 0 || d->trace != NULL || symbols_named(&p->vf)))
		p->vf.btf = kernel_types(d->types);
	if (d->types != NULL && symbols_named(&p->vf))
		symbols_find(d->symbols, &p->vf);
	check(d, &p->vf, kernel, to, r);
	if (!r->needs_btf || p->vf.btf != NULL || d->types == NULL)
		return;
	p->vf.btf = kernel_types(d->types);
	if (p->vf.btf != NULL)
		check(d, &p->vf, kernel, to, r);
}

/* What is not even tried is worst, then what is refused. */
static unsigned
badness(enum vf_verdict v)
{
	static const unsigned of[] = {
	    [VF_ACCEPT] = 0,
	    [VF_UNDECIDED] = 1,
	    [VF_REJECT] = 2,
	    [VF_TROUBLE] = 3,
	};

	return of[v];
}

static void
decide_all(const struct decide *d, struct object_program *p, struct decided *to)
{
	struct vf_result r;

	to->all = true;
	for (unsigned k = 0; k < VF_KERNELS; k++) {
		memset(&r, 0, sizeof r);
		decide_for(d, p, (enum vf_kernel)k, to, &r);
		to->each[k] = r.verdict;
		if (r.verdict != VF_ACCEPT)
			memcpy(to->reason[k], r.reason, VF_TEXT);
		if (k == 0 || badness(r.verdict) > badness(to->result.verdict))
			to->result = r;
	}
}

void
decide(const struct decide *d, struct object_program *p, struct decided *to)
{
	memset(to, 0, sizeof *to);
	if (p->undecided[0] == '\0')
		arena_open();
	if (d->all_kernels)
		decide_all(d, p, to);
	else
		decide_for(d, p, d->kernel, to, &to->result);
}

const struct vf_line *
decide_line(const struct vf_program *p, uint32_t insn)
{
	const struct vf_line *found = NULL;

	for (uint32_t i = 0; i < p->nlines && p->lines[i].insn <= insn; i++)
		found = &p->lines[i];
	return found;
}
