/*
 * boundsrange - ranges: sums, differences, products, and what an order says of
 * both its sides. A range holds a number, modulo 2^64 or 2^32, as it is or with
 * its sign.
 */
#ifndef BOUNDSRANGE_H
#define BOUNDSRANGE_H

#include "tnum.h"

struct bounds {
	struct tnum bits;
	int64_t smin, smax;
	uint64_t umin, umax;
	int32_t smin32, smax32;
	uint32_t umin32, umax32;
};

/*@ // What is left of v modulo m; the same with a sign.
    logic integer bounds_mod(integer v, integer m) =
      0 <= v ? v % m : m - 1 - (-1 - v) % m;
    logic integer bounds_u64(integer v) =
      bounds_mod(v, 18446744073709551616);
    logic integer bounds_u32(integer v) = bounds_mod(v, 4294967296);
    logic integer bounds_s64(integer v) =
      bounds_mod(v + 9223372036854775808, 18446744073709551616) -
      9223372036854775808;
    logic integer bounds_s32(integer v) =
      bounds_mod(v + 2147483648, 4294967296) - 2147483648;

    lemma bounds_in_u64: \forall integer v; 0 <= bounds_u64(v) <= UINT64_MAX &&
      (0 <= v <= UINT64_MAX ==> bounds_u64(v) == v);
    lemma bounds_in_u32: \forall integer v; 0 <= bounds_u32(v) <= UINT32_MAX &&
      (0 <= v <= UINT32_MAX ==> bounds_u32(v) == v);
    lemma bounds_in_s64: \forall integer v;
      INT64_MIN <= bounds_s64(v) <= INT64_MAX &&
      (INT64_MIN <= v <= INT64_MAX ==> bounds_s64(v) == v);
    lemma bounds_in_s32: \forall integer v;
      INT32_MIN <= bounds_s32(v) <= INT32_MAX &&
      (INT32_MIN <= v <= INT32_MAX ==> bounds_s32(v) == v);

    predicate bounds_between(integer min, integer x, integer max) =
      min <= x <= max;
    predicate bounds_has_u64{L}(struct bounds *b, integer x) =
      bounds_between(b->umin, x, b->umax);
    predicate bounds_has_s64{L}(struct bounds *b, integer x) =
      bounds_between(b->smin, x, b->smax);
    predicate bounds_has_u32{L}(struct bounds *b, integer x) =
      bounds_between(b->umin32, x, b->umax32);
    predicate bounds_has_s32{L}(struct bounds *b, integer x) =
      bounds_between(b->smin32, x, b->smax32);
*/

/* d = d op s, of the ranges of 32 or 64 bits; bits stay. */
/*@ requires \valid(d) && \valid_read(s);
    assigns d->smin32, d->smax32, d->umin32, d->umax32;
    ensures \forall integer x, y; \old(bounds_has_u32(d, x)) &&
      \old(bounds_has_u32(s, y)) ==>
      bounds_has_u32(d, bounds_u32(x + y));
    ensures \forall integer x, y; \old(bounds_has_s32(d, x)) &&
      \old(bounds_has_s32(s, y)) ==>
      bounds_has_s32(d, bounds_s32(x + y));
*/
void bounds_add32(struct bounds *d, const struct bounds *s);
/*@ requires \valid(d) && \valid_read(s);
    assigns d->smin, d->smax, d->umin, d->umax;
    ensures \forall integer x, y; \old(bounds_has_u64(d, x)) &&
      \old(bounds_has_u64(s, y)) ==>
      bounds_has_u64(d, bounds_u64(x + y));
    ensures \forall integer x, y; \old(bounds_has_s64(d, x)) &&
      \old(bounds_has_s64(s, y)) ==>
      bounds_has_s64(d, bounds_s64(x + y));
*/
void bounds_add64(struct bounds *d, const struct bounds *s);
/*@ requires \valid(d) && \valid_read(s);
    assigns d->smin32, d->smax32, d->umin32, d->umax32;
    ensures \forall integer x, y; \old(bounds_has_u32(d, x)) &&
      \old(bounds_has_u32(s, y)) ==>
      bounds_has_u32(d, bounds_u32(x - y));
    ensures \forall integer x, y; \old(bounds_has_s32(d, x)) &&
      \old(bounds_has_s32(s, y)) ==>
      bounds_has_s32(d, bounds_s32(x - y));
*/
void bounds_sub32(struct bounds *d, const struct bounds *s);
/*@ requires \valid(d) && \valid_read(s);
    assigns d->smin, d->smax, d->umin, d->umax;
    ensures \forall integer x, y; \old(bounds_has_u64(d, x)) &&
      \old(bounds_has_u64(s, y)) ==>
      bounds_has_u64(d, bounds_u64(x - y));
    ensures \forall integer x, y; \old(bounds_has_s64(d, x)) &&
      \old(bounds_has_s64(s, y)) ==>
      bounds_has_s64(d, bounds_s64(x - y));
*/
void bounds_sub64(struct bounds *d, const struct bounds *s);
/*@ requires \valid(d) && \valid_read(s);
    assigns d->smin32, d->smax32, d->umin32, d->umax32;
    ensures \forall integer x, y; \old(bounds_has_u32(d, x)) &&
      \old(bounds_has_u32(s, y)) ==>
      bounds_has_u32(d, bounds_u32(x * y));
    ensures \forall integer x, y; \old(bounds_has_s32(d, x)) &&
      \old(bounds_has_s32(s, y)) ==>
      bounds_has_s32(d, bounds_s32(x * y));
*/
void bounds_mul32(struct bounds *d, const struct bounds *s);
/*@ requires \valid(d) && \valid_read(s);
    assigns d->smin, d->smax, d->umin, d->umax;
    ensures \forall integer x, y; \old(bounds_has_u64(d, x)) &&
      \old(bounds_has_u64(s, y)) ==>
      bounds_has_u64(d, bounds_u64(x * y));
    ensures \forall integer x, y; \old(bounds_has_s64(d, x)) &&
      \old(bounds_has_s64(s, y)) ==>
      bounds_has_s64(d, bounds_s64(x * y));
*/
void bounds_mul64(struct bounds *d, const struct bounds *s);

