/*
 * tnum - what is known of each bit: tracked numbers, as in kernel/bpf/tnum.c
 * (Vishwanathan and others, "Sound, Precise, and Fast Abstract Interpretation
 * with Tristate Numbers", CGO 2022).
 */
#ifndef TNUM_H
#define TNUM_H

#include <stdbool.h>
#include <stdint.h>

#include "tnumspec.h"

/* A set bit of mask is unknown, and 0 in value; others are as in value. */
struct tnum {
	uint64_t value;
	uint64_t mask;
};

/*@ // x, or what is left of it in 64 bits, is one of t's numbers.
    predicate tnum_has(struct tnum t, integer x) =
      \forall integer i; 0 <= i < 64 ==>
      (tnum_bit(t.mask, i) ? !tnum_bit(t.value, i) :
       (tnum_bit(x, i) <==> tnum_bit(t.value, i)));
*/

#define TNUM_UNKNOWN ((struct tnum){0, UINT64_MAX})

/*@ assigns \nothing;
    ensures tnum_has(\result, value);
    ensures \result.value == value && \result.mask == 0;
*/
static inline struct tnum
tnum_const(uint64_t value)
{
	return (struct tnum){value, 0};
}

/*@ assigns \nothing;
    ensures \result != 0 <==> t.mask == 0;
*/
static inline bool
tnum_is_const(struct tnum t)
{
	return t.mask == 0;
}

/*@ assigns \nothing;
    ensures \result != 0 <==> t.mask == UINT64_MAX;
*/
static inline bool
tnum_is_unknown(struct tnum t)
{
	return t.mask == UINT64_MAX;
}

/* The lower half, as a number of 64 bits. */
/*@ assigns \nothing;
    ensures \forall integer x; tnum_has(t, x) ==>
      tnum_has(\result, (uint32_t)x);
*/
static inline struct tnum
tnum_low(struct tnum t)
{
	return (struct tnum){(uint32_t)t.value, (uint32_t)t.mask};
}

/*@ assigns \nothing;
    ensures \result != 0 <==> (uint32_t)t.mask == 0;
*/
static inline bool
tnum_low_is_const(struct tnum t)
{
	return (uint32_t)t.mask == 0;
}

/* t with low's lower half. */
/*@ assigns \nothing;
    ensures \forall integer x; tnum_has(t, x) &&
      tnum_has(low, (uint32_t)x) ==> tnum_has(\result, x);
*/
static inline struct tnum
tnum_with_low(struct tnum t, struct tnum low)
{
	return (struct tnum){t.value >> 32 << 32 | (uint32_t)low.value,
	    t.mask >> 32 << 32 | (uint32_t)low.mask};
}

/*@ assigns \nothing;
    ensures \forall integer x, y; tnum_has(a, x) && tnum_has(b, y) ==>
      tnum_has(\result, x & y);
*/
static inline struct tnum
tnum_and(struct tnum a, struct tnum b)
{
	uint64_t may_a = a.value | a.mask, may_b = b.value | b.mask;
	uint64_t value = a.value & b.value;

	return (struct tnum){value, may_a & may_b & ~value};
}

/*@ assigns \nothing;
    ensures \forall integer x, y; tnum_has(a, x) && tnum_has(b, y) ==>
      tnum_has(\result, x | y);
*/
static inline struct tnum
tnum_or(struct tnum a, struct tnum b)
{
	uint64_t value = a.value | b.value;

	return (struct tnum){value, (a.mask | b.mask) & ~value};
}

/*@ assigns \nothing;
    ensures \forall integer x, y; tnum_has(a, x) && tnum_has(b, y) ==>
      tnum_has(\result, x ^ y);
*/
static inline struct tnum
tnum_xor(struct tnum a, struct tnum b)
{
	uint64_t mask = a.mask | b.mask;

	return (struct tnum){(a.value ^ b.value) & ~mask, mask};
}

/*@ requires by < 64;
    assigns \nothing;
    ensures \forall integer x; tnum_has(t, x) ==>
      tnum_has(\result, x << by);
*/
static inline struct tnum
tnum_lsh(struct tnum t, unsigned by)
{
	/*@ assert \forall integer x, i; by <= i < 64 ==>
	      (tnum_bit(x << by, i) <==> tnum_bit(x, i - by)); */
	/*@ assert \forall integer x, i; 0 <= i < by ==>
	      !tnum_bit(x << by, i); */
	return (struct tnum){t.value << by, t.mask << by};
}

