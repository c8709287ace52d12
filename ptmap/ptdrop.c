/* ptdrop - from the bottom up: a table goes when nothing is in it. */
#include "ptdrop.h"

/*@ requires pt_known(pt) && pt_memory(pt) && f < pt_n(pt);
    assigns \nothing;
    ensures \result != 0 <==> pt->frame[f].live == 0;
*/
static inline bool
is_empty(const struct pt *pt, uint32_t f)
{
	return pt->frame[f].live == 0;
}

/* For provers: of table f no entry is present. */
/*@ requires pt_ready(pt) && f < pt_n(pt) && pt_in_use(f) && f != 0;
    requires pt->frame[f].live == 0;
    assigns \nothing;
    ensures pt_vacant(pt, pt->e, f);
*/
static inline void
is_vacant(const struct pt *pt, uint32_t f)
{
	(void)pt;
	(void)f;
	/*@ assert pt_parented(pt, pt->e, pt_n(pt), f); */
	/*@ assert pt_many(pt, pt_lvl[f]) == pt_per(pt); */
	/*@ assert pt_count(pt, pt->e, f, pt_per(pt)) == 0; */
	/*@ ghost
	  int k = 0;
	  /@ loop invariant 0 <= k <= 8192;
	     loop invariant \forall integer j; 0 <= j <= k ==>
	       0 <= pt_count(pt, pt->e, f, j);
	     loop invariant \forall integer i, j; 0 <= i < j <= k &&
	       (pt_ent(pt, pt->e, f, i) & 1) != 0 ==>
	       0 < pt_count(pt, pt->e, f, j);
	     loop assigns k;
	     loop variant 8192 - k;
	  @/
	  while (k < 8192)
	    k++;
	*/
}

/* The table at level l of the path, where nothing is, is cut off. */
/*@ requires pt_ready(pt) && \valid_read(p) && pt_path_apart(pt, p);
    requires pt_leads(pt, pt_n(pt), &p->f[0], va, l) && l < pt_top(pt);
    requires pt->frame[p->f[l]].live == 0;
    assigns pt->e[0 .. pt_all(pt) - 1], pt->frame[p->f[l + 1]].live;
    assigns pt_lvl[p->f[l]];
    ensures pt_ready(pt) && pt_unchanged{Pre, Post}(pt, pt->e);
    ensures pt_leads(pt, pt_n(pt), &p->f[0], va, l + 1);
    ensures pt_spare(pt, pt_n(pt), p->f[l]) && pt_pos[p->f[l]] == 0;
    ensures p->f[l] < pt->fresh || pt->given <= p->f[l];
    ensures pt_hand(pt) == \old(pt_hand(pt));
*/
static void
unlink_empty(struct pt *pt, uint64_t va, const struct pt_path *p, unsigned l)
{
	unsigned k = l + 1;
	uint32_t up = p->f[k];
	size_t i = pt_index(pt, k, va);

	/*@ ghost uint32_t f = p->f[l]; */
	/*@ assert k == l + 1 <= pt_top(pt); */
	/*@ assert pt_at_level(pt, pt_n(pt), f, l) && pt_in_use(f); */
	/*@ assert pt_below(pt, va, f, up, k); */
	is_vacant(pt, p->f[l]);
	/*@ assert pt_parented(pt, pt->e, pt_n(pt), f); */
	/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, k); */
	/*@ assert pt_has(pt, pt_n(pt), up, i) && up != f; */
	/*@ assert 0 <= pt_at(pt, up, i) < pt_all(pt); */
	/*@ assert pt_up[f] == up && pt_up_i[f] == i; */
	/*@ assert pt_to(pt, pt_ent(pt, pt->e, up, i)) == f; */
	/*@ assert (pt_ent(pt, pt->e, up, i) & 1) != 0; */
	/*@ assert \forall integer vb; 0 <= vb <= UINT64_MAX &&
	      pt_agree(pt, va, vb, k, pt_top(pt)) ==>
	      pt_translation(pt, pt->e, vb) == -1; */
	/*@ assert pt_pos[f] == 0 && (f < pt->fresh || pt->given <= f); */
	/*@ ghost before: ; */
	/* S2: unlinked before the flush, so none is walked into after. */
	pt_write(pt, up, i, 0);
	/*@ ghost pt_lvl[f] = -1; */
	/*@ assert pt_ranks{Pre, Here}(pt_n(pt), f); */
	/*@ assert pt_has{before}(pt, pt_n(pt), up, i) &&
	      0 < \at(pt_lvl[up], before); */
	/*@ assert pt_only{before, Here}(pt, pt->e, pt_n(pt), up, i); */
	/*@ assert pt_vacant{before}(pt, pt->e, f); */
	/*@ assert pt_to(pt, pt_ent{before}(pt, pt->e, up, i)) == f; */
	/*@ assert pt_to(pt, pt_ent(pt, pt->e, up, i)) < 0; */
	/*@ assert pt_tree{before}(pt, pt->e, pt_n(pt)) && pt_sizes(pt) &&
	      pt_absent(pt) && 0 < f && pt_lvl[f] == -1; */
	/*@ assert pt_tree(pt, pt->e, pt_n(pt)); */
	/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, k); */
	/*@ assert \forall integer vb; 0 <= vb <= UINT64_MAX &&
	      pt_agree(pt, va, vb, k, pt_top(pt)) ==>
	      pt_translation(pt, pt->e, vb) == -1; */
	/*@ assert pt_wrote{Pre, Here}(pt, pt->e, pt_n(pt), &p->f[0], va,
	      k); */
	/*@ assert pt_unchanged{Pre, Here}(pt, pt->e); */
	/*@ assert pt_still{Pre, Here}(pt); */
	/*@ assert pt_linkable(pt); */
	/*@ assert pt_sound(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      g != f && pt_in_list{Pre}(pt, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] &&
	      pt->frame[g].stale == 0 ==> pt_zeroed(pt, pt->e, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list(pt, g); */
	/*@ assert pt_stock(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && g != f && g != up &&
	      pt_in_use(g) ==>
	      pt_live(pt, pt->e, g) == pt_live{Pre}(pt, pt->e, g); */
	/*@ assert pt_live(pt, pt->e, up) ==
	      pt_live{Pre}(pt, pt->e, up) - 1; */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && g != up &&
	      pt_in_use(g) ==> pt->frame[g].live == pt_live(pt, pt->e, g); */
	pt->frame[up].live--;
	/*@ assert pt->frame[up].live == pt_live(pt, pt->e, up); */
	/*@ assert pt_counted(pt, pt->e, pt->frame, pt_n(pt)); */
}

