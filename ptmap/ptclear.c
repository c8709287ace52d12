/* ptclear - before the flush. */
#include "ptclear.h"

void
pt_cut_off(struct pt *pt, uint32_t f)
{
	struct pt_tables work = {PT_NONE, PT_NONE, 0};
	const uint64_t *t;
	unsigned l;
	size_t i, n;

	pt_list_add(pt, &work, f);
	while (work.first != PT_NONE) {
		f = work.first;
		work.first = pt->frame[f].next;
		if (work.first == PT_NONE)
			work.last = PT_NONE;
		l = pt->frame[f].level;
		t = pt_table(pt, f);
		n = l == 0 ? 0 : pt_entries(pt, l);
		for (i = 0; i < n; i++)
			if (pt_is_table(pt, l, t[i]))
				pt_list_add(pt, &work, pt_child(pt, t[i]));
		pt->frame[f].stale = 1;
		pt_forget(pt, f);
		pt_list_add(pt, &pt->pending, f);
	}
}

/* n entries at level l from t on; true if there were tables among them. */
static bool
clear_run(struct pt *pt, unsigned l, uint32_t f, uint64_t *t, size_t n)
{
	unsigned live = pt->frame[f].live;
	bool tables = false;
	uint64_t e;
	size_t i;

	for (i = 0; i < n && live > 0; i++) {
		e = t[i];
		if ((e & PT_PRESENT) == 0)
			continue;
		live--;
		if (pt_is_table(pt, l, e)) {
			pt_store(t + i, 0);
			pt_cut_off(pt, pt_child(pt, e));
			tables = true;
		} else {
			pt_store(t + i, pt->track ? e & ~PT_PRESENT : 0);
		}
	}
	pt->frame[f].live = (uint16_t)live;
	return tables;
}

/* Entries at the path's level that begin at va and end by last. */
static size_t
whole_entries(
    const struct pt *pt, const struct pt_path *p, uint64_t va, uint64_t last)
{
	unsigned l = p->level;
	size_t room = pt_entries(pt, l) - p->i;
	uint64_t n;

	if ((va & (pt_span(pt, l) - 1)) != 0)
		return 0;
	/* last - va + 1 may be 2^64 */
	n = ((last - va) >> pt_shift(pt, l)) +
	    (((last - va) & (pt_span(pt, l) - 1)) == pt_span(pt, l) - 1);
	return n < room ? (size_t)n : room;
}

bool
pt_clear(struct pt *pt, uint64_t va, uint64_t last)
{
	struct pt_path p;
	uint64_t end;
	bool tables = false;
	unsigned l;
	size_t n = 0;

	for (;;) {
		/* down to where an entry lies whole in the range */
		for (l = pt->levels; l-- > 0;) {
			pt_find(pt, va, l, &p);
			n = whole_entries(pt, &p, va, last);
			if (p.level > l || n > 0)
				break;
		}
		if (n > 0) {
			end = va + ((uint64_t)(n - 1) << pt_shift(pt, p.level));
			end = pt_ceil(pt, p.level, end);
			tables |= clear_run(pt, p.level, p.f[p.level],
			    pt_table(pt, p.f[p.level]) + p.i, n);
			tables |= pt_prune(pt, va, &p, p.level);
		} else {
			end = pt_ceil(pt, p.level, va);
		}
		if (end >= last)
			return tables;
		va = end + 1;
	}
}
