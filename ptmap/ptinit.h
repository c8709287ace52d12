/* ptinit - an address space begun. */
#ifndef PTINIT_H
#define PTINIT_H

#include "ptdigits.h"
#include "pttable.h"

/*@ // A shape that shifts can say.
    predicate pt_arch_shifts(struct pt_arch *a) =
      1 <= a->levels && a->page_shift <= 16 && a->index_bits <= 13 &&
      a->root_bits <= 15 && a->pa_bits < 64 && a->va_bits < 64;

    // The entry that points to table f; names in ptspec.h are those of a space
    // of this shape.
    logic integer pt_link_of{L}(struct pt_arch *a, uint64_t base,
      uint8_t page_shift, uint8_t right, integer f) = (uint64_t)(
      (uint64_t)(base + (uint64_t)(f << page_shift)) >> right) |
      a->table_bits;
    predicate pt_named(struct pt *pt, integer n, integer levels,
      integer page_shift, integer index_bits, integer root_bits,
      integer right) =
      pt_sizes(pt) && pt_n(pt) == n && pt_window(pt, n) &&
      levels == pt_top(pt) + 1 && right <= 2 && 12 <= page_shift <= 16 &&
      9 <= index_bits <= 13 && 1 <= root_bits <= 15 &&
      (\forall integer l; 0 <= l <= pt_top(pt) ==>
        pt_sh(pt, l) == page_shift + l * index_bits &&
        page_shift <= pt_sh(pt, l) <= 48) &&
      (1 << index_bits) == pt_per(pt) &&
      (1 << root_bits) == pt_many(pt, pt_top(pt)) &&
      (root_bits == 9 ==> pt_many(pt, pt_top(pt)) == 512) &&
      (root_bits <= index_bits ==>
        pt_many(pt, pt_top(pt)) <= pt_per(pt)) &&
      (\forall integer f; 0 <= f < 4294967295 ==>
        (f << index_bits) == pt_at(pt, f, 0)) &&
      (\forall integer l, va; 0 <= l <= pt_top(pt) &&
        0 <= va <= UINT64_MAX ==> pt_idx(pt, l, va) ==
        ((va >> pt_sh(pt, l)) & (pt_many(pt, l) - 1)));
    predicate pt_links{L}(struct pt *pt, struct pt_arch *a, uint64_t base,
      uint8_t page_shift, uint8_t right) =
      \forall integer f; 0 <= f < pt_n(pt) ==>
      pt_to(pt, pt_link_of(a, base, page_shift, right, f)) == f &&
      (pt_link_of(a, base, page_shift, right, f) & 1) != 0;
    predicate pt_space{L}(struct pt *pt, struct pt_config *c) =
      pt_named(pt, c->nframes, c->arch->levels, c->arch->page_shift,
        c->arch->index_bits, c->arch->root_bits, c->arch->pa_right) &&
      pt_points(pt, c->arch->table_mask, c->arch->table_value,
        c->arch->pa_field, c->arch->pa_right, c->tables_pa,
        c->arch->page_shift) &&
      pt_links(pt, c->arch, c->tables_pa, c->arch->page_shift,
        c->arch->pa_right) &&
      \valid(c->tables + (0 .. pt_all(pt) - 1)) &&
      \valid(c->frames + (0 .. pt_n(pt) - 1)) &&
      \separated(pt, c, c->arch, c->tables + (0 .. pt_all(pt) - 1),
        c->frames + (0 .. pt_n(pt) - 1));
*/

/* As ptmap.h says; then nothing is mapped. */
/*@ requires \valid(pt) && \valid_read(c);
    requires c->arch != \null ==> \valid_read(c->arch) &&
      pt_arch_shifts(c->arch);
    requires c->hooks != \null ==> \valid_read(c->hooks);
    requires c->arch != \null && c->tables != \null &&
      c->frames != \null && 0 < c->nframes ==> pt_space(pt, c);
    requires \separated(pt, c, c->arch, c->hooks);
    assigns *pt, c->tables[0 .. pt_all(pt) - 1], c->frames[0];
    assigns pt_lvl[0 .. 4294967294], pt_pos[0 .. 4294967294];
    ensures \result == PT_OK || \result == PT_CONFIG;
    ensures \result == PT_OK ==> pt_ready(pt);
    ensures \result == PT_OK ==> \forall integer va; 0 <= va <= UINT64_MAX ==>
      pt_translation(pt, pt->e, va) == -1;
    ensures \result != PT_OK ==> *pt == \old(*pt);
*/
enum pt_error pt_init(struct pt *pt, const struct pt_config *c);

/* Tables that the root is made of. */
/*@ requires \valid_read(a) && a->root_bits <= 15;
    assigns \nothing;
    ensures a->root_bits <= a->index_bits ==> \result == 1;
    ensures a->root_bits > a->index_bits ==>
      \result == (1 << (a->root_bits - a->index_bits));
    ensures 1 <= \result;
*/
static inline uint32_t
pt_root_tables(const struct pt_arch *a)
{
	/*@ ghost pt_mask_full(); */
	return a->root_bits > a->index_bits
	    ? UINT32_C(1) << (a->root_bits - a->index_bits)
	    : 1;
}

#endif
