/* ptlemmas - one entry written: what that changes, and what it does not. */
#ifndef PTLEMMAS_H
#define PTLEMMAS_H

#include "ptspec.h"

/*@ // Each entry is at another place.
    lemma pt_places{L}: \forall struct pt *pt, uint64_t *e, integer n, f, i, g,
      j; pt_sizes(pt) && pt_window(pt, n) && pt_tree(pt, e, n) &&
      pt_has(pt, n, f, i) && pt_has(pt, n, g, j) && !(g == f && j == i) ==>
      pt_at(pt, g, j) != pt_at(pt, f, i);

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
