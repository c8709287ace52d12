/* ptquery - what an address is mapped to, most often a page. */
#include "ptpage.h"

static inline __attribute__((always_inline)) enum pt_error
page(struct pt *pt, uint64_t va, uint64_t e, uint64_t size, unsigned pa_right,
    struct pt_mapping *m)
{
	if ((e & PT_PRESENT) == 0)
		return PT_NOT_MAPPED;
	if ((e & pt->attr_bits) != pt->seen_bits) {
		pt->seen_bits = e & pt->attr_bits;
		pt->seen = pt_arch_decode(pt->arch, e);
	}
	m->va = va & ~(size - 1);
	m->pa = (e & pt->pa_field) << pa_right;
	m->size = size;
	m->attrs = pt->seen;
	return PT_OK;
}

static inline __attribute__((always_inline)) enum pt_error
near(struct pt *pt, uint64_t va, struct pt_mapping *m)
{
	const uint64_t size = UINT64_C(1) << PT_USUAL_PAGE;
	struct pt_page p;

	if (va >> PT_USUAL_TAG == pt->tag)
		return page(
		    pt, va, pt_load(pt_page_last(pt, va).e), size, 0, m);
	if (!pt_page(pt, va, &p))
		return pt_look(pt, va, m);
	return page(pt, va, pt_load(p.e), size, 0, m);
}

static __attribute__((noinline)) enum pt_error
far(struct pt *pt, uint64_t va, struct pt_mapping *m)
{
	struct pt_page p;

	if (pt_page_top(pt, va))
		return near(pt, va, m);
	if (!pt_page_unusual(pt, va, &p))
		return pt_look(pt, va, m);
	return page(pt, va, pt_load(p.e), pt->page, pt->pa_right, m);
}

enum pt_error
pt_query(struct pt *pt, uint64_t va, struct pt_mapping *m)
{
	return pt_page_near(pt, va) ? near(pt, va, m) : far(pt, va, m);
}
