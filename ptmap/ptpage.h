/* ptpage - the way to a page, for addresses and tables as most are. */
#ifndef PTPAGE_H
#define PTPAGE_H

#include "ptfind.h"

/*
 * Lower addresses of four levels of 9 bits, pages of 4 KiB, addresses in entries
 * as they are: below pt->fast_end. A walk of so few instructions overlaps with
 * the next ones while it waits for memory, so shifts are constants here, there is
 * no path, and the root's entry used last is not read again.
 */
enum {
	PT_USUAL_BITS = 9,
	PT_USUAL_PAGE = 12,
	PT_USUAL_TAG = PT_USUAL_PAGE + PT_USUAL_BITS,
	PT_USUAL_TOP = PT_USUAL_TAG + 2 * PT_USUAL_BITS
};

/* va's index among entries for 1 << shift bytes. */
static inline __attribute__((always_inline)) size_t
pt_page_index(uint64_t va, unsigned shift)
{
	return (size_t)(va >> shift) & (((size_t)1 << PT_USUAL_BITS) - 1);
}

/* Where the table is that e leads to, in bytes of the window: what is left of e
   without its start and the bits that say table. If e leads to none, not a
   multiple of a page. */
static inline __attribute__((always_inline)) bool
pt_page_step(uint64_t e, uint64_t mask, uint64_t base, uint64_t *to)
{
	*to = (e & mask) - base;
	return (*to & ((UINT64_C(1) << PT_USUAL_PAGE) - 1)) == 0;
}

/* va is an address as above, and the root's entry for it the one used last. */
static inline __attribute__((always_inline)) bool
pt_page_near(const struct pt *pt, uint64_t va)
{
	return va >> PT_USUAL_TOP == pt->top_tag;
}
/* Now it is; false if it is another address, or that leads to no table. */
bool pt_page_top(struct pt *pt, uint64_t va);
/* Tables were taken away. */
void pt_page_gone(struct pt *pt);

/* Where a page's entry is, and how many of its table are in use. */
struct pt_page {
	uint64_t *e;
	uint16_t *live;
};

/*
 * The page at va, which is near; false if no table of pages is there. A page that
 * is not in the last table was used in this one: twice running, and that is the
 * last one.
 */
static inline __attribute__((always_inline)) bool
pt_page(struct pt *pt, uint64_t va, struct pt_page *p)
{
	const uint64_t mask = pt->step_mask, base = pt->step_base;
	struct pt_frame *frame = pt->frame;
	unsigned char *tables = (unsigned char *)pt->e;
	uint64_t to;

	if (!pt_page_step(pt_load(pt->top +
			      pt_page_index(va, PT_USUAL_TAG + PT_USUAL_BITS)),
		mask, base, &to) ||
	    !pt_page_step(pt_load((uint64_t *)(void *)(tables + to) +
			      pt_page_index(va, PT_USUAL_TAG)),
		mask, base, &to))
		return false;
	p->e = (uint64_t *)(void *)(tables + to) +
	    pt_page_index(va, PT_USUAL_PAGE);
	p->live = &frame[to >> PT_USUAL_PAGE].live;
	if (va >> PT_USUAL_TAG == pt->touched)
		pt_remember(pt, (uint32_t)(to >> PT_USUAL_PAGE), va);
	pt->touched = va >> PT_USUAL_TAG;
	return true;
}

/* The same of one in the last table of pages. */
static inline __attribute__((always_inline)) struct pt_page
pt_page_last(const struct pt *pt, uint64_t va)
{
	struct pt_page p = {
	    pt->leaf + pt_page_index(va, PT_USUAL_PAGE), pt->leaf_live};

	return p;
}

/* The way to the entry of the page at va, which is near. */
static inline void
pt_page_path(
    const struct pt *pt, uint64_t va, const uint64_t *e, struct pt_path *p)
{
	uint64_t up =
	    pt_load(pt->top + pt_page_index(va, PT_USUAL_TAG + PT_USUAL_BITS));

	p->f[3] = 0;
	p->f[2] = (uint32_t)((size_t)(pt->top - pt->e) >> PT_USUAL_BITS);
	p->f[1] = pt_child(pt, up);
	p->f[0] = (uint32_t)((size_t)(e - pt->e) >> PT_USUAL_BITS);
	p->level = 0;
	p->i = pt_page_index(va, PT_USUAL_PAGE);
	p->entry = *e;
}

/* And of any shape; false if va is in another table. */
static inline bool
pt_page_unusual(const struct pt *pt, uint64_t va, struct pt_page *p)
{
	if (va >> pt->tag_shift != pt->tag)
		return false;
	p->e = pt->leaf + ((va >> pt->page_shift) & pt->index_mask);
	p->live = pt->leaf_live;
	return true;
}

#endif
