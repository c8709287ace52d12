/* pttable - a free table taken. */
#include "pttable.h"
#include "ptlemmas.h"

void
pt_zero(uint64_t *e, size_t i, size_t end)
{
	/*@ loop invariant \at(i, Pre) <= i;
	    loop invariant i <= end || i == \at(i, Pre);
	    loop invariant \forall integer j; \at(i, Pre) <= j < i ==> e[j] == 0;
	    loop assigns i, e[\at(i, Pre) .. end - 1];
	    loop variant end - i;
	*/
	for (; i < end; i++)
		e[i] = 0;
}

/* The list's first table, taken out of it. */
/*@ requires \valid(pt) && pt_sound(pt) && pt_stock(pt);
    requires pt->free.first != PT_NONE;
    assigns pt->free.first, pt->free.last, pt->free.count;
    assigns pt_pos[0 .. 4294967294];
    ensures pt_sound(pt) && pt_stock(pt);
    ensures pt->free.count == \old(pt->free.count) - 1;
    ensures pt_spare(pt, pt_n(pt), \result) && pt_pos[\result] == 0;
    ensures \result < pt->fresh || pt->given <= \result;
    ensures pt->frame[\result].stale == 0 ==>
      pt_zeroed(pt, pt->e, \result);
*/
static inline uint32_t
take_first(struct pt *pt)
{
	uint32_t f = pt->free.first;

	/*@ assert 0 < pt_pos[f] && pt_pos[f] == pt->free.count; */
	/*@ assert pt_in_list(pt, f); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] &&
	      g != f ==> pt_in_list(pt, g) && pt_pos[g] < pt_pos[f]; */
	pt->free.first = pt->frame[f].next;
	pt->free.count--;
	/*@ ghost pt_pos[f] = 0; */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && g != f ==>
	      pt_pos[g] == \at(pt_pos[g], Pre); */
	/*@ assert pt->free.first == PT_NONE <==> pt->free.count == 0; */
	/*@ assert 0 < pt->free.count ==> pt->free.first < pt_n(pt) &&
	      pt_pos[pt->free.first] == pt->free.count; */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list(pt, g); */
	if (pt->free.first == PT_NONE)
		pt->free.last = PT_NONE;
	/*@ assert pt_sound(pt); */
	/*@ assert \forall integer g; pt->fresh <= g < pt->given ==>
	      pt_spare(pt, pt_n(pt), g) && pt_pos[g] == 0; */
	/*@ assert \forall integer g, h; 0 <= g < pt_n(pt) && 0 <= h < pt_n(pt) &&
	      0 < pt_pos[g] && pt_pos[g] == pt_pos[h] ==> g == h; */
	return f;
}

/* Table f is at level l; no entry of it is in use. */
/*@ requires \valid(pt) && pt_sound(pt) && f < pt_n(pt) && l < pt_top(pt);
    assigns pt->frame[f].live, pt->frame[f].level, pt->frame[f].next;
    assigns pt->frame[f].stale;
    ensures pt_known(pt) && pt_memory(pt);
    ensures pt_linkable{Pre}(pt) ==> pt_linkable(pt);
    ensures pt->frame[f].live == 0 && pt->frame[f].next == PT_NONE;
    ensures pt->frame[f].stale == stale;
*/
static inline void
set_frame(struct pt *pt, uint32_t f, unsigned l, uint8_t stale)
{
	struct pt_frame *frame = &pt->frame[f];

	frame->live = 0;
	frame->level = (uint8_t)l;
	frame->next = PT_NONE;
	frame->stale = stale;
	/*@ assert pt_still{Pre, Here}(pt); */
	/*@ assert pt_shaped(pt); */
}

uint32_t
pt_take(struct pt *pt, unsigned l)
{
	uint32_t f;
	uint8_t stale = 1;

	if (pt->free.first == PT_NONE) {
		f = pt->fresh++;
	} else {
		f = take_first(pt);
		stale = pt->frame[f].stale;
	}
	/*@ assert pt_spare(pt, pt_n(pt), f) && pt_pos[f] == 0; */
	/*@ assert pt_stock(pt); */
	set_frame(pt, f, l, stale);
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && g != f ==>
	      pt->frame[g].live == \at(pt->frame[g].live, Pre) &&
	      pt->frame[g].next == \at(pt->frame[g].next, Pre) &&
	      pt->frame[g].stale == \at(pt->frame[g].stale, Pre); */
	/*@ assert pt_counted(pt, pt->e, pt->frame, pt_n(pt)); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      g != f && pt_in_list(pt, g); */
	/*@ assert pt_stock(pt); */
	return f;
}

