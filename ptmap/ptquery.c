/* ptquery - what an address is mapped to, most often a page. */
#include "ptpage.h"

enum pt_error
pt_query(struct pt *pt, uint64_t va, struct pt_mapping *m)
{
	uint64_t e;
	size_t at;

	if (va >> pt->tag_shift == pt->tag) {
		e = pt_load(
		    pt->leaf + ((va >> pt->page_shift) & pt->index_mask));
	} else {
		at = va < pt->fast_end ? pt_page(pt, va) : PT_NO_PAGE;
		if (at == PT_NO_PAGE)
			return pt_look(pt, va, m);
		(void)pt_touch(pt, at, va);
		e = pt_load(pt->e + at);
	}
	if ((e & PT_PRESENT) == 0)
		return PT_NOT_MAPPED;
	if ((e & pt->attr_bits) != pt->seen_bits) {
		pt->seen_bits = e & pt->attr_bits;
		pt->seen = pt_arch_decode(pt->arch, e);
	}
	m->va = va & ~(pt->page - 1);
	m->pa = (e & pt->pa_field) << pt->pa_right;
	m->size = pt->page;
	m->attrs = pt->seen;
	return PT_OK;
}
