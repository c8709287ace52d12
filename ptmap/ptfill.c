/* ptfill - runs of frames. */
#include "ptfill.h"
#include "ptcheck.h"

struct pt_run
pt_run_at(const struct pt *pt, uint64_t va, uint64_t pa, uint64_t len)
{
	struct pt_run run = {va, pa, pt_level_fitting(pt, va, pa, len), 0};
	size_t room = pt_entries(pt, run.level) - pt_index(pt, run.level, va);

	/* At a table's end larger frames may fit again. */
	run.n = (size_t)(len >> pt_shift(pt, run.level));
	if (run.n > room)
		run.n = room;
	return run;
}

static bool
none_present(const uint64_t *e, size_t n)
{
	uint64_t any = 0;
	size_t i;

	for (i = 0; i < n; i++)
		any |= e[i];
	return (any & PT_PRESENT) == 0;
}

bool
pt_run_free(const struct pt *pt, const struct pt_run *run, struct pt_path *p)
{
	pt_find(pt, run->va, run->level, p);
	if (p->level == run->level && run->n > 1)
		return none_present(
		    pt_table(pt, p->f[p->level]) + p->i, run->n);
	return (p->entry & PT_PRESENT) == 0;
}

/* Entries for the run, from at on; there is no walker here yet. */
static void
write_new(
    const struct pt *pt, uint64_t *at, const struct pt_run *run, uint64_t bits)
{
	uint64_t e = pt_leaf(pt, run->level, run->pa, bits);
	uint64_t step = pt_span(pt, run->level) >> pt->pa_right;
	size_t i;

	for (i = 0; i < run->n; i++)
		at[i] = e + i * step;
}

static void
write_live(
    const struct pt *pt, uint64_t *at, const struct pt_run *run, uint64_t bits)
{
	uint64_t e = pt_leaf(pt, run->level, run->pa, bits);
	uint64_t step = pt_span(pt, run->level) >> pt->pa_right;
	size_t i;

	for (i = 0; i < run->n; i++)
		pt_store(at + i, e + i * step);
}

/* A new table that holds the run. */
static uint32_t
table_of(struct pt *pt, const struct pt_run *run, uint64_t bits)
{
	uint32_t f = pt_take(pt, run->level);
	size_t n = (size_t)1 << pt->index_bits;
	size_t i = pt_index(pt, run->level, run->va);
	uint64_t *t = pt_table(pt, f);

	/* S1: what is left of an earlier use goes before the table is linked. */
	if (pt->frame[f].stale != 0) {
		pt_zero(t, 0, i);
		pt_zero(t, i + run->n, n);
		pt->frame[f].stale = 0;
	}
	write_new(pt, t + i, run, bits);
	pt->frame[f].live = (uint16_t)run->n;
	return f;
}

/* The run's table, with what leads to it from the path's end, made reachable. */
static void
link_new(
    struct pt *pt, const struct pt_run *run, uint64_t bits, struct pt_path *p)
{
	uint32_t f = table_of(pt, run, bits), up;
	unsigned l;

	p->f[run->level] = f;
	for (l = run->level + 1; l < p->level; l++) {
		up = pt_take_zero(pt, l);
		pt_table(pt, up)[pt_index(pt, l, run->va)] =
		    pt_table_entry(pt, f);
		pt->frame[up].live = 1;
		f = up;
	}
	/* S1: the one store that makes all of it reachable. */
	pt_store(pt_table(pt, p->f[p->level]) + p->i, pt_table_entry(pt, f));
	pt->frame[p->f[p->level]].live++;
}

void
pt_run_fill(
    struct pt *pt, const struct pt_run *run, uint64_t bits, struct pt_path *p)
{
	uint32_t f = p->f[p->level];

	if (p->level == run->level) {
		write_live(pt, pt_table(pt, f) + p->i, run, bits);
		pt->frame[f].live = (uint16_t)(pt->frame[f].live + run->n);
	} else {
		link_new(pt, run, bits, p);
	}
	if (run->level == 0)
		pt_remember(pt, p->f[0], run->va);
}
