/* ptretire - after the flush (S2): no walker remembers what went. */
#include "ptclear.h"
#include "ptlist.h"
#include "ptowned.h"

void
pt_retire(struct pt *pt, uint64_t pa, uint64_t len)
{
	if (pt->owned != NULL)
		pt_owned_set(pt, pa, len, false);
	if (pt->hooks->retire_frames != NULL)
		pt->hooks->retire_frames(pt->own, pa, len);
}

/* Frames at level l in n entries that lead nowhere any more, runs of
   neighbours as one. */
static void
retire_entries(struct pt *pt, unsigned l, const uint64_t *t, size_t n)
{
	uint64_t pa = 0, len = 0, next, span = pt_span(pt, l);
	size_t i;

	for (i = 0; i < n; i++) {
		if (t[i] == 0 || pt_is_table(pt, l, t[i]))
			continue;
		next = pt_entry_pa(pt, t[i]) & ~(span - 1);
		if (len != 0 && next == pa + len) {
			len += span;
			continue;
		}
		if (len != 0)
			pt_retire(pt, pa, len);
		pa = next;
		len = span;
	}
	if (len != 0)
		pt_retire(pt, pa, len);
}

/* Entries of a table still in use that are not present, but not zero yet. */
static void
retire_left(struct pt *pt, unsigned l, uint64_t *t, size_t n)
{
	size_t i, from;

	for (i = 0; i < n; i++) {
		from = i;
		while (i < n && t[i] != 0 && (t[i] & PT_PRESENT) == 0)
			i++;
		if (i == from)
			continue;
		retire_entries(pt, l, t + from, i - from);
		while (from < i)
			pt_store(t + from++, 0);
	}
}

void
pt_retire_pending(struct pt *pt)
{
	uint32_t f;

	for (f = pt->pending.first; f != PT_NONE; f = pt->frame[f].next)
		retire_entries(pt, pt->frame[f].level, pt_table(pt, f),
		    pt_entries(pt, pt->frame[f].level));
}

void
pt_retire_left(struct pt *pt, uint64_t va, uint64_t last)
{
	struct pt_path p;
	uint64_t *t, end;
	size_t n, room;

	for (;; va = end + 1) {
		pt_find(pt, va, 0, &p);
		t = pt_table(pt, p.f[p.level]) + p.i;
		room = pt_entries(pt, p.level) - p.i;
		n = 1;
		while (n < room && !pt_is_table(pt, p.level, t[n]))
			n++;
		retire_left(pt, p.level, t, n);
		end = pt_floor(pt, p.level, va) +
		    ((uint64_t)(n - 1) << pt_shift(pt, p.level));
		end = pt_ceil(pt, p.level, end);
		if (end >= last)
			return;
	}
}

void
pt_retire_tables(struct pt *pt)
{
	uint32_t f, next;

	if (pt->hooks->retire_table == NULL) {
		pt_list_move(pt, &pt->free, &pt->pending);
		return;
	}
	for (f = pt->pending.first; f != PT_NONE; f = next) {
		next = pt->frame[f].next;
		pt->hooks->retire_table(pt->own, f);
	}
	pt->pending.first = pt->pending.last = PT_NONE;
	pt->pending.count = 0;
}