/* Table f, which is not used, becomes all zeros. */
/*@ requires \valid(pt) && pt_sound(pt) && pt_linkable(pt);
    requires pt_spare(pt, pt_n(pt), f);
    requires pt->frame[f].stale == 0 ==> pt_zeroed(pt, pt->e, f);
    assigns pt->e[pt_at(pt, f, 0) .. pt_at(pt, f, 0) + pt_per(pt) - 1];
    assigns pt->frame[f].stale;
    ensures pt_known(pt) && pt_memory(pt) && pt_linkable(pt);
    ensures pt_zeroed(pt, pt->e, f) && pt->frame[f].stale == 0;
    ensures pt_same{Pre, Post}(pt, pt->e, pt_n(pt));
    ensures \forall integer g, i; g != f && pt_spare(pt, pt_n(pt), g) &&
      0 <= i < pt_per(pt) ==>
      pt_ent(pt, pt->e, g, i) == pt_ent{Pre}(pt, pt->e, g, i);
*/
static inline void
clear_table(struct pt *pt, uint32_t f)
{
	size_t at = (size_t)f << pt->index_bits;

	/*@ assert at == pt_at(pt, f, 0); */
	/*@ assert 0 <= pt_at(pt, f, 0) <= pt_all(pt) - pt_per(pt); */
	/*@ assert (1 << pt->index_bits) == pt_per(pt); */
	/*@ assert \valid(pt->e + pt_at(pt, f, 0) + (0 .. pt_per(pt) - 1)); */
	if (pt->frame[f].stale != 0) {
		pt_zero(pt->e, at, at + ((size_t)1 << pt->index_bits));
		/*@ assert pt_zeroed(pt, pt->e, f); */
	}
	/*@ assert \forall integer i; 0 <= i < pt_all(pt) &&
	      !(pt_at(pt, f, 0) <= i < pt_at(pt, f, 0) + pt_per(pt)) ==>
	      pt->e[i] == \at(pt->e[i], Pre); */
	/*@ assert \forall integer g, i; pt_has(pt, pt_n(pt), g, i) ==>
	      0 <= pt_at(pt, g, i) < pt_all(pt) &&
	      !(pt_at(pt, f, 0) <= pt_at(pt, g, i) <
	        pt_at(pt, f, 0) + pt_per(pt)); */
	/*@ assert \forall integer g, i; g != f && pt_spare(pt, pt_n(pt), g) &&
	      0 <= i < pt_per(pt) ==> 0 <= pt_at(pt, g, i) < pt_all(pt) &&
	      !(pt_at(pt, f, 0) <= pt_at(pt, g, i) <
	        pt_at(pt, f, 0) + pt_per(pt)); */
	/*@ assert pt_zeroed(pt, pt->e, f); */
	pt->frame[f].stale = 0;
	/*@ assert pt_still{Pre, Here}(pt); */
	/*@ assert pt_shaped(pt); */
}

uint32_t
pt_take_zero(struct pt *pt, unsigned l)
{
	uint32_t f = pt_take(pt, l);

	/*@ ghost taken: ; */
	clear_table(pt, f);
	/*@ assert pt_same{taken, Here}(pt, pt->e, pt_n(pt)); */
	/*@ assert pt_same{Pre, Here}(pt, pt->e, pt_n(pt)); */
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
	/*@ assert pt_ranks{Pre, Here}(pt_n(pt), -1); */
	/*@ assert pt_sound(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && g != f ==>
	      pt->frame[g].live == \at(pt->frame[g].live, taken) &&
	      pt->frame[g].next == \at(pt->frame[g].next, taken) &&
	      pt->frame[g].stale == \at(pt->frame[g].stale, taken); */
	/*@ assert pt_counted(pt, pt->e, pt->frame, pt_n(pt)); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      g != f && pt_in_list{taken}(pt, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] &&
	      pt->frame[g].stale == 0 ==> pt_zeroed(pt, pt->e, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list(pt, g); */
	/*@ assert pt_stock(pt); */
	return f;
}
