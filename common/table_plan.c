#include "table.h"

#include "table_lemmas.h"

/*@ requires at <= SIZE_MAX - CODEC_DECISION;
    requires \valid_read(b + (at .. at + CODEC_DECISION - 1)) && \valid(d);
    requires \separated(b + (at .. at + CODEC_DECISION - 1), d);
    assigns *d;
    ensures decision_fields(b, at, d);
    ensures \result == FAULT_NONE ==> decision_alone(d);
    ensures \forall struct decision *p; \separated(p, d) ==>
      decision_kept{Pre, Post}(p);
    ensures \forall uint8_t *q; \separated(q, d) ==> *q == \old(*q);
*/
static enum fault_code
get_decision(const uint8_t *b, size_t at, struct decision *d)
{
	return codec_decision(b, at, d);
}

/*@ requires at <= SIZE_MAX - CODEC_DECISION;
    requires at + CODEC_DECISION <= n && \valid_read(b + (0 .. n - 1));
    requires \valid(plan + (0 .. k));
    requires \separated(b + (0 .. n - 1), plan + (0 .. k));
    assigns plan[k];
    ensures decision_fields(b, at, plan + k);
    ensures \result == FAULT_NONE ==> decision_alone(plan + k);
    ensures decisions_kept{Pre, Post}(plan, k);
    ensures payload_kept{Pre, Post}(b, n);
*/
static enum fault_code
next_decision(const uint8_t *b, size_t at, struct decision *plan, size_t k)
/*@ ghost (size_t n) */
{
	return get_decision(b, at, &plan[k]);
}

/*@ requires count < SIZE_MAX / CODEC_DECISION - 1;
    requires from <= k < from + count <= SIZE_MAX;
    requires \valid_read(b + (0 .. CODEC_TABLE + count * CODEC_DECISION - 1));
    requires at == CODEC_TABLE + (k - from) * CODEC_DECISION;
    requires \valid(plan + (0 .. from + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_DECISION - 1),
      plan + (0 .. from + count - 1));
    requires decisions_alone(plan, k) && decisions_from(b, plan, from, k);
    assigns plan[from .. from + count - 1];
    ensures decisions_alone(plan, k) && decisions_from(b, plan, from, k + 1);
    ensures \result == FAULT_NONE ==> decisions_alone(plan, k + 1);
    ensures decisions_kept{Pre, Post}(plan, k);
*/
/* The record has count decisions; its first is number from. */
static enum fault_code
add_decision(const uint8_t *b, size_t at, struct decision *plan, size_t k)
/*@ ghost (size_t from, size_t count) */
{
	enum fault_code code = next_decision(b, at, plan, k)
	    /*@ ghost (CODEC_TABLE + count * CODEC_DECISION) */;

	/*@ assert decisions_from(b, plan, from, k); */
	return code;
}

/*@ requires count < SIZE_MAX / CODEC_DECISION - 1 && n <= SIZE_MAX - count;
    requires \valid_read(b + (0 .. CODEC_TABLE + count * CODEC_DECISION - 1));
    requires \valid(plan + (0 .. n + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_DECISION - 1),
      plan + (0 .. n + count - 1));
    requires \valid(seen) && \separated(seen, plan + (0 .. n + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_DECISION - 1),
      seen);
    requires decisions_alone(plan, n);
    assigns *seen, plan[n .. n + count - 1];
    ensures n <= *seen <= n + count;
    ensures \result.code == FAULT_NONE ==> *seen == n + count;
    ensures decisions_alone(plan, *seen);
    ensures decisions_from(b, plan, n, *seen);
    ensures decisions_kept{Pre, Post}(plan, n);
*/
/* The count entries at b, as decisions from n on. */
static struct fault
next_decisions(const uint8_t *b, size_t count, struct decision *plan, size_t n,
    size_t *seen)
{
	enum fault_code code = FAULT_NONE;
	size_t i;

	/*@ loop invariant 0 <= i <= count && code == FAULT_NONE;
	    loop invariant decisions_alone(plan, n + i);
	    loop invariant decisions_from(b, plan, n, n + i);
	    loop invariant decisions_kept{Pre, Here}(plan, n);
	    loop assigns i, code, plan[n .. n + count - 1];
	    loop variant count - i;
	*/
	for (i = 0; i < count; i++) {
		code = add_decision(b, CODEC_TABLE + i * CODEC_DECISION, plan,
		    n + i) /*@ ghost (n, count) */;
		if (code != FAULT_NONE)
			break;
	}
	/*@ ghost Read: ; */
	*seen = n + i;
	/*@ assert decisions_kept{Read, Here}(plan, n + i); */
	/*@ assert decisions_kept{Read, Here}(plan, n); */
	/*@ assert decisions_kept{Pre, Here}(plan, n); */
	/*@ assert payload_kept{Read, Here}(b,
	      CODEC_TABLE + count * CODEC_DECISION); */
	/*@ assert decisions_from(b, plan, n, n + i); */
	return code == FAULT_NONE ? fault_none()
				  : fault_in(code, ITEM_SITE, n + i);
}

struct fault
table_plan(struct image *img, const uint8_t *b, size_t n, bool first)
{
	enum fault_code code;
	struct fault f;
	size_t count;

	if (n >= CODEC_TABLE && le32(b, 0) != img->sites_total)
		return fault_of(FAULT_PLAN_MISMATCH);
	code = table_head(b, n, CODEC_DECISION, img->plan_room, img->nplan,
	    &img->plan_total, &count, first);
	if (code != FAULT_NONE)
		return fault_of(code);
	img->has_plan = true;
	/*@ assert img->plan_total == img->sites_total; */
	/*@ assert img->plan_total <= img->plan_room; */
	/*@ assert img->nplan + count <= img->plan_total; */
	/*@ assert decisions_kept{Pre, Here}(img->plan, img->nplan); */
	/*@ ghost Head: ; */
	f = next_decisions(b, count, img->plan, img->nplan, &img->nplan);
	/*@ assert decisions_kept{Head, Here}(img->plan, \at(img->nplan, Pre));
	 */
	/*@ assert decisions_kept{Pre, Here}(img->plan, \at(img->nplan, Pre)); */
	/*@ assert img->plan_room == \at(img->plan_room, Pre); */
	/*@ assert img->sites_total == \at(img->sites_total, Pre); */
	/*@ assert img->plan_total == img->sites_total; */
	/*@ assert img->plan_total <= img->plan_room; */
	/*@ assert img->nplan <= img->plan_total; */
	return f;
}
