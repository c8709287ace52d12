/*
 * ptspec - what proofs say of tables; no code.
 *
 * An address space's shape is named by where its struct pt lies: how many
 * levels and entries there are, which index an address has at a level, which
 * entries point to tables, and to which. Contracts require that these name what
 * stands in the struct (pt_shaped).
 */
#ifndef PTSPEC_H
#define PTSPEC_H

#include "ptarch.h"

/*@ ghost
    // Of each table in use: its level, the table and index of the entry that
    // points to it. Of others the level is -1.
    extern int pt_lvl[4294967295];
    extern long pt_up[4294967295];
    extern int pt_up_i[4294967295];
    // Free tables, by how many are left once it is taken, and one; others 0.
    extern long pt_pos[4294967295];
*/

/*@ axiomatic Space {
      // Tables the window has room for; the root's level.
      logic integer pt_n(struct pt *pt) reads \nothing;
      logic integer pt_top(struct pt *pt) reads \nothing;
      // Where entry i of table f is; entries that the window has.
      logic integer pt_at(struct pt *pt, integer f, integer i) reads \nothing;
      logic integer pt_all(struct pt *pt) reads \nothing;
      logic integer pt_per(struct pt *pt) reads \nothing;
      logic integer pt_many(struct pt *pt, integer l) reads \nothing;
      logic integer pt_sh(struct pt *pt, integer l) reads \nothing;
      logic integer pt_idx(struct pt *pt, integer l, integer va)
        reads \nothing;
      // The table that an entry over level 0 points to; -1: none.
      logic integer pt_to(struct pt *pt, integer e) reads \nothing;
    }
*/

