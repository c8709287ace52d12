/* ptfind - from an address to the entry that decides it. */
#ifndef PTFIND_H
#define PTFIND_H

#include "pttable.h"

/* Where a walk ended, and the tables it went through. */
struct pt_path {
	uint32_t f[PT_LEVELS_MAX]; /* from level on */
	unsigned level;
	size_t i;	/* in f[level] */
	uint64_t entry; /* as read there */
};

/*
 * Down to level least, or to what is no table. The shape is said by arguments
 * so that it is constants where it is the one most have: 9 bits a level, pages
 * of 4 KiB, addresses in entries as they are.
 */
static inline __attribute__((always_inline)) void
pt_find_shaped(const struct pt *pt, uint64_t va, unsigned least,
    struct pt_path *p, unsigned page_shift, unsigned index_bits,
    unsigned pa_right, size_t root_mask)
{
	uint64_t mask = pt->arch->table_mask, value = pt->arch->table_value;
	uint64_t field = pt->arch->pa_field, e;
	unsigned l = pt->levels - 1u, shift = page_shift + l * index_bits;
	size_t i = (size_t)(va >> shift) & root_mask;
	uint32_t f = 0;

	p->f[l] = 0;
	e = pt_load(pt->e + i);
	while (l != least && (e & mask) == value) {
		l--;
		shift -= index_bits;
		f = (uint32_t)((((e & field) << pa_right) - pt->tables_pa) >>
		    page_shift);
		p->f[l] = f;
		i = (size_t)(va >> shift) & (((size_t)1 << index_bits) - 1);
		e = pt_load(pt->e + ((size_t)f << index_bits) + i);
	}
	p->level = l;
	p->i = i;
	p->entry = e;
}

/*
 * Where the entry of the page at va is, from pt->e on; PT_NO_PAGE if no table of
 * pages is there. Without a path, and with its levels as a constant where they
 * are the usual ones: as short as it can be, so that walks overlap.
 */
#define PT_NO_PAGE SIZE_MAX
static inline __attribute__((always_inline)) size_t
pt_page_shaped(const struct pt *pt, uint64_t va, unsigned levels,
    unsigned page_shift, unsigned index_bits, unsigned pa_right,
    size_t root_mask)
{
	uint64_t mask = pt->table_mask, value = pt->table_value;
	size_t at = (size_t)(va >> (page_shift + (levels - 1) * index_bits)) &
	    root_mask;
	unsigned l;
	uint64_t e;

	for (l = levels - 1; l > 0; l--) {
		e = pt_load(pt->e + at);
		if ((e & mask) != value)
			return PT_NO_PAGE;
		at = (size_t)((((e & pt->pa_field) << pa_right) -
				  pt->tables_pa) /
		    8);
		at += (size_t)(va >> (page_shift + (l - 1) * index_bits)) &
		    (((size_t)1 << index_bits) - 1);
	}
	return at;
}

/* For addresses below pt->fast_end. */
static inline size_t
pt_page(const struct pt *pt, uint64_t va)
{
	return pt_page_shaped(pt, va, 4, 12, 9, 0, 511);
}

/* A page that is not in the last table was used in the table that the entry at
   is in: twice running, and that is the last one. */
static inline uint32_t
pt_touch(struct pt *pt, size_t at, uint64_t va)
{
	uint32_t f = (uint32_t)(at >> pt->index_bits);

	if (va >> pt->tag_shift == pt->touched)
		pt_remember(pt, f, va);
	pt->touched = va >> pt->tag_shift;
	return f;
}

static inline void
pt_find(const struct pt *pt, uint64_t va, unsigned least, struct pt_path *p)
{
	if (pt->common)
		pt_find_shaped(pt, va, least, p, 12, 9, 0, 511);
	else
		pt_find_shaped(pt, va, least, p, pt->page_shift, pt->index_bits,
		    pt->pa_right, ((size_t)1 << pt->arch->root_bits) - 1);
}

/* The first byte of what the entry at level l covers; the last. */
static inline uint64_t
pt_floor(const struct pt *pt, unsigned l, uint64_t va)
{
	return va & ~(pt_span(pt, l) - 1);
}

static inline uint64_t
pt_ceil(const struct pt *pt, unsigned l, uint64_t va)
{
	return va | (pt_span(pt, l) - 1);
}

#endif
