/*
 * tnum - what is known of each bit: tracked numbers, as in kernel/bpf/tnum.c
 * (Vishwanathan and others, "Sound, Precise, and Fast Abstract Interpretation
 * with Tristate Numbers", CGO 2022).
 */
#ifndef TNUM_H
#define TNUM_H

#include <stdbool.h>
#include <stdint.h>

/* A set bit of mask is unknown, and 0 in value; others are as in value. */
struct tnum {
	uint64_t value;
	uint64_t mask;
};

#define TNUM_UNKNOWN ((struct tnum){0, UINT64_MAX})

static inline struct tnum
tnum_const(uint64_t value)
{
	return (struct tnum){value, 0};
}

static inline bool
tnum_is_const(struct tnum t)
{
	return t.mask == 0;
}

static inline bool
tnum_is_unknown(struct tnum t)
{
	return t.mask == UINT64_MAX;
}

/* The lower half, as a number of 64 bits. */
static inline struct tnum
tnum_low(struct tnum t)
{
	return (struct tnum){(uint32_t)t.value, (uint32_t)t.mask};
}

static inline bool
tnum_low_is_const(struct tnum t)
{
	return (uint32_t)t.mask == 0;
}

/* t with low's lower half. */
static inline struct tnum
tnum_with_low(struct tnum t, struct tnum low)
{
	return (struct tnum){t.value >> 32 << 32 | (uint32_t)low.value,
	    t.mask >> 32 << 32 | (uint32_t)low.mask};
}

static inline struct tnum
tnum_and(struct tnum a, struct tnum b)
{
	uint64_t may_a = a.value | a.mask, may_b = b.value | b.mask;
	uint64_t value = a.value & b.value;

	return (struct tnum){value, may_a & may_b & ~value};
}

static inline struct tnum
tnum_or(struct tnum a, struct tnum b)
{
	uint64_t value = a.value | b.value;

	return (struct tnum){value, (a.mask | b.mask) & ~value};
}

static inline struct tnum
tnum_xor(struct tnum a, struct tnum b)
{
	uint64_t mask = a.mask | b.mask;

	return (struct tnum){(a.value ^ b.value) & ~mask, mask};
}

static inline struct tnum
tnum_lsh(struct tnum t, unsigned by)
{
	return (struct tnum){t.value << by, t.mask << by};
}

static inline struct tnum
tnum_rsh(struct tnum t, unsigned by)
{
	return (struct tnum){t.value >> by, t.mask >> by};
}

/* What is in both; of what contradicts itself, b's bits or a's. */
static inline struct tnum
tnum_intersect(struct tnum a, struct tnum b)
{
	uint64_t mask = a.mask & b.mask;

	return (struct tnum){(a.value | b.value) & ~mask, mask};
}

/* All of both. */
static inline struct tnum
tnum_union(struct tnum a, struct tnum b)
{
	uint64_t mask = (a.value ^ b.value) | a.mask | b.mask;

	return (struct tnum){a.value & b.value & ~mask, mask};
}

/* Some number is in both. */
static inline bool
tnum_overlap(struct tnum a, struct tnum b)
{
	return ((a.value ^ b.value) & ~a.mask & ~b.mask) == 0;
}

/* All numbers of b are in a. */
static inline bool
tnum_in(struct tnum a, struct tnum b)
{
	return (b.mask & ~a.mask) == 0 && a.value == (b.value & ~a.mask);
}

/* All are multiples of size, a power of 2. */
static inline bool
tnum_is_aligned(struct tnum t, uint64_t size)
{
	return ((t.value | t.mask) & (size - 1)) == 0;
}

/* The least that holds min to max. */
static inline struct tnum
tnum_range(uint64_t min, uint64_t max)
{
	uint64_t differ = min ^ max;
	uint64_t mask =
	    differ == 0 ? 0 : UINT64_MAX >> (unsigned)__builtin_clzll(differ);

	return (struct tnum){min & ~mask, mask};
}

static inline struct tnum
tnum_add(struct tnum a, struct tnum b)
{
	/* A bit is unknown where an operand's is, or where carries differ between
	   the least and the greatest sum. */
	uint64_t least = a.value + b.value;
	uint64_t most = least + a.mask + b.mask;
	uint64_t mask = (least ^ most) | a.mask | b.mask;

	return (struct tnum){least & ~mask, mask};
}

static inline struct tnum
tnum_sub(struct tnum a, struct tnum b)
{
	uint64_t difference = a.value - b.value;
	uint64_t most = difference + a.mask, least = difference - b.mask;
	uint64_t mask = (most ^ least) | a.mask | b.mask;

	return (struct tnum){difference & ~mask, mask};
}

struct tnum tnum_mul(struct tnum a, struct tnum b);
/* Arithmetic shift of the lower half, or of all 64 bits; by less than bits. */
struct tnum tnum_arsh(struct tnum t, unsigned by, unsigned bits);
/* The least of t's numbers over v; the greatest one if there is none. */
uint64_t tnum_next(struct tnum t, uint64_t v);
/* The lower bytes; others are 0. */
struct tnum tnum_cast(struct tnum t, unsigned bytes);

/* The lower 2, 4 or 8 bytes in the other order; others are 0. */
struct tnum tnum_swap(struct tnum t, unsigned bytes);

#endif