/* No table is remembered that is f. */
/*@ requires pt_ready(pt);
    assigns pt->tag;
    ensures pt_ready(pt);
    ensures pt_same{Pre, Post}(pt, pt->e, pt_n(pt));
    ensures pt_hand(pt) == \old(pt_hand(pt));
*/
static inline void
forget(struct pt *pt, uint32_t f)
{
	pt_forget(pt, f);
	/*@ assert pt_same{Pre, Here}(pt, pt->e, pt_n(pt)); */
	/*@ assert pt_still{Pre, Here}(pt); */
	/*@ assert pt_linkable(pt); */
	/*@ assert pt_ranks{Pre, Here}(pt_n(pt), -1); */
	/*@ assert pt_sound(pt); */
	/*@ assert \forall integer g, i; pt_spare(pt, pt_n(pt), g) &&
	      0 <= i < pt_per(pt) ==> 0 <= pt_at(pt, g, i) < pt_all(pt); */
	/*@ assert pt_spares_kept{Pre, Here}(pt, pt->e, pt_n(pt)); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list{Pre}(pt, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] &&
	      pt->frame[g].stale == 0 ==> pt_zeroed(pt, pt->e, g); */
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

/* Table f, cut off, waits until the flush. */
/*@ requires pt_ready(pt) && pt_spare(pt, pt_n(pt), f) && pt_pos[f] == 0;
    requires f < pt->fresh || pt->given <= f;
    assigns pt->frame[f].stale, pt->frame[f].next;
    assigns pt->pending.first, pt->pending.last, pt->pending.count;
    ensures pt_ready(pt) && pt_hand(pt) == \old(pt_hand(pt));
*/
static inline void
put_off(struct pt *pt, uint32_t f)
{
	if (pt->track)
		pt->frame[f].stale = 1;
	/*@ assert pt_still{Pre, Here}(pt); */
	pt_list_add(pt, &pt->pending, f);
	/*@ assert pt_still{Pre, Here}(pt); */
	/*@ assert pt_sound(pt) && pt_linkable(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && g != f ==>
	      pt->frame[g].next == \at(pt->frame[g].next, Pre) &&
	      pt->frame[g].stale == \at(pt->frame[g].stale, Pre); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      g != f && pt_in_list{Pre}(pt, g); */
	/*@ assert pt_stock(pt); */
}

/* The table at level l of the path, in which nothing is, goes. */
/*@ requires pt_ready(pt) && \valid_read(p) && pt_path_apart(pt, p);
    requires pt_leads(pt, pt_n(pt), &p->f[0], va, l) && l < pt_top(pt);
    requires pt->frame[p->f[l]].live == 0;
    assigns pt->e[0 .. pt_all(pt) - 1], pt->frame[0 .. pt_n(pt) - 1], pt->tag;
    assigns pt->pending.first, pt->pending.last, pt->pending.count;
    assigns pt_lvl[0 .. 4294967294];
    ensures pt_ready(pt) && pt_unchanged{Pre, Post}(pt, pt->e);
    ensures pt_leads(pt, pt_n(pt), &p->f[0], va, l + 1);
    ensures pt_hand(pt) == \old(pt_hand(pt));
*/
static void
drop_one(struct pt *pt, uint64_t va, const struct pt_path *p, unsigned l)
{
	/*@ assert 0 <= p->f[l] < pt_n(pt) && 0 <= p->f[l + 1] < pt_n(pt); */
	unlink_empty(pt, va, p, l);
	/*@ ghost cut: ; */
	forget(pt, p->f[l]);
	/*@ assert pt_unchanged{cut, Here}(pt, pt->e); */
	/*@ assert pt_unchanged{Pre, Here}(pt, pt->e); */
	put_off(pt, p->f[l]);
	/*@ assert \forall integer k; l + 1 <= k <= pt_top(pt) ==>
	      p->f[k] == \at(p->f[k], cut); */
	/*@ assert pt_ranks{cut, Here}(pt_n(pt), -1); */
	/*@ assert pt_leads{cut}(pt, pt_n(pt), &p->f[0], va, l + 1); */
	/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, l + 1); */
}

