/* ptwalk - every mapping in order. */
#include "ptcheck.h"
#include "ptfind.h"

enum pt_error
pt_walk(const struct pt *pt, uint64_t va, uint64_t len,
    int (*visit)(void *own, const struct pt_mapping *m), void *own,
    int *stopped)
{
	uint64_t last = va + (len - 1), end, span;
	enum pt_error error = pt_check_va(pt, va, len);
	struct pt_mapping m;
	struct pt_path p;

	*stopped = 0;
	if (error != PT_OK)
		return error;
	for (;; va = end + 1) {
		pt_find(pt, va, 0, &p);
		span = pt_span(pt, p.level);
		end = pt_ceil(pt, p.level, va);
		if ((p.entry & PT_PRESENT) != 0) {
			m.va = va & ~(span - 1);
			m.pa = pt_entry_pa(pt, p.entry) & ~(span - 1);
			m.size = span;
			m.attrs = pt_arch_decode(pt->arch, p.entry);
			*stopped = visit(own, &m);
		}
		if (*stopped != 0 || end >= last)
			return PT_OK;
	}
}

struct pt_ranges
pt_halves(const struct pt *pt)
{
	struct pt_ranges r = {0, {0, 0}, UINT64_C(1) << pt->arch->va_bits};

	if (pt->low)
		r.va[r.n++] = 0;
	if (pt->high)
		r.va[r.n++] = UINT64_C(0) - r.len;
	return r;
}
