/* ptcut - blocks divided. */
#include "ptcut.h"

/* x lies inside of what an entry at level l covers, not at its start. */
static bool
inside(const struct pt *pt, unsigned l, uint64_t x)
{
	return (x & (pt_span(pt, l) - 1)) != 0;
}

bool
pt_cut_at(const struct pt *pt, const struct pt_ends *ends, unsigned k,
    struct pt_path *p)
{
	uint64_t x = ends->at[k];

	pt_find(pt, x, 0, p);
	return (p->entry & PT_PRESENT) != 0 && inside(pt, p->level, x);
}

uint32_t
pt_cut_need(const struct pt *pt, const struct pt_ends *ends)
{
	uint64_t counted[PT_LEVELS_MAX], region;
	struct pt_path p;
	uint32_t need = 0;
	unsigned k, l;

	for (l = 0; l < PT_LEVELS_MAX; l++)
		counted[l] = UINT64_MAX;
	for (k = 0; k < 2; k++) {
		if (!pt_cut_at(pt, ends, k, &p))
			continue;
		for (l = p.level; l > 0 && inside(pt, l, ends->at[k]); l--) {
			region = ends->at[k] >> pt_shift(pt, l);
			need += counted[l] != region;
			counted[l] = region;
		}
	}
	return need;
}

/* A table at level l - 1 that says what the block e at level l says. */
static uint32_t
expand(struct pt *pt, unsigned l, uint64_t e)
{
	uint32_t f = pt_take(pt, l - 1);
	uint64_t pa = pt_entry_pa(pt, e) & ~(pt_span(pt, l) - 1);
	uint64_t leaf = pt_leaf(pt, l - 1, pa, e & pt->arch->attr_bits);
	uint64_t step = pt_span(pt, l - 1) >> pt->pa_right;
	uint64_t *t = pt_table(pt, f);
	size_t n = (size_t)1 << pt->index_bits, i;

	for (i = 0; i < n; i++)
		t[i] = leaf + i * step;
	pt->frame[f].stale = 0;
	pt->frame[f].live = (uint16_t)n;
	return f;
}

/* The bits of attributes, in every frame of the table at level l. */
static void
set_bits(struct pt *pt, uint32_t f, unsigned l, uint64_t bits)
{
	uint64_t *t = pt_table(pt, f);
	size_t n = (size_t)1 << pt->index_bits, i;

	for (i = 0; i < n; i++)
		if (!pt_is_table(pt, l, t[i]))
			t[i] = (t[i] & ~pt->arch->attr_bits) | bits;
}

void
pt_cut_note(struct pt *pt, const struct pt_ends *ends, unsigned level,
    uint32_t top, uint64_t e)
{
	uint64_t bits = e & pt->arch->attr_bits;
	const uint64_t *t;
	unsigned k, l;
	uint32_t f;

	for (k = 0; k < 2; k++) {
		f = top;
		for (l = level - 1;; l--) {
			set_bits(pt, f, l, bits);
			t = pt_table(pt, f) + pt_index(pt, l, ends->at[k]);
			if (!pt_is_table(pt, l, *t))
				break;
			f = pt_child(pt, *t);
		}
	}
}

uint32_t
pt_cut_build(struct pt *pt, const struct pt_ends *ends, unsigned k,
    const struct pt_path *p)
{
	uint64_t block = ends->at[k] >> pt_shift(pt, p->level);
	uint32_t top = expand(pt, p->level, p->entry), f, child;
	uint64_t *t;
	unsigned l;

	for (k = 0; k < 2; k++) {
		if (ends->at[k] >> pt_shift(pt, p->level) != block)
			continue;
		f = top;
		for (l = p->level - 1; l > 0 && inside(pt, l, ends->at[k]);
		     l--) {
			t = pt_table(pt, f) + pt_index(pt, l, ends->at[k]);
			if (!pt_is_table(pt, l, *t)) {
				child = expand(pt, l, *t);
				*t = pt_table_entry(pt, child);
			}
			f = pt_child(pt, *t);
		}
	}
	return top;
}
