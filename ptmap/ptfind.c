/* ptfind - the walk. */
#include "ptfind.h"
#include "ptcheck.h"

enum pt_error
pt_query(const struct pt *pt, uint64_t va, struct pt_mapping *m)
{
	struct pt_path p;
	uint64_t inside;

	if (!pt_canonical(pt, va))
		return PT_NOT_CANONICAL;
	pt_find(pt, va, 0, &p);
	if ((p.entry & PT_PRESENT) == 0)
		return PT_NOT_MAPPED;
	inside = pt_span(pt, p.level) - 1;
	m->size = inside + 1;
	m->va = va & ~inside;
	m->pa = pt_entry_pa(pt, p.entry) & ~inside;
	m->attrs = pt_arch_decode(pt->arch, p.entry);
	return PT_OK;
}
