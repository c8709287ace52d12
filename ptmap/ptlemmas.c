/* Lemmas alone; these only help to prove ptlemmas.h's, and would hinder other
   proofs. */
#include "ptspec.h"

/*@ // pt_shaped by parts.
    predicate pt_shaped_sizes(struct pt *pt) =
      pt->levels == pt_top(pt) + 1 &&
      12 <= pt->page_shift <= 16 && 9 <= pt->index_bits <= 13 &&
      pt->pa_right <= 2 && 1 <= pt->arch->root_bits <= 15 &&
      (pt->common != 0 ==> pt->page_shift == 12 && pt->index_bits == 9 &&
        pt_many(pt, pt_top(pt)) == 512 && pt->pa_right == 0);
    predicate pt_shaped_shifts(struct pt *pt) =
      (\forall integer l; 0 <= l <= pt_top(pt) ==>
        pt_sh(pt, l) == pt->page_shift + l * pt->index_bits &&
        pt->page_shift <= pt_sh(pt, l) <= 48);
    predicate pt_shaped_many(struct pt *pt) =
      (1 << pt->index_bits) == pt_per(pt) &&
      (1 << pt->arch->root_bits) == pt_many(pt, pt_top(pt));
    predicate pt_shaped_at(struct pt *pt) =
      (\forall integer f; 0 <= f < 4294967295 ==>
        (f << pt->index_bits) == pt_at(pt, f, 0));
    predicate pt_shaped_idx(struct pt *pt) =
      pt_sizes(pt) && pt_window(pt, pt_n(pt)) &&
      (\forall integer l, va; 0 <= l <= pt_top(pt) && 0 <= va <= UINT64_MAX ==>
        pt_idx(pt, l, va) ==
        ((va >> pt_sh(pt, l)) & (pt_many(pt, l) - 1)));
    predicate pt_shaped_to(struct pt *pt) =
      pt_points(pt, pt->arch->table_mask, pt->arch->table_value,
        pt->arch->pa_field, pt->pa_right, pt->tables_pa, pt->page_shift);
    lemma pt_still_sizes{A, B}: \forall struct pt *pt; pt_still{A, B}(pt) ==>
      pt_shaped_sizes{A}(pt) ==> pt_shaped_sizes{B}(pt);
    lemma pt_still_shifts{A, B}: \forall struct pt *pt; pt_still{A, B}(pt) ==>
      pt_shaped_shifts{A}(pt) ==> pt_shaped_shifts{B}(pt);
    lemma pt_still_many{A, B}: \forall struct pt *pt; pt_still{A, B}(pt) ==>
      pt_shaped_many{A}(pt) ==> pt_shaped_many{B}(pt);
    lemma pt_still_at{A, B}: \forall struct pt *pt; pt_still{A, B}(pt) ==>
      pt_shaped_at{A}(pt) ==> pt_shaped_at{B}(pt);
    lemma pt_still_to{A, B}: \forall struct pt *pt; pt_still{A, B}(pt) ==>
      pt_shaped_to{A}(pt) ==> pt_shaped_to{B}(pt);
    lemma pt_still_parts{A, B}: \forall struct pt *pt; pt_still{A, B}(pt) &&
      pt_shaped{A}(pt) ==> pt_shaped_sizes{B}(pt) && pt_shaped_shifts{B}(pt) &&
      pt_shaped_many{B}(pt) && pt_shaped_at{B}(pt) && pt_shaped_idx(pt) &&
      pt_shaped_to{B}(pt);
    lemma pt_still_link{A, B}: \forall struct pt *pt, integer f;
      pt_still{A, B}(pt) ==> pt_link{A}(pt, f) == pt_link{B}(pt, f);
    lemma pt_still_links{A, B}: \forall struct pt *pt; pt_still{A, B}(pt) &&
      pt_linkable{A}(pt) ==> pt_linkable{B}(pt);
*/