/*@ requires by < 64;
    assigns \nothing;
    ensures \forall uint64_t x; tnum_has(t, x) ==>
      tnum_has(\result, x >> by);
    ensures \forall integer i; 0 <= i ==>
      (tnum_bit(\result.value, i) <==> tnum_bit(t.value, i + by)) &&
      (tnum_bit(\result.mask, i) <==> tnum_bit(t.mask, i + by));
*/
static inline struct tnum
tnum_rsh(struct tnum t, unsigned by)
{
	/*@ assert \forall integer x, i; 0 <= i ==>
	      (tnum_bit(x >> by, i) <==> tnum_bit(x, i + by)); */
	/*@ assert \forall uint64_t x; \forall integer i; 64 <= i ==>
	      !tnum_bit(x, i); */
	return (struct tnum){t.value >> by, t.mask >> by};
}

/* What is in both; of what contradicts itself, b's bits or a's. */
/*@ assigns \nothing;
    ensures \forall integer x; tnum_has(a, x) && tnum_has(b, x) ==>
      tnum_has(\result, x);
*/
static inline struct tnum
tnum_intersect(struct tnum a, struct tnum b)
{
	uint64_t mask = a.mask & b.mask;

	return (struct tnum){(a.value | b.value) & ~mask, mask};
}

/* All of both. */
/*@ assigns \nothing;
    ensures \forall integer x; tnum_has(a, x) || tnum_has(b, x) ==>
      tnum_has(\result, x);
*/
static inline struct tnum
tnum_union(struct tnum a, struct tnum b)
{
	uint64_t mask = (a.value ^ b.value) | a.mask | b.mask;

	return (struct tnum){a.value & b.value & ~mask, mask};
}

/* Some number is in both. */
/*@ assigns \nothing;
    ensures \forall integer x; tnum_has(a, x) && tnum_has(b, x) ==>
      \result != 0;
*/
static inline bool
tnum_overlap(struct tnum a, struct tnum b)
{
	uint64_t differ = (a.value ^ b.value) & ~a.mask & ~b.mask;

	/*@ assert \forall integer i; 0 <= i < 64 ==> (tnum_bit(differ, i) <==>
	      !tnum_same(a.value, b.value, i) && !tnum_bit(a.mask, i) &&
	      !tnum_bit(b.mask, i)); */
	/*@ assert \forall integer x; tnum_has(a, x) && tnum_has(b, x) ==>
	      \forall integer i; 0 <= i < 64 ==> !tnum_bit(differ, i); */
	/*@ ghost tnum_nothing(); */
	return differ == 0;
}

/* All numbers of b are in a. */
/*@ assigns \nothing;
    ensures \result != 0 ==>
      \forall integer x; tnum_has(b, x) ==> tnum_has(a, x);
*/
static inline bool
tnum_in(struct tnum a, struct tnum b)
{
	return (b.mask & ~a.mask) == 0 && a.value == (b.value & ~a.mask);
}

/* All are multiples of size, a power of 2. */
/*@ assigns \nothing;
    ensures \result != 0 ==> \forall integer x, i; tnum_has(t, x) &&
      0 <= i < 64 && tnum_bit((uint64_t)(size - 1), i) ==> !tnum_bit(x, i);
*/
static inline bool
tnum_is_aligned(struct tnum t, uint64_t size)
{
	/*@ assert \forall integer i; 0 <= i < 64 ==>
	      (tnum_bit((t.value | t.mask) & (uint64_t)(size - 1), i) <==>
	       (tnum_bit(t.value, i) || tnum_bit(t.mask, i)) &&
	       tnum_bit((uint64_t)(size - 1), i)); */
	return ((t.value | t.mask) & (size - 1)) == 0;
}