/*@ predicate pt_sizes(struct pt *pt) =
      1 <= pt_top(pt) <= 4 && 1 <= pt_per(pt) <= 8192 &&
      (\forall integer l; 0 <= l < pt_top(pt) ==>
        pt_many(pt, l) == pt_per(pt)) &&
      1 <= pt_many(pt, pt_top(pt)) <= 4 * 8192 &&
      (\forall integer l, va; 0 <= l <= pt_top(pt) && 0 <= va <= UINT64_MAX ==>
        0 <= pt_idx(pt, l, va) < pt_many(pt, l));

    // Entries of n tables lie in the window, each at another place.
    predicate pt_window(struct pt *pt, integer n) =
      0 < n < 4294967295 && pt_all(pt) <= 35184372088832 &&
      (\forall integer f, i; pt_at(pt, f, i) == pt_at(pt, f, 0) + i) &&
      pt_at(pt, 0, 0) == 0 && pt_many(pt, pt_top(pt)) <= pt_all(pt) &&
      (\forall integer f; 0 <= f < n ==>
        0 <= pt_at(pt, f, 0) <= pt_all(pt) - pt_per(pt)) &&
      (\forall integer f, g; 0 <= f < g < n ==>
        pt_at(pt, f, 0) + pt_per(pt) <= pt_at(pt, g, 0));

    // What is not present is no table.
    predicate pt_absent(struct pt *pt) =
      \forall integer e; (e & 1) == 0 ==> pt_to(pt, e) == -1;
    // Which entries point to tables, and to which.
    predicate pt_points(struct pt *pt, integer mask, integer value,
      integer field, integer right, integer base, integer shift) =
      pt_absent(pt) &&
      (\forall uint64_t e; (e & mask) != value ==> pt_to(pt, e) == -1) &&
      (\forall uint64_t e; (e & mask) == value ==> pt_to(pt, e) ==
        (uint32_t)((uint64_t)((uint64_t)((e & field) << right) - base) >>
        shift));

    // The names above are those of this struct.
    predicate pt_shaped(struct pt *pt) =
      pt_sizes(pt) && pt_window(pt, pt_n(pt)) &&
      pt->levels == pt_top(pt) + 1 &&
      12 <= pt->page_shift <= 16 && 9 <= pt->index_bits <= 13 &&
      pt->pa_right <= 2 && 1 <= pt->arch->root_bits <= 15 &&
      (\forall integer l; 0 <= l <= pt_top(pt) ==>
        pt_sh(pt, l) == pt->page_shift + l * pt->index_bits &&
        pt->page_shift <= pt_sh(pt, l) <= 48) &&
      (1 << pt->index_bits) == pt_per(pt) &&
      (1 << pt->arch->root_bits) == pt_many(pt, pt_top(pt)) &&
      (pt->common != 0 ==> pt->page_shift == 12 && pt->index_bits == 9 &&
        pt_many(pt, pt_top(pt)) == 512 && pt->pa_right == 0) &&
      (\forall integer f; 0 <= f < 4294967295 ==>
        (f << pt->index_bits) == pt_at(pt, f, 0)) &&
      (\forall integer l, va; 0 <= l <= pt_top(pt) && 0 <= va <= UINT64_MAX ==>
        pt_idx(pt, l, va) ==
        ((va >> pt_sh(pt, l)) & (pt_many(pt, l) - 1))) &&
      pt_points(pt, pt->arch->table_mask, pt->arch->table_value,
        pt->arch->pa_field, pt->pa_right, pt->tables_pa, pt->page_shift);

    // What these names are read from is what it was.
    predicate pt_still{A, B}(struct pt *pt) =
      \at(pt->arch, A) == \at(pt->arch, B) &&
      \at(pt->levels, A) == \at(pt->levels, B) &&
      \at(pt->page_shift, A) == \at(pt->page_shift, B) &&
      \at(pt->index_bits, A) == \at(pt->index_bits, B) &&
      \at(pt->pa_right, A) == \at(pt->pa_right, B) &&
      \at(pt->common, A) == \at(pt->common, B) &&
      \at(pt->tables_pa, A) == \at(pt->tables_pa, B) &&
      \at(pt->arch->root_bits, A) == \at(pt->arch->root_bits, B) &&
      \at(pt->arch->table_mask, A) == \at(pt->arch->table_mask, B) &&
      \at(pt->arch->table_value, A) == \at(pt->arch->table_value, B) &&
      \at(pt->arch->table_bits, A) == \at(pt->arch->table_bits, B) &&
      \at(pt->arch->pa_field, A) == \at(pt->arch->pa_field, B);

    // va is an address: the bits over va_bits are alike, and of a half there is.
    predicate pt_address(struct pt *pt, integer va) =
      ((va >> pt->arch->va_bits) == 0 && pt->low != 0) ||
      ((va >> pt->arch->va_bits) == (UINT64_MAX >> pt->arch->va_bits) &&
        pt->high != 0);
    // No other bits are free than those of indices; with two halves the highest
    // of them says which.
    predicate pt_halved(struct pt *pt) =
      pt_sh(pt, pt_top(pt)) + pt->arch->root_bits < 64 &&
      (pt->arch->va_bits ==
        pt_sh(pt, pt_top(pt)) + pt->arch->root_bits - 1 ||
      (pt->arch->va_bits == pt_sh(pt, pt_top(pt)) + pt->arch->root_bits &&
        (pt->low == 0 || pt->high == 0)));

    predicate pt_memory(struct pt *pt) =
      pt->nframes == pt_n(pt) &&
      \valid(pt->e + (0 .. pt_all(pt) - 1)) &&
      \valid(pt->frame + (0 .. pt_n(pt) - 1));

    logic integer pt_ent{L}(struct pt *pt, uint64_t *e, integer f, integer i) =
      e[pt_at(pt, f, i)];

    predicate pt_in_use(integer f) = 0 <= pt_lvl[f];

    // Table f lies at level l, and its index i is one that it has.
    predicate pt_has(struct pt *pt, integer n, integer f, integer i) =
      0 <= f < n && 0 <= pt_lvl[f] <= pt_top(pt) &&
      (pt_lvl[f] == pt_top(pt) ==> f == 0) &&
      0 <= i < pt_many(pt, pt_lvl[f]);

    // Table f has a parent, and only there.
    predicate pt_parented{L}(struct pt *pt, uint64_t *e, integer n,
      integer f) =
      pt_has(pt, n, pt_up[f], pt_up_i[f]) &&
      pt_lvl[pt_up[f]] == pt_lvl[f] + 1 && pt_lvl[f] < pt_top(pt) &&
      pt_many(pt, pt_top(pt)) <= pt_at(pt, f, 0) &&
      pt_to(pt, pt_ent(pt, e, pt_up[f], pt_up_i[f])) == f;

    // What the entry i of table f points to is a table one level lower.
    predicate pt_linked{L}(struct pt *pt, integer n, integer f, integer i,
      integer to) =
      0 < to < n && pt_lvl[to] == pt_lvl[f] - 1 && pt_up[to] == f &&
      pt_up_i[to] == i;

    // Tables of one address space, the root is 0.
    predicate pt_tree{L}(struct pt *pt, uint64_t *e, integer n) =
      0 < n < 4294967295 && pt_lvl[0] == pt_top(pt) &&
      (\forall integer f; 0 < f < n && pt_in_use(f) ==>
        pt_parented(pt, e, n, f)) &&
      (\forall integer f, i; pt_has(pt, n, f, i) && 0 < pt_lvl[f] &&
        0 <= pt_to(pt, pt_ent(pt, e, f, i)) ==>
        pt_linked(pt, n, f, i, pt_to(pt, pt_ent(pt, e, f, i))));

    // Table f lies at level k and on the way from the root to va.
    predicate pt_at_level{L}(struct pt *pt, integer n, integer f, integer k) =
      0 <= f < n && pt_lvl[f] == k && 0 <= k <= pt_top(pt) &&
      (k == pt_top(pt) ==> f == 0);
    predicate pt_below{L}(struct pt *pt, integer va, integer f, integer up,
      integer k) = pt_up[f] == up && pt_up_i[f] == pt_idx(pt, k, va) && 0 < f;
    predicate pt_leads{L}(struct pt *pt, integer n, uint32_t *t, integer va,
      integer l) =
      0 <= va <= UINT64_MAX && 0 <= l <= pt_top(pt) && t[pt_top(pt)] == 0 &&
      (\forall integer k; l <= k <= pt_top(pt) ==>
        pt_at_level(pt, n, t[k], k)) &&
      (\forall integer k; l <= k < pt_top(pt) ==>
        pt_below(pt, va, t[k], t[k + 1], k + 1));

    // What an entry at level l says: itself with its level, or nothing: -1.
    logic integer pt_says(integer l, integer x) =
      (x & 1) != 0 ? x * 8 + l : -1;

    // What the tables from f on, at level l, say of va.
    logic integer pt_means{L}(struct pt *pt, uint64_t *e, integer va,
      integer f, integer l) = l <= 0 ?
      pt_says(0, pt_ent(pt, e, f, pt_idx(pt, 0, va))) :
      0 <= pt_to(pt, pt_ent(pt, e, f, pt_idx(pt, l, va))) ?
      pt_means(pt, e, va, pt_to(pt, pt_ent(pt, e, f, pt_idx(pt, l, va))),
        l - 1) :
      pt_says(l, pt_ent(pt, e, f, pt_idx(pt, l, va)));

    // The translation of va.
    logic integer pt_translation{L}(struct pt *pt, uint64_t *e, integer va) =
      pt_means(pt, e, va, 0, pt_top(pt));

    // Of the tables' entries only index i of table f is another.
    predicate pt_only{A, B}(struct pt *pt, uint64_t *e, integer n, integer f,
      integer i) =
      \forall integer g, j; pt_has{A}(pt, n, g, j) && !(g == f && j == i) ==>
      pt_ent{B}(pt, e, g, j) == pt_ent{A}(pt, e, g, j);
    // These have the same index at levels l to k.
    predicate pt_agree(struct pt *pt, integer va, integer vb, integer l,
      integer k) =
      \forall integer m; l <= m <= k ==>
      pt_idx(pt, m, va) == pt_idx(pt, m, vb);
    // Where va is, down to level l, another x is said; elsewhere nothing else.
    predicate pt_changed{A, B}(struct pt *pt, uint64_t *e, integer va,
      integer l, integer x) =
      \forall integer vb; 0 <= vb <= UINT64_MAX ==>
      (pt_agree(pt, va, vb, l, pt_top(pt)) ==>
        pt_translation{B}(pt, e, vb) == x) &&
      (!pt_agree(pt, va, vb, l, pt_top(pt)) ==>
        pt_translation{B}(pt, e, vb) == pt_translation{A}(pt, e, vb));
    predicate pt_wrote{A, B}(struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, integer l) =
      pt_sizes(pt) && pt_tree{A}(pt, e, n) && pt_leads{A}(pt, n, t, va, l) &&
      pt_only{A, B}(pt, e, n, \at(t[l], A), pt_idx(pt, l, va));
    // A walk that came to a table need not begin again at the root.
    predicate pt_comes{L}(struct pt *pt, uint64_t *e, uint32_t *t, integer va,
      integer k) =
      pt_translation(pt, e, va) == pt_means(pt, e, va, t[k], k);

    // The entry that points to table f.
    logic integer pt_link{L}(struct pt *pt, integer f) = (uint64_t)(
      (uint64_t)(pt->tables_pa + (uint64_t)(f << pt->page_shift)) >>
      pt->pa_right) | pt->arch->table_bits;

    // That entry does point to it.
    predicate pt_linkable{L}(struct pt *pt) =
      \forall integer f; 0 <= f < pt_n(pt) ==>
      pt_to(pt, pt_link(pt, f)) == f && (pt_link(pt, f) & 1) != 0;

    // Present entries among the first k of table f; among all of a table.
    logic integer pt_bit(integer x) = (x & 1) != 0 ? 1 : 0;
    logic integer pt_count{L}(struct pt *pt, uint64_t *e, integer f,
      integer k) = k <= 0 ? 0 :
      pt_count(pt, e, f, k - 1) + pt_bit(pt_ent(pt, e, f, k - 1));
    logic integer pt_live{L}(struct pt *pt, uint64_t *e, integer f) =
      pt_count(pt, e, f, pt_many(pt, pt_lvl[f]));
    predicate pt_counted{L}(struct pt *pt, uint64_t *e, struct pt_frame *frame,
      integer n) = \forall integer f; 0 <= f < n && pt_in_use(f) ==>
      frame[f].live == pt_live(pt, e, f);

    // A table that is not used; all its entries are zero.
    predicate pt_spare{L}(struct pt *pt, integer n, integer f) =
      0 < f < n && pt_lvl[f] == -1 &&
      pt_many(pt, pt_top(pt)) <= pt_at(pt, f, 0);
    predicate pt_zeroed{L}(struct pt *pt, uint64_t *e, integer f) =
      \forall integer i; 0 <= i < pt_per(pt) ==> pt_ent(pt, e, f, i) == 0;
    // Of tables' places in the tree only g's is another.
    predicate pt_ranks{A, B}(integer n, integer g) =
      \forall integer h; 0 <= h < n && h != g ==>
      \at(pt_lvl[h], B) == \at(pt_lvl[h], A) &&
      \at(pt_up[h], B) == \at(pt_up[h], A) &&
      \at(pt_up_i[h], B) == \at(pt_up_i[h], A);
    // Nothing is in it.
    predicate pt_vacant{L}(struct pt *pt, uint64_t *e, integer f) =
      \forall integer i; 0 <= i < pt_per(pt) ==>
      (pt_ent(pt, e, f, i) & 1) == 0;

    // Entry i of table f points to g, in which nothing is, that was not used.
    predicate pt_added{A, B}(struct pt *pt, uint64_t *e, integer n, integer f,
      integer i, integer g) =
      pt_sizes(pt) && pt_absent(pt) && pt_tree{A}(pt, e, n) &&
      pt_has{A}(pt, n, f, i) && 0 < \at(pt_lvl[f], A) &&
      pt_only{A, B}(pt, e, n, f, i) && pt_ranks{A, B}(n, g) &&
      pt_spare{A}(pt, n, g) && pt_vacant{B}(pt, e, g) &&
      pt_to(pt, pt_ent{A}(pt, e, f, i)) < 0 &&
      pt_to(pt, pt_ent{B}(pt, e, f, i)) == g &&
      \at(pt_lvl[g], B) == \at(pt_lvl[f], A) - 1 &&
      \at(pt_up[g], B) == f && \at(pt_up_i[g], B) == i;

    // All entries are what they were.
    predicate pt_same{A, B}(struct pt *pt, uint64_t *e, integer n) =
      \forall integer f, i; pt_has{A}(pt, n, f, i) ==>
      pt_ent{B}(pt, e, f, i) == pt_ent{A}(pt, e, f, i);

    // Reads of the struct are reads of what is named; tables lie apart.
    predicate pt_known(struct pt *pt) =
      \valid_read(pt) && \valid_read(pt->arch) && pt_shaped(pt);
    predicate pt_sound(struct pt *pt) =
      pt_known(pt) && pt_memory(pt) && pt_tree(pt, pt->e, pt_n(pt)) &&
      \separated(pt, pt->arch, pt->e + (0 .. pt_all(pt) - 1),
        pt->frame + (0 .. pt_n(pt) - 1));
*/