/*@ lemma pt_has_idx{L}: \forall struct pt *pt, integer n, f, va, l;
      pt_sizes(pt) && pt_at_level(pt, n, f, l) && 0 <= va <= UINT64_MAX ==>
      pt_has(pt, n, f, pt_idx(pt, l, va));
    lemma pt_agree_more: \forall struct pt *pt, integer va, vb, l, k;
      pt_agree(pt, va, vb, l, k - 1) &&
      pt_idx(pt, k, va) == pt_idx(pt, k, vb) ==> pt_agree(pt, va, vb, l, k);

    // A walk of vb from table g at level k does not come to that entry.
    predicate pt_off{L}(struct pt *pt, uint32_t *t, integer va, integer vb,
      integer l, integer g, integer k) =
      !(l <= k && g == t[k] && pt_agree(pt, va, vb, l, k));
    predicate pt_kept{A, B}(struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, integer l, integer k) =
      \forall integer g, vb; pt_at_level{A}(pt, n, g, k) &&
      0 <= vb <= UINT64_MAX && pt_off{A}(pt, t, va, vb, l, g, k) ==>
      pt_means{B}(pt, e, vb, g, k) == pt_means{A}(pt, e, vb, g, k);

    lemma pt_kept_0{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_wrote{A, B}(pt, e, n, t, va, l) ==>
      pt_kept{A, B}(pt, e, n, t, va, l, 0);
    lemma pt_off_down{L}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, vb, l, g, k;
      pt_sizes(pt) && pt_tree(pt, e, n) && pt_leads(pt, n, t, va, l) &&
      0 < k && pt_at_level(pt, n, g, k) &&
      0 <= vb <= UINT64_MAX &&
      pt_off(pt, t, va, vb, l, g, k) &&
      0 <= pt_to(pt, pt_ent(pt, e, g, pt_idx(pt, k, vb))) ==>
      pt_off(pt, t, va, vb, l,
        pt_to(pt, pt_ent(pt, e, g, pt_idx(pt, k, vb))), k - 1);
    lemma pt_child_level{L}: \forall struct pt *pt, uint64_t *e, integer n,
      vb, g, k;
      pt_sizes(pt) && pt_tree(pt, e, n) && 0 < k &&
      pt_at_level(pt, n, g, k) && 0 <= vb <= UINT64_MAX &&
      0 <= pt_to(pt, pt_ent(pt, e, g, pt_idx(pt, k, vb))) ==>
      pt_at_level(pt, n,
        pt_to(pt, pt_ent(pt, e, g, pt_idx(pt, k, vb))), k - 1);
    lemma pt_kept_entry{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, vb, l, g, k;
      pt_wrote{A, B}(pt, e, n, t, va, l) && pt_at_level{A}(pt, n, g, k) &&
      0 <= vb <= UINT64_MAX && pt_off{A}(pt, t, va, vb, l, g, k) ==>
      pt_ent{B}(pt, e, g, pt_idx(pt, k, vb)) ==
      pt_ent{A}(pt, e, g, pt_idx(pt, k, vb));
    lemma pt_means_up{A, B}: \forall struct pt *pt, uint64_t *e, integer vb,
      g, k; 0 < k &&
      pt_ent{B}(pt, e, g, pt_idx(pt, k, vb)) ==
      pt_ent{A}(pt, e, g, pt_idx(pt, k, vb)) &&
      (0 <= pt_to(pt, pt_ent{A}(pt, e, g, pt_idx(pt, k, vb))) ==>
      pt_means{B}(pt, e, vb,
        pt_to(pt, pt_ent{A}(pt, e, g, pt_idx(pt, k, vb))), k - 1) ==
      pt_means{A}(pt, e, vb,
        pt_to(pt, pt_ent{A}(pt, e, g, pt_idx(pt, k, vb))), k - 1)) ==>
      pt_means{B}(pt, e, vb, g, k) == pt_means{A}(pt, e, vb, g, k);
    lemma pt_kept_up{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l, k;
      pt_wrote{A, B}(pt, e, n, t, va, l) && 0 < k <= pt_top(pt) &&
      pt_kept{A, B}(pt, e, n, t, va, l, k - 1) ==>
      pt_kept{A, B}(pt, e, n, t, va, l, k);
    lemma pt_kept_1{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_wrote{A, B}(pt, e, n, t, va, l) && 1 <= pt_top(pt) ==>
      pt_kept{A, B}(pt, e, n, t, va, l, 1);
    lemma pt_kept_2{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_wrote{A, B}(pt, e, n, t, va, l) && 2 <= pt_top(pt) ==>
      pt_kept{A, B}(pt, e, n, t, va, l, 2);
    lemma pt_kept_3{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_wrote{A, B}(pt, e, n, t, va, l) && 3 <= pt_top(pt) ==>
      pt_kept{A, B}(pt, e, n, t, va, l, 3);
    lemma pt_kept_4{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_wrote{A, B}(pt, e, n, t, va, l) && 4 <= pt_top(pt) ==>
      pt_kept{A, B}(pt, e, n, t, va, l, 4);
    lemma pt_kept_all{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_wrote{A, B}(pt, e, n, t, va, l) ==>
      pt_kept{A, B}(pt, e, n, t, va, l, pt_top(pt));

    lemma pt_parent_is{L}: \forall struct pt *pt, uint64_t *e, integer n, f, k;
      pt_tree(pt, e, n) && pt_at_level(pt, n, f, k) && 0 < f ==>
      pt_parented(pt, e, n, f);
    lemma pt_path_to{L}: \forall struct pt *pt, uint64_t *e, integer n,
      va, f, up, k;
      pt_tree(pt, e, n) && pt_at_level(pt, n, f, k - 1) &&
      pt_below(pt, va, f, up, k) ==>
      pt_to(pt, pt_ent(pt, e, up, pt_idx(pt, k, va))) == f;
    lemma pt_leads_below{L}: \forall struct pt *pt, integer n,
      uint32_t *t, integer va, l, k;
      pt_leads(pt, n, t, va, l) && l < k <= pt_top(pt) ==>
      pt_at_level(pt, n, t[k - 1], k - 1) &&
      pt_below(pt, va, t[k - 1], t[k], k);
    lemma pt_means_down{L}: \forall struct pt *pt, uint64_t *e, integer va, g,
      k, to; 0 < k && 0 <= to &&
      pt_to(pt, pt_ent(pt, e, g, pt_idx(pt, k, va))) == to ==>
      pt_means(pt, e, va, g, k) == pt_means(pt, e, va, to, k - 1);
    lemma pt_comes_down{L}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l, k;
      pt_sizes(pt) && pt_tree(pt, e, n) && pt_leads(pt, n, t, va, l) &&
      l < k <= pt_top(pt) && pt_comes(pt, e, t, va, k) ==>
      pt_comes(pt, e, t, va, k - 1);
    lemma pt_comes_1{L}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_sizes(pt) && pt_tree(pt, e, n) && pt_leads(pt, n, t, va, l) &&
      l <= pt_top(pt) - 1 ==> pt_comes(pt, e, t, va, pt_top(pt) - 1);
    lemma pt_comes_2{L}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_sizes(pt) && pt_tree(pt, e, n) && pt_leads(pt, n, t, va, l) &&
      l <= pt_top(pt) - 2 ==> pt_comes(pt, e, t, va, pt_top(pt) - 2);
    lemma pt_comes_3{L}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_sizes(pt) && pt_tree(pt, e, n) && pt_leads(pt, n, t, va, l) &&
      l <= pt_top(pt) - 3 ==> pt_comes(pt, e, t, va, pt_top(pt) - 3);
    lemma pt_comes_4{L}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_sizes(pt) && pt_tree(pt, e, n) && pt_leads(pt, n, t, va, l) &&
      l <= pt_top(pt) - 4 ==> pt_comes(pt, e, t, va, pt_top(pt) - 4);
    // Entries that are what they were say what they said.
    predicate pt_alike{A, B}(struct pt *pt, uint64_t *e, integer n, integer k) =
      \forall integer g, vb; pt_at_level{A}(pt, n, g, k) &&
      0 <= vb <= UINT64_MAX ==>
      pt_means{B}(pt, e, vb, g, k) == pt_means{A}(pt, e, vb, g, k);
    lemma pt_alike_0{A, B}: \forall struct pt *pt, uint64_t *e, integer n;
      pt_sizes(pt) && pt_same{A, B}(pt, e, n) ==> pt_alike{A, B}(pt, e, n, 0);
    lemma pt_alike_up{A, B}: \forall struct pt *pt, uint64_t *e, integer n, k;
      pt_sizes(pt) && pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) &&
      0 < k <= pt_top(pt) && pt_alike{A, B}(pt, e, n, k - 1) ==>
      pt_alike{A, B}(pt, e, n, k);
    lemma pt_alike_1{A, B}: \forall struct pt *pt, uint64_t *e, integer n;
      pt_sizes(pt) && pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) &&
      1 <= pt_top(pt) ==> pt_alike{A, B}(pt, e, n, 1);
    lemma pt_alike_2{A, B}: \forall struct pt *pt, uint64_t *e, integer n;
      pt_sizes(pt) && pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) &&
      2 <= pt_top(pt) ==> pt_alike{A, B}(pt, e, n, 2);
    lemma pt_alike_3{A, B}: \forall struct pt *pt, uint64_t *e, integer n;
      pt_sizes(pt) && pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) &&
      3 <= pt_top(pt) ==> pt_alike{A, B}(pt, e, n, 3);
    lemma pt_alike_4{A, B}: \forall struct pt *pt, uint64_t *e, integer n;
      pt_sizes(pt) && pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) &&
      4 <= pt_top(pt) ==> pt_alike{A, B}(pt, e, n, 4);
    lemma pt_alike_top{A, B}: \forall struct pt *pt, uint64_t *e, integer n;
      pt_sizes(pt) && pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) ==>
      pt_alike{A, B}(pt, e, n, pt_top(pt));

    // Of entries at other places, one that points to none is written.
    lemma pt_put_parented{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      f, i, g; pt_tree{A}(pt, e, n) && pt_only{A, B}(pt, e, n, f, i) &&
      pt_ranks{A, B}(n, -1) && (0 < \at(pt_lvl[f], A) ==>
        pt_to(pt, pt_ent{A}(pt, e, f, i)) < 0) &&
      0 < g < n && 0 <= \at(pt_lvl[g], B) ==> pt_parented{B}(pt, e, n, g);
    lemma pt_put_linked{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      f, i, g, j; pt_tree{A}(pt, e, n) && pt_only{A, B}(pt, e, n, f, i) &&
      pt_ranks{A, B}(n, -1) && (0 < \at(pt_lvl[f], A) ==>
        pt_to(pt, pt_ent{B}(pt, e, f, i)) < 0) &&
      pt_has{B}(pt, n, g, j) && 0 < \at(pt_lvl[g], B) &&
      0 <= pt_to(pt, pt_ent{B}(pt, e, g, j)) ==>
      pt_linked{B}(pt, n, g, j, pt_to(pt, pt_ent{B}(pt, e, g, j)));

    // Of entries that are what they were.
    lemma pt_same_up{A, B}: \forall struct pt *pt, uint64_t *e, integer n, g;
      pt_tree{A}(pt, e, n) && pt_ranks{A, B}(n, -1) && 0 < g < n &&
      0 <= \at(pt_lvl[g], B) ==> pt_parented{A}(pt, e, n, g);
    lemma pt_same_to{A, B}: \forall struct pt *pt, uint64_t *e, integer n, g;
      pt_parented{A}(pt, e, n, g) && pt_same{A, B}(pt, e, n) ==>
      pt_to(pt, pt_ent{B}(pt, e, \at(pt_up[g], A), \at(pt_up_i[g], A))) == g;
    lemma pt_same_at{A, B}: \forall struct pt *pt, uint64_t *e, integer n, g;
      pt_parented{A}(pt, e, n, g) && pt_ranks{A, B}(n, -1) && 0 < g < n &&
      pt_to(pt, pt_ent{B}(pt, e, \at(pt_up[g], A), \at(pt_up_i[g], A))) == g
      ==> pt_parented{B}(pt, e, n, g);
    lemma pt_same_parented{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      g; pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) &&
      pt_ranks{A, B}(n, -1) &&
      0 < g < n && 0 <= \at(pt_lvl[g], B) ==> pt_parented{B}(pt, e, n, g);
    lemma pt_same_linked{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      g, j; pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) &&
      pt_ranks{A, B}(n, -1) &&
      pt_has{B}(pt, n, g, j) && 0 < \at(pt_lvl[g], B) &&
      0 <= pt_to(pt, pt_ent{B}(pt, e, g, j)) ==>
      pt_linked{B}(pt, n, g, j, pt_to(pt, pt_ent{B}(pt, e, g, j)));

    // Of a table that was added; of another, h.
    lemma pt_added_itself{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      f, i, g; pt_added{A, B}(pt, e, n, f, i, g) ==> pt_parented{B}(pt, e, n, g);
    lemma pt_added_up{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      f, i, g, h; pt_added{A, B}(pt, e, n, f, i, g) && 0 < h < n && h != g &&
      0 <= \at(pt_lvl[h], B) ==> pt_parented{A}(pt, e, n, h) &&
      \at(pt_up[h], A) != g && \at(pt_up[h], B) == \at(pt_up[h], A) &&
      \at(pt_up_i[h], B) == \at(pt_up_i[h], A) &&
      \at(pt_lvl[h], B) == \at(pt_lvl[h], A);
    lemma pt_added_has{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      f, i, g, h; pt_added{A, B}(pt, e, n, f, i, g) && 0 < h < n && h != g &&
      0 <= \at(pt_lvl[h], B) ==>
      pt_has{B}(pt, n, \at(pt_up[h], B), \at(pt_up_i[h], B)) &&
      \at(pt_lvl[pt_up[h]], B) == \at(pt_lvl[h], B) + 1;
    lemma pt_added_to{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      f, i, g, h; pt_added{A, B}(pt, e, n, f, i, g) && 0 < h < n && h != g &&
      0 <= \at(pt_lvl[h], B) ==>
      pt_to(pt, pt_ent{B}(pt, e, \at(pt_up[h], A), \at(pt_up_i[h], A))) == h;
    lemma pt_added_parented{A, B}: \forall struct pt *pt, uint64_t *e,
      integer n, f, i, g, h; pt_added{A, B}(pt, e, n, f, i, g) &&
      0 < h < n && h != g && 0 <= \at(pt_lvl[h], B) ==>
      pt_parented{B}(pt, e, n, h);
    lemma pt_added_linked{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      f, i, g, h, j; pt_added{A, B}(pt, e, n, f, i, g) &&
      pt_has{B}(pt, n, h, j) && 0 < \at(pt_lvl[h], B) &&
      0 <= pt_to(pt, pt_ent{B}(pt, e, h, j)) ==>
      pt_linked{B}(pt, n, h, j, pt_to(pt, pt_ent{B}(pt, e, h, j)));
*/

#include "ptlemmas.h"
