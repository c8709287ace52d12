/* ptput - one entry written. */
#ifndef PTPUT_H
#define PTPUT_H

#include "ptfind.h"
#include "ptlemmas.h"

/*@ // Of what is counted only entry i of table f is another.
    predicate pt_recounted{A, B}(struct pt *pt, uint64_t *e, integer n,
      integer f, integer i) =
      (\forall integer g; 0 <= g < n && 0 <= \at(pt_lvl[g], A) && g != f ==>
        pt_count{B}(pt, e, g, pt_many(pt, \at(pt_lvl[g], A))) ==
        pt_live{A}(pt, e, g)) &&
      pt_count{B}(pt, e, f, pt_many(pt, \at(pt_lvl[f], A))) ==
        pt_live{A}(pt, e, f) - pt_bit(pt_ent{A}(pt, e, f, i)) +
        pt_bit(pt_ent{B}(pt, e, f, i));
    predicate pt_unchanged{A, B}(struct pt *pt, uint64_t *e) =
      \forall integer vb; 0 <= vb <= UINT64_MAX ==>
      pt_translation{B}(pt, e, vb) == pt_translation{A}(pt, e, vb);
    // The path's tables lead to the entry of va at its level; it is this one.
    predicate pt_path_leads{L}(struct pt *pt, struct pt_path *p, integer va) =
      pt_leads(pt, pt_n(pt), &p->f[0], va, p->level);
    predicate pt_path_apart{L}(struct pt *pt, struct pt_path *p) =
      \separated(p, pt, pt->arch, pt->e + (0 .. pt_all(pt) - 1),
        pt->frame + (0 .. pt_n(pt) - 1));
    logic integer pt_path_entry{L}(struct pt *pt, struct pt_path *p,
      integer va) =
      pt_ent(pt, pt->e, p->f[p->level], pt_idx(pt, p->level, va));
    // Entries of tables that are not used are what they were.
    predicate pt_spares_kept{A, B}(struct pt *pt, uint64_t *e, integer n) =
      \forall integer h, i; pt_spare{A}(pt, n, h) && 0 <= i < pt_per(pt) ==>
      pt_ent{B}(pt, e, h, i) == pt_ent{A}(pt, e, h, i);
*/

/* Entry i of table f becomes v. */
/*@ requires pt_sound(pt) && pt_has(pt, pt_n(pt), f, i);
    assigns pt->e[pt_at(pt, f, i)];
    ensures pt_known(pt) && pt_memory(pt);
    ensures pt_ent(pt, pt->e, f, i) == v;
    ensures pt_only{Pre, Post}(pt, pt->e, pt_n(pt), f, i);
    ensures pt_recounted{Pre, Post}(pt, pt->e, pt_n(pt), f, i);
    ensures pt_spares_kept{Pre, Post}(pt, pt->e, pt_n(pt));
    ensures 0 <= pt_live{Pre}(pt, pt->e, f) <= pt_many(pt, pt_lvl[f]);
    ensures 0 <= pt_live(pt, pt->e, f) <= pt_many(pt, pt_lvl[f]);
*/
static inline void
pt_write(struct pt *pt, uint32_t f, size_t i, uint64_t v)
{
	/*@ assert \forall integer g, j; pt_has(pt, pt_n(pt), g, j) &&
	      !(g == f && j == i) ==> pt_at(pt, g, j) != pt_at(pt, f, i); */
	/*@ assert \forall integer h, j; pt_spare(pt, pt_n(pt), h) &&
	      0 <= j < pt_per(pt) ==> pt_at(pt, h, j) != pt_at(pt, f, i); */
	/*@ assert 0 <= pt_at(pt, f, i) < pt_all(pt); */
	pt_store(pt_table(pt, f) + i, v);
	/*@ assert pt_only{Pre, Here}(pt, pt->e, pt_n(pt), f, i); */
	/*@ assert pt->arch->table_mask == \at(pt->arch->table_mask, Pre) &&
	      pt->arch->table_value == \at(pt->arch->table_value, Pre) &&
	      pt->arch->pa_field == \at(pt->arch->pa_field, Pre) &&
	      pt->tables_pa == \at(pt->tables_pa, Pre); */
	/*@ ghost
	  int k = 0;
	  /@ loop invariant 0 <= k <= 32768;
	     loop invariant \forall integer g, j; 0 <= g < pt_n(pt) &&
	       pt_in_use(g) && g != f && 0 <= j <= k &&
	       j <= pt_many(pt, pt_lvl[g]) ==> pt_count(pt, pt->e, g, j) ==
	       pt_count{Pre}(pt, pt->e, g, j);
	     loop invariant \forall integer j; 0 <= j <= k &&
	       j <= pt_many(pt, pt_lvl[f]) ==> pt_count(pt, pt->e, f, j) ==
	       pt_count{Pre}(pt, pt->e, f, j) +
	       (i < j ? pt_bit(v) - pt_bit(pt_ent{Pre}(pt, pt->e, f, i)) : 0);
	     loop invariant \forall integer j; 0 <= j <= k ==>
	       0 <= pt_count{Pre}(pt, pt->e, f, j) <= j &&
	       0 <= pt_count(pt, pt->e, f, j) <= j;
	     loop assigns k;
	     loop variant 32768 - k;
	  @/
	  while (k < 32768)
	    k++;
	*/
}

