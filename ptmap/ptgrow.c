/* ptgrow - from the top down: each table is empty when it becomes reachable. */
#include "ptgrow.h"

/* For provers: of a table of zeros no entry is present. */
/*@ requires pt_known(pt) && pt_zeroed(pt, pt->e, f);
    assigns \nothing;
    ensures pt_count(pt, pt->e, f, pt_per(pt)) == 0;
*/
static inline void
has_none(const struct pt *pt, uint32_t f)
{
	(void)pt;
	(void)f;
	/*@ ghost
	  int k = 0;
	  /@ loop invariant 0 <= k <= pt_per(pt);
	     loop invariant pt_count(pt, pt->e, f, k) == 0;
	     loop assigns k;
	     loop variant pt_per(pt) - k;
	  @/
	  while (k < 1 << pt->index_bits)
	    k++;
	*/
}

/* Table f, empty, is put under the path's entry, where nothing is. */
/*@ requires pt_ready(pt) && \valid_read(p) && pt_path_apart(pt, p);
    requires pt_path_free(pt, p, va) && 0 < p->level;
    requires pt_spare(pt, pt_n(pt), f) && pt_pos[f] == 0;
    requires f < pt->fresh || pt->given <= f;
    requires pt_zeroed(pt, pt->e, f) && pt->frame[f].live == 0;
    assigns pt->e[0 .. pt_all(pt) - 1];
    assigns pt->frame[p->f[p->level]].live, pt_lvl[f], pt_up[f], pt_up_i[f];
    ensures pt_ready(pt) && pt_unchanged{Pre, Post}(pt, pt->e);
    ensures pt_leads(pt, pt_n(pt), &p->f[0], va, p->level);
    ensures pt_at_level(pt, pt_n(pt), f, p->level - 1);
    ensures pt_below(pt, va, f, p->f[p->level], p->level);
    ensures pt_zeroed(pt, pt->e, f);
    ensures pt_hand(pt) == \old(pt_hand(pt));
*/
static void
link_empty(struct pt *pt, uint64_t va, const struct pt_path *p, uint32_t f)
{
	uint32_t up = p->f[p->level];
	size_t i = pt_index(pt, p->level, va);

	/*@ assert pt_has(pt, pt_n(pt), up, i) && up != f; */
	/*@ assert 0 <= pt_at(pt, up, i) < pt_all(pt); */
	/*@ assert \forall integer vb; 0 <= vb <= UINT64_MAX &&
	      pt_agree(pt, va, vb, p->level, pt_top(pt)) ==>
	      pt_translation(pt, pt->e, vb) == -1; */
	/* S1: a walker comes to a table that says what the entry said. */
	pt_write(pt, up, i, pt_table_entry(pt, f));
	/*@ ghost pt_lvl[f] = (int)p->level - 1; */
	/*@ ghost pt_up[f] = up; */
	/*@ ghost pt_up_i[f] = (int)i; */
	/*@ assert pt_zeroed(pt, pt->e, f); */
	has_none(pt, f);
	/*@ assert pt_ranks{Pre, Here}(pt_n(pt), f); */
	/*@ assert pt_vacant(pt, pt->e, f); */
	/*@ assert pt_added{Pre, Here}(pt, pt->e, pt_n(pt), up, i, f); */
	/*@ assert pt_tree(pt, pt->e, pt_n(pt)); */
	/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, p->level); */
	/*@ assert \forall integer vb; 0 <= vb <= UINT64_MAX &&
	      pt_agree(pt, va, vb, p->level, pt_top(pt)) ==>
	      pt_translation(pt, pt->e, vb) == -1; */
	/*@ assert pt_wrote{Pre, Here}(pt, pt->e, pt_n(pt), &p->f[0], va,
	      p->level); */
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
	/*@ assert \forall integer g; pt->fresh <= g < pt->given ==>
	      g != f && pt_spare(pt, pt_n(pt), g) && pt_pos[g] == 0; */
	/*@ assert pt_stock(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && g != f && g != up &&
	      pt_in_use(g) ==>
	      pt_live(pt, pt->e, g) == pt_live{Pre}(pt, pt->e, g); */
	/*@ assert pt_live(pt, pt->e, f) == 0; */
	/*@ assert pt_live(pt, pt->e, up) ==
	      pt_live{Pre}(pt, pt->e, up) + 1; */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && g != f && g != up &&
	      pt_in_use(g) ==> pt->frame[g].live == pt_live(pt, pt->e, g); */
	pt->frame[up].live++;
	/*@ assert pt->frame[up].live == pt_live(pt, pt->e, up); */
	/*@ assert pt->frame[f].live == pt_live(pt, pt->e, f); */
	/*@ assert pt_counted(pt, pt->e, pt->frame, pt_n(pt)); */
}