/*@ // Free tables: a list, and those that were never used.
    predicate pt_in_list{L}(struct pt *pt, integer f) =
      pt_spare(pt, pt_n(pt), f) && pt_pos[f] <= pt->free.count &&
      (pt_pos[f] == 1 ==> pt->frame[f].next == PT_NONE) &&
      (1 < pt_pos[f] ==> pt->frame[f].next < pt_n(pt) &&
        pt_pos[pt->frame[f].next] == pt_pos[f] - 1) &&
      (pt->frame[f].stale == 0 ==> pt_zeroed(pt, pt->e, f));
    predicate pt_stock{L}(struct pt *pt) =
      pt->fresh <= pt->given <= pt_n(pt) &&
      (\forall integer f; pt->fresh <= f < pt->given ==>
        pt_spare(pt, pt_n(pt), f) && pt_pos[f] == 0) &&
      (pt->free.first == PT_NONE <==> pt->free.count == 0) &&
      (0 < pt->free.count ==> pt->free.first < pt_n(pt) &&
        pt_pos[pt->free.first] == pt->free.count) &&
      (\forall integer f; 0 <= f < pt_n(pt) ==> 0 <= pt_pos[f]) &&
      (\forall integer f; 0 <= f < pt_n(pt) && 0 < pt_pos[f] ==>
        pt_in_list(pt, f)) &&
      (\forall integer f, g; 0 <= f < pt_n(pt) && 0 <= g < pt_n(pt) &&
        0 < pt_pos[f] && pt_pos[f] == pt_pos[g] ==> f == g);
    predicate pt_ready{L}(struct pt *pt) =
      \valid(pt) && pt_sound(pt) && pt_linkable(pt) && pt_stock(pt) &&
      pt_counted(pt, pt->e, pt->frame, pt_n(pt));
    logic integer pt_hand{L}(struct pt *pt) =
      pt->free.count + (pt->given - pt->fresh);
*/

#endif
