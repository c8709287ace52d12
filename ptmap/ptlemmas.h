/* ptlemmas - one entry written: what that changes, and what it does not. */
#ifndef PTLEMMAS_H
#define PTLEMMAS_H

#include "ptspec.h"

/*@ // A struct that is what it was has the names it had.
    lemma pt_still_shaped{A, B}: \forall struct pt *pt;
      pt_still{A, B}(pt) && pt_shaped{A}(pt) ==> pt_shaped{B}(pt);
    lemma pt_still_linkable{A, B}: \forall struct pt *pt;
      pt_still{A, B}(pt) && pt_linkable{A}(pt) ==> pt_linkable{B}(pt);

    // Each entry is at another place.
    lemma pt_places{L}: \forall struct pt *pt, uint64_t *e, integer n, f, i, g,
      j; pt_sizes(pt) && pt_window(pt, n) && pt_tree(pt, e, n) &&
      pt_has(pt, n, f, i) && pt_has(pt, n, g, j) && !(g == f && j == i) ==>
      pt_at(pt, g, j) != pt_at(pt, f, i);
    lemma pt_place{L}: \forall struct pt *pt, integer n, f, i;
      pt_sizes(pt) && pt_window(pt, n) && pt_has(pt, n, f, i) ==>
      0 <= pt_at(pt, f, i) < pt_all(pt);

    // Addresses that differ from va in some index keep their translation.
    lemma pt_wrote_keeps{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, vb, l;
      pt_wrote{A, B}(pt, e, n, t, va, l) && 0 <= vb <= UINT64_MAX &&
      !pt_agree(pt, va, vb, l, pt_top(pt)) ==>
      pt_translation{B}(pt, e, vb) == pt_translation{A}(pt, e, vb);
    lemma pt_leads_comes{L}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_sizes(pt) && pt_tree(pt, e, n) && pt_leads(pt, n, t, va, l) ==>
      pt_comes(pt, e, t, va, l);
    lemma pt_alike_all{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      vb;
      pt_sizes(pt) && pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) &&
      0 <= vb <= UINT64_MAX ==>
      pt_translation{B}(pt, e, vb) == pt_translation{A}(pt, e, vb);

    // What a walk that ended at an entry finds, and of an empty table below.
    lemma pt_leads_alike{L}: \forall struct pt *pt, integer n, uint32_t *t,
      integer va, vb, l; pt_leads(pt, n, t, va, l) &&
      0 <= vb <= UINT64_MAX && pt_agree(pt, va, vb, l, pt_top(pt)) ==>
      pt_leads(pt, n, t, vb, l);
    lemma pt_leads_has{L}: \forall struct pt *pt, integer n, uint32_t *t,
      integer va, l; pt_sizes(pt) && pt_leads(pt, n, t, va, l) ==>
      pt_has(pt, n, t[l], pt_idx(pt, l, va));
    lemma pt_leads_place{L}: \forall struct pt *pt, integer n, uint32_t *t,
      integer va, l; pt_sizes(pt) && pt_window(pt, n) &&
      pt_leads(pt, n, t, va, l) ==> t[l] < n &&
      0 <= pt_at(pt, t[l], pt_idx(pt, l, va)) < pt_all(pt);
    lemma pt_leads_same{A, B}: \forall struct pt *pt, integer n, uint32_t *t,
      integer va, l; pt_leads{A}(pt, n, t, va, l) &&
      pt_ranks{A, B}(n, -1) && (\forall integer k; l <= k <= pt_top(pt) ==>
        \at(t[k], B) == \at(t[k], A)) ==> pt_leads{B}(pt, n, t, va, l);
    lemma pt_leads_ranks{A, B}: \forall struct pt *pt, integer n, uint32_t *t,
      integer va, l, g; pt_leads{A}(pt, n, t, va, l) && pt_ranks{A, B}(n, g) &&
      pt_spare{A}(pt, n, g) && (\forall integer k; l <= k <= pt_top(pt) ==>
        \at(t[k], B) == \at(t[k], A)) ==> pt_leads{B}(pt, n, t, va, l);
    lemma pt_leads_down{A, B}: \forall struct pt *pt, integer n, uint32_t *t,
      integer va, l; pt_leads{A}(pt, n, t, va, l + 1) && 0 <= l &&
      pt_ranks{A, B}(n, -1) && (\forall integer k; l < k <= pt_top(pt) ==>
        \at(t[k], B) == \at(t[k], A)) &&
      pt_at_level{B}(pt, n, \at(t[l], B), l) &&
      pt_below{B}(pt, va, \at(t[l], B), \at(t[l + 1], B), l + 1) ==>
      pt_leads{B}(pt, n, t, va, l);
    lemma pt_leaf_says{L}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, vb, l;
      pt_sizes(pt) && pt_tree(pt, e, n) && pt_leads(pt, n, t, va, l) &&
      0 <= vb <= UINT64_MAX && pt_agree(pt, va, vb, l, pt_top(pt)) &&
      (0 < l ==> pt_to(pt, pt_ent(pt, e, t[l], pt_idx(pt, l, va))) < 0) ==>
      pt_translation(pt, e, vb) ==
      pt_says(l, pt_ent(pt, e, t[l], pt_idx(pt, l, va)));
    lemma pt_vacant_says{L}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, vb, l, to;
      pt_sizes(pt) && pt_tree(pt, e, n) && pt_leads(pt, n, t, va, l) &&
      0 <= vb <= UINT64_MAX && pt_agree(pt, va, vb, l, pt_top(pt)) && 0 < l &&
      0 <= to && pt_to(pt, pt_ent(pt, e, t[l], pt_idx(pt, l, va))) == to &&
      pt_absent(pt) && pt_vacant(pt, e, to) ==>
      pt_translation(pt, e, vb) == -1;

    lemma pt_tree_same{A, B}: \forall struct pt *pt, uint64_t *e, integer n;
      pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) &&
      pt_ranks{A, B}(n, -1) ==> pt_tree{B}(pt, e, n);
    // Tables stay in order where an entry that points to none is written, a
    // table is put under one, or a vacant one taken away.
    lemma pt_tree_put{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      f, i; pt_tree{A}(pt, e, n) && pt_has{A}(pt, n, f, i) &&
      pt_only{A, B}(pt, e, n, f, i) && pt_ranks{A, B}(n, -1) &&
      (0 < \at(pt_lvl[f], A) ==> pt_to(pt, pt_ent{A}(pt, e, f, i)) < 0 &&
        pt_to(pt, pt_ent{B}(pt, e, f, i)) < 0) ==> pt_tree{B}(pt, e, n);
    lemma pt_tree_added{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      f, i, g; pt_added{A, B}(pt, e, n, f, i, g) ==> pt_tree{B}(pt, e, n);
    lemma pt_tree_unlink{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      f, i, g; pt_sizes(pt) && pt_absent(pt) && pt_tree{A}(pt, e, n) &&
      pt_has{A}(pt, n, f, i) && 0 < \at(pt_lvl[f], A) &&
      pt_only{A, B}(pt, e, n, f, i) && pt_ranks{A, B}(n, g) && 0 < g &&
      pt_vacant{A}(pt, e, g) && pt_to(pt, pt_ent{A}(pt, e, f, i)) == g &&
      pt_to(pt, pt_ent{B}(pt, e, f, i)) < 0 && \at(pt_lvl[g], B) == -1 ==>
      pt_tree{B}(pt, e, n);
*/

#endif