/* The path goes on to table f, under its entry. */
/*@ requires pt_ready(pt) && \valid(p) && pt_path_apart(pt, p);
    requires pt_leads(pt, pt_n(pt), &p->f[0], va, p->level) && 0 < p->level;
    requires pt_at_level(pt, pt_n(pt), f, p->level - 1);
    requires pt_below(pt, va, f, p->f[p->level], p->level);
    requires pt_zeroed(pt, pt->e, f);
    assigns p->f[p->level - 1], p->level;
    ensures pt_ready(pt);
    ensures pt_path_free(pt, p, va);
    ensures p->level == \old(p->level) - 1;
    ensures pt_hand(pt) == \old(pt_hand(pt));
*/
static inline void
path_down(const struct pt *pt, uint64_t va, struct pt_path *p, uint32_t f)
{
	(void)pt;
	(void)va;
	p->f[p->level - 1] = f;
	p->level--;
	/*@ assert p->level == \at(p->level, Pre) - 1; */
	/*@ assert \forall integer k; p->level < k <= pt_top(pt) ==>
	      p->f[k] == \at(p->f[k], Pre); */
	/*@ assert pt_ranks{Pre, Here}(pt_n(pt), -1); */
	/*@ assert pt_leads{Pre}(pt, pt_n(pt), &p->f[0], va, p->level + 1); */
	/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, p->level); */
	/*@ assert pt_path_entry(pt, p, va) == 0; */
	/*@ assert pt_path_free(pt, p, va); */
	/*@ assert pt_still{Pre, Here}(pt); */
	/*@ assert pt_sound(pt) && pt_linkable(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) ==>
	      pt->frame[g].next == \at(pt->frame[g].next, Pre); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list{Pre}(pt, g); */
	/*@ assert pt_stock(pt); */
	/*@ assert pt_ready(pt); */
}

/* One more table, in which nothing is, under the path's entry. */
/*@ requires pt_ready(pt) && \valid(p) && pt_path_apart(pt, p);
    requires pt_path_free(pt, p, va) && 0 < p->level && 0 < pt_hand(pt);
    assigns p->f[0 .. 4], p->level, pt->e[0 .. pt_all(pt) - 1];
    assigns pt->frame[0 .. pt_n(pt) - 1], pt->free.first, pt->free.last;
    assigns pt->free.count, pt->fresh;
    assigns pt_pos[0 .. 4294967294], pt_lvl[0 .. 4294967294];
    assigns pt_up[0 .. 4294967294], pt_up_i[0 .. 4294967294];
    ensures pt_ready(pt) && pt_unchanged{Pre, Post}(pt, pt->e);
    ensures pt_path_free(pt, p, va) && p->level == \old(p->level) - 1;
    ensures pt_hand(pt) == \old(pt_hand(pt)) - 1;
*/
static void
grow_one(struct pt *pt, uint64_t va, struct pt_path *p)
{
	uint32_t f = pt_take_zero(pt, p->level - 1);

	/*@ assert p->level == \at(p->level, Pre) &&
	      \forall integer k; 0 <= k <= 4 ==>
	      p->f[k] == \at(p->f[k], Pre); */
	/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, p->level); */
	/*@ assert pt_has(pt, pt_n(pt), p->f[p->level],
	      pt_idx(pt, p->level, va)); */
	/*@ assert 0 <= p->f[p->level] < pt_n(pt) && 0 <= f < pt_n(pt) &&
	      0 < p->level <= 4; */
	/*@ assert 0 <= pt_at(pt, p->f[p->level], pt_idx(pt, p->level, va)) <
	      pt_all(pt); */
	/*@ assert pt_path_entry(pt, p, va) == pt_path_entry{Pre}(pt, p, va); */
	/*@ assert pt_unchanged{Pre, Here}(pt, pt->e); */
	/*@ ghost taken: ; */
	link_empty(pt, va, p, f);
	/*@ assert pt_unchanged{taken, Here}(pt, pt->e); */
	path_down(pt, va, p, f);
	/*@ assert pt_unchanged{Pre, Here}(pt, pt->e); */
}