/* No number is in a range. */
/*@ requires \valid_read(b);
    assigns \nothing;
    ensures \result == 0 <==> bounds_has_u64(b, b->umin) &&
      bounds_has_s64(b, b->smin) && bounds_has_u32(b, b->umin32) &&
      bounds_has_s32(b, b->smin32);
*/
bool bounds_empty(const struct bounds *b);

/* All of cur is in old. */
/*@ requires \valid_read(old) && \valid_read(cur);
    assigns \nothing;
    ensures \result != 0 ==> \forall integer x;
      (bounds_has_u64(cur, x) ==> bounds_has_u64(old, x)) &&
      (bounds_has_s64(cur, x) ==> bounds_has_s64(old, x)) &&
      (bounds_has_u32(cur, x) ==> bounds_has_u32(old, x)) &&
      (bounds_has_s32(cur, x) ==> bounds_has_s32(old, x));
*/
bool bounds_within(const struct bounds *old, const struct bounds *cur);

/* a is at most b, or below it if strict. */
/*@ requires \valid(a) && \valid(b) && \separated(a, b);
    requires strict == 0 || strict == 1;
    assigns a->umax, b->umin, a->umax32, b->umin32;
    ensures \forall integer x, y; low == 0 && x + strict <= y &&
      \old(bounds_has_u64(a, x)) && \old(bounds_has_u64(b, y)) ==>
      bounds_has_u64(a, x) && bounds_has_u64(b, y);
    ensures \forall integer x, y; low != 0 && x + strict <= y &&
      \old(bounds_has_u32(a, x)) && \old(bounds_has_u32(b, y)) ==>
      bounds_has_u32(a, x) && bounds_has_u32(b, y);
    ensures low == 0 ==> a->umax32 == \old(a->umax32) &&
      b->umin32 == \old(b->umin32);
    ensures low != 0 ==> a->umax == \old(a->umax) &&
      b->umin == \old(b->umin);
*/
void bounds_below(struct bounds *a, struct bounds *b, bool low, bool strict);

/*@ requires \valid(a) && \valid(b) && \separated(a, b);
    requires strict == 0 || strict == 1;
    assigns a->smax, b->smin, a->smax32, b->smin32;
    ensures \forall integer x, y; low == 0 && x + strict <= y &&
      \old(bounds_has_s64(a, x)) && \old(bounds_has_s64(b, y)) ==>
      bounds_has_s64(a, x) && bounds_has_s64(b, y);
    ensures \forall integer x, y; low != 0 && x + strict <= y &&
      \old(bounds_has_s32(a, x)) && \old(bounds_has_s32(b, y)) ==>
      bounds_has_s32(a, x) && bounds_has_s32(b, y);
    ensures low == 0 ==> a->smax32 == \old(a->smax32) &&
      b->smin32 == \old(b->smin32);
    ensures low != 0 ==> a->smax == \old(a->smax) &&
      b->smin == \old(b->smin);
*/
void bounds_below_signed(
    struct bounds *a, struct bounds *b, bool low, bool strict);

#endif