bool
pt_prune(struct pt *pt, uint64_t va, const struct pt_path *p, unsigned l)
{
	bool any = false;

	/*@ loop invariant l <= pt_top(pt) && pt_ready(pt);
	    loop invariant pt_path_apart(pt, p);
	    loop invariant pt_unchanged{Pre, Here}(pt, pt->e);
	    loop invariant pt_leads(pt, pt_n(pt), &p->f[0], va, l);
	    loop invariant pt_hand(pt) == \at(pt_hand(pt), Pre);
	    loop assigns any, l, pt->e[0 .. pt_all(pt) - 1],
	      pt->frame[0 .. pt_n(pt) - 1], pt->tag, pt->pending.first,
	      pt->pending.last, pt->pending.count, pt_lvl[0 .. 4294967294];
	    loop variant pt_top(pt) - l;
	*/
	for (; l + 1u < pt->levels && is_empty(pt, p->f[l]); l++) {
		drop_one(pt, va, p, l);
		any = true;
	}
	return any;
}

/* The path's entry, a frame's, becomes nothing. */
/*@ requires pt_ready(pt) && \valid_read(p) && pt_path_apart(pt, p);
    requires pt_path_leads(pt, p, va) && (pt_path_entry(pt, p, va) & 1) != 0;
    requires 0 < p->level ==> pt_to(pt, pt_path_entry(pt, p, va)) < 0;
    assigns pt->e[0 .. pt_all(pt) - 1], pt->frame[p->f[p->level]].live;
    ensures pt_ready(pt) && pt_path_leads(pt, p, va);
    ensures pt_changed{Pre, Post}(pt, pt->e, va, p->level, -1);
    ensures pt_hand(pt) == \old(pt_hand(pt));
*/
static inline void
take_frame(struct pt *pt, uint64_t va, const struct pt_path *p)
{
	uint32_t f = p->f[p->level];

	/*@ assert pt_has(pt, pt_n(pt), f, pt_idx(pt, p->level, va)); */
	/*@ assert 0 <= pt_at(pt, f, pt_idx(pt, p->level, va)) < pt_all(pt); */
	pt_put(pt, va, p, 0);
	/*@ assert pt_still{Pre, Here}(pt); */
	/*@ assert pt_linkable(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list{Pre}(pt, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] &&
	      pt->frame[g].stale == 0 ==> pt_zeroed(pt, pt->e, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list(pt, g); */
	/*@ assert pt_stock(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && g != f &&
	      pt_in_use(g) ==>
	      pt_live(pt, pt->e, g) == pt_live{Pre}(pt, pt->e, g); */
	/*@ assert pt_live(pt, pt->e, f) == pt_live{Pre}(pt, pt->e, f) - 1; */
	pt->frame[f].live--;
	/*@ assert pt_counted(pt, pt->e, pt->frame, pt_n(pt)); */
}

bool
pt_clear_one(struct pt *pt, uint64_t va, const struct pt_path *p)
{
	/*@ assert 0 <= p->f[p->level] < pt_n(pt) && p->level <= 4; */
	take_frame(pt, va, p);
	return pt_prune(pt, va, p, p->level);
}
