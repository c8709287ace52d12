/* ptcheck - sizes, ranges. */
#include "ptcheck.h"

/*@ requires pt_known(pt) && l <= pt_top(pt);
    assigns \nothing;
    ensures \result != 0 <==> pt_frames_at(pt, l);
*/
static bool
maps_at(const struct pt *pt, unsigned l)
{
	return ((pt->arch->leaf_levels & ~pt->no_levels) >> l & 1) != 0;
}

unsigned
pt_level(const struct pt *pt, uint64_t size)
{
	unsigned l;

	/*@ loop invariant 0 <= l <= pt_top(pt) + 1;
	    loop invariant \forall integer k; 0 <= k < l &&
	      pt_frames_at(pt, k) ==> size != (1 << pt_sh(pt, k));
	    loop assigns l;
	    loop variant pt->levels - l;
	*/
	for (l = 0; l < pt->levels; l++)
		if (size == pt_span(pt, l) && maps_at(pt, l))
			return l;
	return pt->levels;
}

unsigned
pt_level_fitting(const struct pt *pt, uint64_t va, uint64_t pa, uint64_t len)
{
	unsigned l;

	/*@ loop invariant 0 <= l <= pt_top(pt);
	    loop invariant 0 < l ==> pt_frames_at(pt, l) &&
	      len >= (1 << pt_sh(pt, l)) &&
	      ((va | pa) & (uint64_t)((1 << pt_sh(pt, l)) - 1)) == 0;
	    loop assigns l;
	    loop variant pt->levels - l;
	*/
	for (l = 0; l + 1u < pt->levels; l++)
		if (!maps_at(pt, l + 1) || len < pt_span(pt, l + 1) ||
		    ((va | pa) & (pt_span(pt, l + 1) - 1)) != 0)
			break;
	return l;
}

enum pt_error
pt_check_va(const struct pt *pt, uint64_t va, uint64_t len)
{
	uint64_t last;

	if (!pt_canonical(pt, va))
		return PT_NOT_CANONICAL;
	if (len == 0)
		return PT_SIZE;
	if (len - 1 > UINT64_MAX - va)
		return PT_NOT_CANONICAL;
	last = va + (len - 1);
	if (va >> pt->arch->va_bits != last >> pt->arch->va_bits)
		return PT_NOT_CANONICAL;
	/*@ assert last == va + (len - 1) && pt_address(pt, last); */
	if (((va | len) & (pt->page - 1)) != 0)
		return PT_NOT_ALIGNED;
	return PT_OK;
}

enum pt_error
pt_check_pa(const struct pt *pt, uint64_t pa, uint64_t len)
{
	if ((pa & (pt->page - 1)) != 0)
		return PT_NOT_ALIGNED;
	if (pa < pt->pa_first || pa >= pt->pa_end || len > pt->pa_end - pa)
		return PT_PHYS_BOUNDS;
	return PT_OK;
}
