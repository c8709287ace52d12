/* ptone - check, then do what cannot fail. */
#include "ptone.h"

/*@ requires pt_known(pt) && pt->arch->va_bits < 64;
    requires l <= pt_top(pt) + 1;
    requires l <= pt_top(pt) ==> pt_frames_at(pt, l) &&
      size == (1 << pt_sh(pt, l));
    assigns \nothing;
    ensures \result == PT_OK ==> l <= pt_top(pt);
    ensures \result == PT_OK ==> pt_mappable(pt, va, pa, size, l);
    ensures \result == PT_OK ==> pt_allowed(pt->arch, attrs);
    ensures \result != PT_OK ==> l > pt_top(pt) ||
      !pt_mappable(pt, va, pa, size, l) || !pt_allowed(pt->arch, attrs);
    ensures \result != PT_VIRT_OVERLAP;
*/
static enum pt_error
arguments(const struct pt *pt, uint64_t va, uint64_t pa, uint64_t size,
    unsigned l, unsigned attrs)
{
	enum pt_error error;

	if (!pt_canonical(pt, va))
		return PT_NOT_CANONICAL;
	if (l == pt->levels)
		return PT_SIZE;
	if ((va & (size - 1)) != 0 || (pa & (size - 1)) != 0)
		return PT_NOT_ALIGNED;
	error = pt_check_pa(pt, pa, size);
	if (error != PT_OK)
		return error;
	return pt_arch_allows(pt->arch, attrs) ? PT_OK : PT_ATTRIBUTES;
}

/* As pt_find; nothing else is another than it was. */
/*@ requires pt_ready(pt) && l <= pt_top(pt) && \valid(p);
    requires pt_path_apart(pt, p);
    assigns *p;
    ensures pt_ready(pt);
    ensures pt_found(pt, va, l, p);
    ensures pt_same{Pre, Post}(pt, pt->e, pt_n(pt));
*/
static inline void
find(const struct pt *pt, uint64_t va, unsigned l, struct pt_path *p)
{
	pt_find(pt, va, l, p);
	/*@ assert pt_still{Pre, Here}(pt); */
	/*@ assert pt_linkable(pt); */
	/*@ assert pt_ranks{Pre, Here}(pt_n(pt), -1); */
	/*@ assert pt_sound(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) ==>
	      pt->frame[g].next == \at(pt->frame[g].next, Pre); */
	/*@ assert \forall integer g, i; pt_spare(pt, pt_n(pt), g) &&
	      0 <= i < pt_per(pt) ==> 0 <= pt_at(pt, g, i) < pt_all(pt); */
	/*@ assert pt_spares_kept{Pre, Here}(pt, pt->e, pt_n(pt)); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list{Pre}(pt, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] &&
	      pt->frame[g].stale == 0 ==> pt_zeroed(pt, pt->e, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list(pt, g); */
	/*@ assert pt_stock(pt); */
	/*@ ghost
	  int k = 0;
	  /@ loop invariant 0 <= k <= 32768;
	     loop invariant \forall integer g, j; 0 <= g < pt_n(pt) &&
	       pt_in_use(g) && 0 <= j <= k && j <= pt_many(pt, pt_lvl[g]) ==>
	       pt_count(pt, pt->e, g, j) == pt_count{Pre}(pt, pt->e, g, j);
	     loop assigns k;
	     loop variant 32768 - k;
	  @/
	  while (k < 32768)
	    k++;
	*/
	/*@ assert pt_counted(pt, pt->e, pt->frame, pt_n(pt)); */
}

enum pt_error
pt_map_check(const struct pt *pt, uint64_t va, uint64_t pa, uint64_t size,
    unsigned l, unsigned attrs, struct pt_path *p)
{
	enum pt_error error = arguments(pt, va, pa, size, l, attrs);

	if (error != PT_OK)
		return error;
	find(pt, va, l, p);
	return (p->entry & PT_PRESENT) == 0 ? PT_OK : PT_VIRT_OVERLAP;
}

enum pt_error
pt_begins(const struct pt *pt, uint64_t va, struct pt_path *p)
{
	if (!pt_canonical(pt, va))
		return PT_NOT_CANONICAL;
	if ((va & (pt->page - 1)) != 0)
		return PT_NOT_ALIGNED;
	find(pt, va, 0, p);
	/*@ assert pt_unchanged{Pre, Here}(pt, pt->e); */
	/*@ assert pt_translation(pt, pt->e, va) ==
	      pt_says(p->level, p->entry); */
	if ((p->entry & PT_PRESENT) == 0)
		return PT_NOT_MAPPED;
	return (va & (pt_span(pt, p->level) - 1)) == 0 ? PT_OK : PT_NOT_ALIGNED;
}

void
pt_map_one(struct pt *pt, uint64_t va, uint64_t pa, unsigned l, unsigned attrs,
    uint64_t bits, struct pt_path *p)
{
	uint64_t v = pt_leaf(pt, l, pa, bits);

	(void)attrs;
	/*@ assert v == pt_leaf_of(pt, l, pa, attrs); */
	/*@ assert pt_leaf_right(pt, l, pa, v); */
	pt_place(pt, va, l, v, p);
}
