/*
 * ptchange - the attributes of one frame: which bits they are, and the two
 * writes of a change.
 */
#ifndef PTCHANGE_H
#define PTCHANGE_H

#include "ptput.h"

/*@ // The bits of attrs, with what hardware noted or not.
    predicate pt_bits_kept{L}(struct pt_arch *a, unsigned attrs,
      integer bits) =
      bits == pt_bits(a, attrs, PT_RULES) ||
      bits == pt_bits(a, attrs | PT_ACCESSED, PT_RULES) ||
      bits == pt_bits(a, attrs | PT_DIRTY, PT_RULES) ||
      bits == pt_bits(a, attrs | (PT_ACCESSED | PT_DIRTY), PT_RULES);
*/
/* The attribute bits of an entry that had e's, where attrs are asked for: what
   hardware noted is kept, where the new attributes have a place for it. */
/*@ requires \valid_read(a) && pt_field_readable(&a->low);
    requires pt_field_readable(&a->high);
    assigns \nothing;
    ensures pt_bits_kept(a, attrs, \result);
*/
uint64_t pt_bits_for(const struct pt_arch *a, unsigned attrs, uint64_t e);

/*@ // v is the entry e with these attributes, and present.
    predicate pt_becomes{L}(struct pt *pt, unsigned attrs, integer e,
      integer v) = (v & 1) != 0 && \exists uint64_t bits;
      pt_bits_kept(pt->arch, attrs, bits) &&
      v == ((e & (uint64_t)~pt->arch->attr_bits) | bits | 1);
    // v is the entry e, no longer present.
    predicate pt_broken(integer e, integer v) = v == (e & (uint64_t)~1);
    // All is in order, but for how many entries table f says it has; by how
    // much.
    predicate pt_half{L}(struct pt *pt, integer f) =
      \valid(pt) && pt_sound(pt) && pt_linkable(pt) && pt_stock(pt) &&
      \forall integer g; 0 <= g < pt_n(pt) && pt_in_use(g) && g != f ==>
        pt->frame[g].live == pt_live(pt, pt->e, g);
    logic integer pt_over{L}(struct pt *pt, integer f) =
      pt->frame[f].live - pt_live(pt, pt->e, f);
*/
/* B1: the path's entry, a frame's, is no longer present, and else what it was
   last (B2), what hardware noted until then included. */
/*@ requires pt_ready(pt) && \valid_read(p) && pt_path_apart(pt, p);
    requires pt_path_leads(pt, p, va) && (pt_path_entry(pt, p, va) & 1) != 0;
    requires 0 < p->level ==> pt_to(pt, pt_path_entry(pt, p, va)) < 0;
    assigns pt->e[0 .. pt_all(pt) - 1];
    ensures pt_half(pt, p->f[p->level]) && pt_over(pt, p->f[p->level]) == 1;
    ensures pt_path_leads(pt, p, va);
    ensures pt_broken(\old(pt_path_entry(pt, p, va)),
      pt_path_entry(pt, p, va));
    ensures pt_changed{Pre, Post}(pt, pt->e, va, p->level, -1);
*/
void pt_break_one(struct pt *pt, uint64_t va, const struct pt_path *p);

/* The path's entry, a frame's, broken or not, gets the bits of attrs, and is
   present. True if it was and is another now. */
/*@ requires \valid_read(p) && pt_path_apart(pt, p);
    requires pt_path_leads(pt, p, va) && pt_half(pt, p->f[p->level]);
    requires pt_over(pt, p->f[p->level]) ==
      1 - pt_bit(pt_path_entry(pt, p, va));
    requires 0 < p->level ==> pt_to(pt, pt_path_entry(pt, p, va)) < 0 &&
      \forall uint64_t v; pt_becomes(pt, attrs, pt_path_entry(pt, p, va), v)
      ==> pt_to(pt, v) < 0;
    requires pt_field_readable(&pt->arch->low);
    requires pt_field_readable(&pt->arch->high);
    assigns pt->e[0 .. pt_all(pt) - 1];
    ensures pt_ready(pt) && pt_path_leads(pt, p, va);
    ensures \result != 0 <==> (\old(pt_path_entry(pt, p, va)) & 1) != 0 &&
      pt_path_entry(pt, p, va) != \old(pt_path_entry(pt, p, va));
    ensures pt_becomes{Pre}(pt, attrs, \old(pt_path_entry(pt, p, va)),
      \at(pt_path_entry(pt, p, va), Post));
    ensures pt_changed{Pre, Post}(pt, pt->e, va, p->level,
      pt_says(p->level, pt_path_entry(pt, p, va)));
*/
bool pt_make_one(
    struct pt *pt, uint64_t va, const struct pt_path *p, unsigned attrs);

#endif