void
pt_grow(struct pt *pt, uint64_t va, unsigned l, struct pt_path *p)
{
	/*@ loop invariant l <= p->level <= \at(p->level, Pre);
	    loop invariant pt_ready(pt) && pt_path_apart(pt, p);
	    loop invariant pt_unchanged{Pre, Here}(pt, pt->e);
	    loop invariant pt_path_free(pt, p, va);
	    loop invariant pt_hand(pt) ==
	      \at(pt_hand(pt) - p->level, Pre) + p->level;
	    loop assigns p->f[0 .. 4], p->level, pt->e[0 .. pt_all(pt) - 1],
	      pt->frame[0 .. pt_n(pt) - 1], pt->free.first, pt->free.last,
	      pt->free.count, pt->fresh, pt_pos[0 .. 4294967294],
	      pt_lvl[0 .. 4294967294], pt_up[0 .. 4294967294],
	      pt_up_i[0 .. 4294967294];
	    loop variant p->level;
	*/
	while (p->level > l)
		grow_one(pt, va, p);
}

/* The path's entry, where nothing is, becomes v, a frame's. */
/*@ requires pt_ready(pt) && \valid_read(p) && pt_path_apart(pt, p);
    requires pt_path_free(pt, p, va) && (v & 1) != 0;
    requires 0 < p->level ==> pt_to(pt, v) < 0;
    assigns pt->e[0 .. pt_all(pt) - 1];
    assigns pt->frame[p->f[p->level]].live;
    ensures pt_ready(pt) && pt_path_leads(pt, p, va);
    ensures pt_changed{Pre, Post}(pt, pt->e, va, p->level,
      pt_says(p->level, v));
*/
static inline void
put_frame(struct pt *pt, uint64_t va, const struct pt_path *p, uint64_t v)
{
	uint32_t f = p->f[p->level];

	/*@ assert pt_has(pt, pt_n(pt), f, pt_idx(pt, p->level, va)); */
	/*@ assert 0 <= pt_at(pt, f, pt_idx(pt, p->level, va)) < pt_all(pt); */
	pt_put(pt, va, p, v);
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
	/*@ assert pt_live(pt, pt->e, f) == pt_live{Pre}(pt, pt->e, f) + 1; */
	pt->frame[f].live++;
	/*@ assert pt_counted(pt, pt->e, pt->frame, pt_n(pt)); */
}

void
pt_place(struct pt *pt, uint64_t va, unsigned l, uint64_t v, struct pt_path *p)
{
	pt_grow(pt, va, l, p);
	/*@ ghost grown: ; */
	/*@ assert 0 <= p->f[p->level] < pt_n(pt) && p->level <= 4; */
	/*@ assert 0 <= pt_at(pt, p->f[p->level], pt_idx(pt, p->level, va)) <
	      pt_all(pt); */
	put_frame(pt, va, p, v);
	/*@ assert pt_changed{grown, Here}(pt, pt->e, va, l, pt_says(l, v)); */
}
