/* ptone - one frame mapped: what is demanded, and what is then written; what the
   owner is asked and told is for the callers. */
#ifndef PTONE_H
#define PTONE_H

#include "ptgrow.h"

/*@ // Attributes that the architecture has.
    predicate pt_allowed{L}(struct pt_arch *a, integer attrs) =
      (attrs & (uint32_t)~a->attrs) == 0 &&
      \forall integer k; 0 <= k < 4 ==> a->never[k].mask == 0 ||
        !pt_applies(a->never[k].mask, a->never[k].value, attrs);
    // What pt_map demands of its arguments.
    predicate pt_frame_at{L}(struct pt *pt, integer pa, integer l) =
      0 <= l <= pt_top(pt) && pt_frames_at(pt, l) &&
      (pa & (uint64_t)((1 << pt_sh(pt, l)) - 1)) == 0 &&
      (pa & (uint64_t)(pt->page - 1)) == 0 &&
      pt->pa_first <= pa < pt->pa_end &&
      pa + (1 << pt_sh(pt, l)) <= pt->pa_end;
    predicate pt_mappable{L}(struct pt *pt, integer va, integer pa,
      integer size, integer l) =
      pt_address(pt, va) && size == (1 << pt_sh(pt, l)) &&
      (va & (uint64_t)(size - 1)) == 0 && pt_frame_at(pt, pa, l);

    // The entry of a frame.
    logic integer pt_leaf_of{L}(struct pt *pt, integer l, integer pa,
      integer attrs) = (pa >> pt->pa_right) |
      pt_bits(pt->arch, attrs, PT_RULES) |
      (l == 0 ? pt->arch->page_bits : pt->arch->block_bits);
    // It is present, points to no table, and has the address.
    predicate pt_leaf_right{L}(struct pt *pt, integer l, integer pa,
      integer v) = (v & 1) != 0 && (0 < l ==> pt_to(pt, v) < 0) &&
      (uint64_t)((v & pt->arch->pa_field) << pt->pa_right) == pa;
    predicate pt_leaves{L}(struct pt *pt) =
      \forall integer l, pa, attrs; pt_frame_at(pt, pa, l) &&
      pt_allowed(pt->arch, attrs) ==>
      pt_leaf_right(pt, l, pa, pt_leaf_of(pt, l, pa, attrs));
*/
/* A frame of size bytes, level l's, can be mapped; then the path to there. l is
   pt_level's: of no level where no frame has that size. */
/*@ requires pt_ready(pt) && pt->arch->va_bits < 64;
    requires l <= pt_top(pt) + 1;
    requires l <= pt_top(pt) ==> pt_frames_at(pt, l) &&
      size == (1 << pt_sh(pt, l));
    requires \valid(p) && pt_path_apart(pt, p);
    assigns *p;
    ensures \result == PT_OK ==> pt_mappable{Pre}(pt, va, pa, size, l) &&
      pt_allowed{Pre}(\old(pt->arch), attrs);
    ensures \result == PT_OK ==> pt_ready(pt);
    ensures \result == PT_OK ==> l <= p->level && pt_path_free(pt, p, va);
    ensures \result == PT_VIRT_OVERLAP <==>
      pt_mappable{Pre}(pt, va, pa, size, l) &&
      pt_allowed{Pre}(\old(pt->arch), attrs) &&
      \result != PT_OK;
    ensures \result == PT_VIRT_OVERLAP ==> pt_found(pt, va, l, p) &&
      (p->entry & 1) != 0;
    ensures pt_same{Pre, Post}(pt, pt->e, pt_n(pt));
*/
enum pt_error pt_map_check(const struct pt *pt, uint64_t va, uint64_t pa,
    uint64_t size, unsigned l, unsigned attrs, struct pt_path *p);

/* A frame begins at va; then its path. */
/*@ requires pt_ready(pt) && pt->arch->va_bits < 64;
    requires \valid(p) && pt_path_apart(pt, p);
    assigns *p;
    ensures \result == PT_OK || \result == PT_NOT_CANONICAL ||
      \result == PT_NOT_ALIGNED || \result == PT_NOT_MAPPED;
    ensures \result == PT_OK ==> pt_address{Pre}(pt, va);
    ensures \result == PT_OK ==> pt_ready(pt);
    ensures \result == PT_OK ==> pt_found(pt, va, 0, p) &&
      (p->entry & 1) != 0;
    ensures \result == PT_OK ==>
      (va & (uint64_t)((1 << pt_sh(pt, p->level)) - 1)) == 0;
    ensures \result == PT_NOT_CANONICAL ==> !pt_address{Pre}(pt, va);
    ensures \result == PT_NOT_MAPPED ==>
      pt_translation{Pre}(pt, \old(pt->e), va) == -1;
    ensures \result == PT_NOT_ALIGNED ==>
      (va & (uint64_t)(\old(pt->page) - 1)) != 0 || (pt_found(pt, va, 0, p) &&
        (va & (uint64_t)((1 << pt_sh(pt, p->level)) - 1)) != 0);
    ensures pt_same{Pre, Post}(pt, pt->e, pt_n(pt));
*/
enum pt_error pt_begins(const struct pt *pt, uint64_t va, struct pt_path *p);

/* The frame is mapped, with the path of pt_map_check, and tables enough. */
/*@ requires pt_ready(pt) && \valid(p) && pt_path_apart(pt, p);
    requires pt_path_free(pt, p, va) && l <= p->level;
    requires p->level - l <= pt_hand(pt) && pt_leaves(pt);
    requires pt_frame_at(pt, pa, l) && pt_allowed(pt->arch, attrs);
    requires bits == pt_bits(pt->arch, attrs, PT_RULES);
    assigns p->f[0 .. 4], p->level, pt->e[0 .. pt_all(pt) - 1];
    assigns pt->frame[0 .. pt_n(pt) - 1];
    assigns pt->free.first, pt->free.last, pt->free.count, pt->fresh;
    assigns pt_pos[0 .. 4294967294], pt_lvl[0 .. 4294967294];
    assigns pt_up[0 .. 4294967294], pt_up_i[0 .. 4294967294];
    ensures pt_ready(pt);
    ensures pt_path_leads(pt, p, va) && p->level == l;
    ensures pt_leaf_right{Pre}(pt, l, pa, pt_leaf_of{Pre}(pt, l, pa, attrs));
    ensures pt_changed{Pre, Post}(pt, pt->e, va, l,
      pt_says(l, pt_leaf_of{Pre}(pt, l, pa, attrs)));
*/
void pt_map_one(struct pt *pt, uint64_t va, uint64_t pa, unsigned l,
    unsigned attrs, uint64_t bits, struct pt_path *p);

#endif