/* The path's entry, which no table is under, becomes v, under which none is. */
/*@ requires pt_sound(pt) && \valid_read(p) && pt_path_leads(pt, p, va);
    requires 0 < p->level ==>
      pt_to(pt, v) < 0 && pt_to(pt, pt_path_entry(pt, p, va)) < 0;
    requires \separated(p, pt->e + (0 .. pt_all(pt) - 1));
    assigns pt->e[pt_at(pt, p->f[p->level], pt_idx(pt, p->level, va))];
    ensures pt_sound(pt) && pt_path_leads(pt, p, va);
    ensures pt_path_entry(pt, p, va) == v;
    ensures pt_changed{Pre, Post}(pt, pt->e, va, p->level,
      pt_says(p->level, v));
    ensures pt_recounted{Pre, Post}(pt, pt->e, pt_n(pt), p->f[p->level],
      pt_idx(pt, p->level, va));
    ensures pt_spares_kept{Pre, Post}(pt, pt->e, pt_n(pt));
    ensures 0 <= pt_live{Pre}(pt, pt->e, p->f[p->level]) <= 32768;
    ensures 0 <= pt_live(pt, pt->e, p->f[p->level]) <= 32768;
*/
static inline void
pt_put(struct pt *pt, uint64_t va, const struct pt_path *p, uint64_t v)
{
	/*@ assert pt_has(pt, pt_n(pt), p->f[p->level],
	      pt_idx(pt, p->level, va)); */
	pt_write(pt, p->f[p->level], pt_index(pt, p->level, va), v);
	/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, p->level); */
	/*@ assert pt_ranks{Pre, Here}(pt_n(pt), -1); */
	/*@ assert pt_tree(pt, pt->e, pt_n(pt)); */
	/*@ assert pt_wrote{Pre, Here}(pt, pt->e, pt_n(pt), &p->f[0], va,
	      p->level); */
	/*@ assert \forall integer vb; 0 <= vb <= UINT64_MAX &&
	      pt_agree(pt, va, vb, p->level, pt_top(pt)) ==>
	      pt_translation(pt, pt->e, vb) == pt_says(p->level, v); */
}

/* Entry i of table f becomes v if it is old; what it was. Only hardware makes
   it another: provers do not see that. */
/*@ requires pt_sound(pt) && pt_has(pt, pt_n(pt), f, i);
    requires old == pt_ent(pt, pt->e, f, i);
    assigns pt->e[pt_at(pt, f, i)];
    ensures \result == old && pt_known(pt) && pt_memory(pt);
    ensures pt_ent(pt, pt->e, f, i) == v;
    ensures pt_only{Pre, Post}(pt, pt->e, pt_n(pt), f, i);
    ensures pt_recounted{Pre, Post}(pt, pt->e, pt_n(pt), f, i);
    ensures pt_spares_kept{Pre, Post}(pt, pt->e, pt_n(pt));
*/
static inline uint64_t
pt_exchange(struct pt *pt, uint32_t f, size_t i, uint64_t old, uint64_t v)
{
	/*@ assert \forall integer g, j; pt_has(pt, pt_n(pt), g, j) &&
	      !(g == f && j == i) ==> pt_at(pt, g, j) != pt_at(pt, f, i); */
	/*@ assert \forall integer h, j; pt_spare(pt, pt_n(pt), h) &&
	      0 <= j < pt_per(pt) ==> pt_at(pt, h, j) != pt_at(pt, f, i); */
	/*@ assert 0 <= pt_at(pt, f, i) < pt_all(pt); */
	(void)pt_swap(pt_table(pt, f) + i, &old, v);
	/*@ assert pt_only{Pre, Here}(pt, pt->e, pt_n(pt), f, i); */
	/*@ assert pt->arch->table_mask == \at(pt->arch->table_mask, Pre) &&
	      pt->arch->table_value == \at(pt->arch->table_value, Pre) &&
	      pt->arch->pa_field == \at(pt->arch->pa_field, Pre) &&
	      pt->tables_pa == \at(pt->tables_pa, Pre); */
	/*@ ghost
	  int k = 0;
	  /@ loop invariant 0 <= k <= 32768;
	     loop invariant \forall integer g, j; 0 <= g < pt_n(pt) &&
	       pt_in_use(g) && g != f && 0 <= j <= k &&
	       j <= pt_many(pt, pt_lvl[g]) ==> pt_count(pt, pt->e, g, j) ==
	       pt_count{Pre}(pt, pt->e, g, j);
	     loop invariant \forall integer j; 0 <= j <= k &&
	       j <= pt_many(pt, pt_lvl[f]) ==> pt_count(pt, pt->e, f, j) ==
	       pt_count{Pre}(pt, pt->e, f, j) +
	       (i < j ? pt_bit(v) - pt_bit(pt_ent{Pre}(pt, pt->e, f, i)) : 0);
	     loop invariant \forall integer j; 0 <= j <= k ==>
	       0 <= pt_count{Pre}(pt, pt->e, f, j) <= j &&
	       0 <= pt_count(pt, pt->e, f, j) <= j;
	     loop assigns k;
	     loop variant 32768 - k;
	  @/
	  while (k < 32768)
	    k++;
	*/
	return old;
}

#endif