/*@ assigns \nothing;
    ensures \forall integer x, y; tnum_has(a, x) && tnum_has(b, y) ==>
      tnum_has(\result, x + y);
*/
static inline struct tnum
tnum_add(struct tnum a, struct tnum b)
{
	/* A bit is unknown where an operand's is, or where carries differ between
	   the least and the greatest sum. */
	uint64_t most_a = a.value | a.mask, most_b = b.value | b.mask;
	uint64_t least = a.value + b.value, most = most_a + most_b;
	uint64_t mask = (least ^ most) | a.mask | b.mask;

	/*@ assert \forall integer x; tnum_has(a, x) ==>
	      tnum_part(a.value, x) && tnum_part(x, most_a); */
	/*@ assert \forall integer y; tnum_has(b, y) ==>
	      tnum_part(b.value, y) && tnum_part(y, most_b); */
	/*@ assert \forall integer i; 0 <= i < 64 && !tnum_bit(mask, i) ==>
	      tnum_same(a.value, most_a, i) && tnum_same(b.value, most_b, i) &&
	      tnum_same(least, most, i); */
	/*@ ghost tnum_sums(a.value, most_a, b.value, most_b); */
	/*@ assert \forall integer x, y, i; tnum_has(a, x) &&
	      tnum_has(b, y) && 0 <= i < 64 && !tnum_bit(mask, i) ==>
	      tnum_same(x + y, least, i); */
	return (struct tnum){least & ~mask, mask};
}

/*@ assigns \nothing;
    ensures \forall integer x, y; tnum_has(a, x) && tnum_has(b, y) ==>
      tnum_has(\result, x - y);
*/
static inline struct tnum
tnum_sub(struct tnum a, struct tnum b)
{
	uint64_t most_a = a.value | a.mask, most_b = b.value | b.mask;
	uint64_t least = a.value - most_b, most = most_a - b.value;
	uint64_t mask = (most ^ least) | a.mask | b.mask;
	uint64_t difference = a.value - b.value;

	/*@ assert \forall integer x; tnum_has(a, x) ==>
	      tnum_part(a.value, x) && tnum_part(x, most_a); */
	/*@ assert \forall integer y; tnum_has(b, y) ==>
	      tnum_part(b.value, y) && tnum_part(y, most_b); */
	/*@ assert \forall integer i; 0 <= i < 64 && !tnum_bit(mask, i) ==>
	      tnum_same(a.value, most_a, i) && tnum_same(b.value, most_b, i) &&
	      tnum_same(least, most, i); */
	/*@ ghost tnum_differences(a.value, most_a, b.value, most_b); */
	/*@ assert \forall integer x, y, i; tnum_has(a, x) &&
	      tnum_has(b, y) && 0 <= i < 64 && !tnum_bit(mask, i) ==>
	      tnum_same(x - y, difference, i); */
	return (struct tnum){difference & ~mask, mask};
}

/*@ assigns \nothing;
    ensures \forall uint64_t x; \forall integer y; tnum_has(a, x) &&
      tnum_has(b, y) ==> tnum_has(\result, x * y);
*/
struct tnum tnum_mul(struct tnum a, struct tnum b);

/* Arithmetic shift of the lower half, or of all 64 bits; by less than bits. */
/*@ requires (bits == 32 || bits == 64) && by < bits;
    assigns \nothing;
    ensures bits == 64 ==> \forall int64_t x; tnum_has(t, x) ==>
      tnum_has(\result, x >> by);
    ensures bits == 32 ==> \forall int32_t x; tnum_has(t, (uint32_t)x) ==>
      tnum_has(\result, (uint32_t)(x >> by));
*/
struct tnum tnum_arsh(struct tnum t, unsigned by, unsigned bits);
/* The lower bytes; others are 0. */
/*@ requires bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
    assigns \nothing;
    ensures \forall integer x; bytes == 1 && tnum_has(t, x) ==>
      tnum_has(\result, (uint8_t)x);
    ensures \forall integer x; bytes == 2 && tnum_has(t, x) ==>
      tnum_has(\result, (uint16_t)x);
    ensures \forall integer x; bytes == 4 && tnum_has(t, x) ==>
      tnum_has(\result, (uint32_t)x);
    ensures \forall integer x; bytes == 8 && tnum_has(t, x) ==>
      tnum_has(\result, x);
*/
struct tnum tnum_cast(struct tnum t, unsigned bytes);

/* The lower 2, 4 or 8 bytes in the other order; others are 0. */
struct tnum tnum_swap(struct tnum t, unsigned bytes);

#endif
