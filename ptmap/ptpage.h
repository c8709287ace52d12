/* ptpage - the way to a page, for addresses and tables as most are. */
#ifndef PTPAGE_H
#define PTPAGE_H

#include "ptfind.h"

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

#endif
