/* ptcheck - what an operation demands of its arguments. */
#ifndef PTCHECK_H
#define PTCHECK_H

#include "pttable.h"

/* va is an address. */
/*@ requires pt_known(pt) && pt->arch->va_bits < 64;
    assigns \nothing;
    ensures \result != 0 <==> pt_address(pt, va);
*/
static inline bool
pt_canonical(const struct pt *pt, uint64_t va)
{
	uint64_t top = va >> pt->arch->va_bits;

	return (top == 0 && pt->low) ||
	    (top == UINT64_MAX >> pt->arch->va_bits && pt->high);
}

/*@ // There are frames at level l.
    predicate pt_frames_at(struct pt *pt, integer l) = (((uint32_t)(
      pt->arch->leaf_levels & ~pt->no_levels) >> l) & 1) != 0;
*/
/* The level whose frames have that size; levels if none has. */
/*@ requires pt_known(pt);
    assigns \nothing;
    ensures \result <= pt_top(pt) + 1;
    ensures \result <= pt_top(pt) ==> size == (1 << pt_sh(pt, \result)) &&
      pt_frames_at(pt, \result);
    ensures \result > pt_top(pt) ==> \forall integer l; 0 <= l <= pt_top(pt) &&
      pt_frames_at(pt, l) ==> size != (1 << pt_sh(pt, l));
*/
unsigned pt_level(const struct pt *pt, uint64_t size);
/* The largest level at which va, pa and len allow a frame; they are multiples
   of a page, len is not 0. */
/*@ requires pt_known(pt);
    assigns \nothing;
    ensures \result <= pt_top(pt);
    ensures 0 < \result ==> pt_frames_at(pt, \result) &&
      len >= (1 << pt_sh(pt, \result)) &&
      ((va | pa) & (uint64_t)((1 << pt_sh(pt, \result)) - 1)) == 0;
*/
unsigned pt_level_fitting(
    const struct pt *pt, uint64_t va, uint64_t pa, uint64_t len);

/* [va, va + len): not empty, all addresses, in one half, whole pages. */
/*@ requires pt_known(pt) && pt->arch->va_bits < 64;
    assigns \nothing;
    ensures \result == PT_OK ==> pt_address(pt, va) && 0 < len &&
      va + (len - 1) <= UINT64_MAX && pt_address(pt, va + (len - 1));
    ensures \result == PT_OK ==>
      ((va | len) & (uint64_t)(pt->page - 1)) == 0;
    ensures \result != PT_OK && pt_address(pt, va) && 0 < len &&
      va + (len - 1) <= UINT64_MAX &&
      (va >> pt->arch->va_bits) == ((va + (len - 1)) >> pt->arch->va_bits) ==>
      ((va | len) & (uint64_t)(pt->page - 1)) != 0;
*/
enum pt_error pt_check_va(const struct pt *pt, uint64_t va, uint64_t len);
/* [pa, pa + len): whole pages that may be mapped. */
/*@ requires pt_known(pt);
    assigns \nothing;
    ensures \result == PT_OK <==> (pa & (uint64_t)(pt->page - 1)) == 0 &&
      pt->pa_first <= pa < pt->pa_end && pa + len <= pt->pa_end;
    ensures \result == PT_OK || \result == PT_NOT_ALIGNED ||
      \result == PT_PHYS_BOUNDS;
*/
enum pt_error pt_check_pa(const struct pt *pt, uint64_t pa, uint64_t len);

#endif
