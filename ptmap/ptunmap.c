/* ptunmap - unmap: cleared, flushed, retired, in that order. */
#include "ptcheck.h"
#include "ptclear.h"
#include "ptone.h"
#include "ptops.h"
#include "ptpage.h"

/* The block becomes what top leads to. What hardware notes in it until then is
   noted in its parts. */
static void
replace(
    struct pt *pt, const struct pt_ends *ends, unsigned k, struct pt_path *p)
{
	uint64_t *at = pt_table(pt, p->f[p->level]) + p->i;
	uint32_t top = pt_cut_build(pt, ends, k, p);

	/* S1: the parts stand before the store that leads to them. */
	while (!pt_swap(at, &p->entry, pt_table_entry(pt, top)))
		pt_cut_note(pt, ends, p->level, top, p->entry);
}

/* B1: the block and its parts may not both be remembered. */
static void
break_make(
    struct pt *pt, const struct pt_ends *ends, unsigned k, struct pt_path *p)
{
	uint64_t *at = pt_table(pt, p->f[p->level]) + p->i;
	uint64_t span = pt_span(pt, p->level);

	/* B2: by exchange, so that what hardware notes is not lost. */
	while (!pt_swap(at, &p->entry, p->entry & ~PT_PRESENT))
		;
	pt_flush(pt, PT_FLUSH_LEAVES, pt_floor(pt, p->level, ends->at[k]), span,
	    span);
	pt_store(at, pt_table_entry(pt, pt_cut_build(pt, ends, k, p)));
}

void
pt_cut(struct pt *pt, const struct pt_ends *ends)
{
	struct pt_path p;
	unsigned k;

	for (k = 0; k < 2; k++) {
		if (!pt_cut_at(pt, ends, k, &p))
			continue;
		if (pt->arch->break_bits != 0 && (pt->features & PT_BBM2) == 0)
			break_make(pt, ends, k, &p);
		else
			replace(pt, ends, k, &p);
	}
}

/* What the path found, a frame. */
static enum pt_error
unmap_found(struct pt *pt, uint64_t va, const struct pt_path *p)
{
	uint64_t size = pt_span(pt, p->level);
	bool tables = pt_clear_one(pt, va, p);

	if (tables)
		pt_page_gone(pt);
	else if (p->level == 0)
		pt_remember(pt, p->f[0], va);
	/* S2: of tables too, if any went, before they are used again. */
	pt_flush(
	    pt, tables ? PT_FLUSH_TABLES : PT_FLUSH_LEAVES, va, size, size);
	if (pt->track)
		pt_retire(pt, pt_entry_pa(pt, p->entry) & ~(size - 1), size);
	pt_retire_tables(pt);
	return PT_OK;
}

static __attribute__((noinline)) enum pt_error
unmap_slowly(struct pt *pt, uint64_t va)
{
	struct pt_path p;
	enum pt_error error = pt_begins(pt, va, &p);

	return error == PT_OK ? unmap_found(pt, va, &p) : error;
}

/* The only page of its table, which is near. */
static __attribute__((noinline)) enum pt_error
unmap_last(struct pt *pt, uint64_t va, uint64_t *e)
{
	struct pt_path p;

	pt_page_path(pt, va, e, &p);
	return unmap_found(pt, va, &p);
}

/* S2: flushed before the frame is retired. */
static __attribute__((noinline)) enum pt_error
flush_retire(struct pt *pt, uint64_t va, uint64_t e)
{
	pt_flush(pt, PT_FLUSH_LEAVES, va, pt->page, pt->page);
	pt_retire(pt, pt_entry_pa(pt, e), pt->page);
	return PT_OK;
}

/* The last page of a table takes that along. */
static inline __attribute__((always_inline)) enum pt_error
take(struct pt *pt, uint64_t va, struct pt_page p, uint64_t size, bool near)
{
	uint64_t e = *p.e;
	uint16_t live = *p.live;

	if ((e & PT_PRESENT) == 0)
		return PT_NOT_MAPPED;
	if (live == 1)
		return near ? unmap_last(pt, va, p.e) : unmap_slowly(pt, va);
	pt_store(p.e, 0);
	*p.live = (uint16_t)(live - 1);
	if (pt->flush_only == NULL)
		return flush_retire(pt, va, e);
	pt->flush_only(pt->own, PT_FLUSH_LEAVES, va, size, size);
	return PT_OK;
}

static inline __attribute__((always_inline)) enum pt_error
unmap_near(struct pt *pt, uint64_t va)
{
	const uint64_t size = UINT64_C(1) << PT_USUAL_PAGE;
	struct pt_page p;

	if ((va & (size - 1)) != 0)
		return unmap_slowly(pt, va);
	if (va >> PT_USUAL_TAG == pt->tag)
		return take(pt, va, pt_page_last(pt, va), size, true);
	if (!pt_page(pt, va, &p))
		return unmap_slowly(pt, va);
	return take(pt, va, p, size, true);
}

static __attribute__((noinline)) enum pt_error
unmap_far(struct pt *pt, uint64_t va)
{
	struct pt_page p;

	if (pt_page_top(pt, va))
		return unmap_near(pt, va);
	if (!pt_page_unusual(pt, va, &p) || (va & (pt->page - 1)) != 0)
		return unmap_slowly(pt, va);
	return take(pt, va, p, pt->page, false);
}

enum pt_error
pt_unmap(struct pt *pt, uint64_t va)
{
	return pt_page_near(pt, va) ? unmap_near(pt, va) : unmap_far(pt, va);
}

/* Something is mapped in [va, last]. */
static bool
any_mapped(const struct pt *pt, uint64_t va, uint64_t last)
{
	struct pt_path p;
	uint64_t end;

	for (;; va = end + 1) {
		pt_find(pt, va, 0, &p);
		if ((p.entry & PT_PRESENT) != 0)
			return true;
		end = pt_ceil(pt, p.level, va);
		if (end >= last)
			return false;
	}
}

enum pt_error
pt_unmap_range(struct pt *pt, uint64_t va, uint64_t len)
{
	struct pt_ends ends = {{va, va + len}};
	uint64_t last = va + (len - 1);
	enum pt_error error = pt_check_va(pt, va, len);
	bool tables;
	uint32_t need;

	if (error != PT_OK)
		return error;
	if (!any_mapped(pt, va, last))
		return PT_NOT_MAPPED;
	need = pt_cut_need(pt, &ends);
	error = pt_reserve(pt, need);
	if (error != PT_OK)
		return error;
	pt_cut(pt, &ends);
	tables = pt_clear(pt, va, last) || need > 0;
	if (tables)
		pt_page_gone(pt);
	/* S2: of tables too, if any went, before they are used again. */
	pt_flush(
	    pt, tables ? PT_FLUSH_TABLES : PT_FLUSH_LEAVES, va, len, pt->page);
	if (pt->track) {
		pt_retire_pending(pt);
		pt_retire_left(pt, va, last);
	}
	pt_retire_tables(pt);
	return PT_OK;
}
