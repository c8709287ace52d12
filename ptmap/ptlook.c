/* ptlook - what an address is mapped to. */
#include "ptfind.h"
#include "ptlemmas.h"

enum pt_error
pt_look(const struct pt *pt, uint64_t va, struct pt_mapping *m)
{
	struct pt_path p;
	uint64_t inside, pa;
	unsigned attrs;

	/*@ assert \forall integer g, j; pt_has(pt, pt_n(pt), g, j) ==>
	      0 <= pt_at(pt, g, j) < pt_all(pt); */
	if (!pt_canonical(pt, va))
		return PT_NOT_CANONICAL;
	pt_find(pt, va, 0, &p);
	/*@ assert pt_translation(pt, pt->e, va) ==
	      pt_translation{Pre}(pt, pt->e, va); */
	/*@ assert pt_tree(pt, pt->e, pt_n(pt)); */
	/*@ assert pt_comes(pt, pt->e, &p.f[0], va, p.level); */
	/*@ assert pt_translation{Pre}(pt, pt->e, va) ==
	      pt_says(p.level, p.entry); */
	/*@ ghost unsigned l = p.level; */
	/*@ ghost uint64_t e = p.entry; */
	if ((p.entry & PT_PRESENT) == 0)
		return PT_NOT_MAPPED;
	inside = pt_span(pt, p.level) - 1;
	pa = pt_entry_pa(pt, p.entry) & ~inside;
	attrs = pt_arch_decode(pt->arch, p.entry);
	/*@ assert inside == pt_inside(pt, l); */
	/*@ assert pt_tells(pt, va, l, e, pt->arch->pa_field,
	      va & (uint64_t)~inside, pa, (uint64_t)(inside + 1)); */
	m->size = inside + 1;
	m->va = va & ~inside;
	m->pa = pa;
	m->attrs = attrs;
	/*@ assert pt_tells(pt, va, l, e, \at(pt->arch->pa_field, Pre),
	      m->va, m->pa, m->size); */
	return PT_OK;
}
