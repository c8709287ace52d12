/*
 * boundssmall - operations on what programs compute with most: one range within
 * 31 bits, the same in all four forms. What boundsalu.c does to it, and
 * bounds_sync after that, is most often one range again, found without either.
 */
#include <stddef.h>

#include "bounds.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

#define SMIN32 offsetof(struct bounds, smin32)
#define UMIN32 offsetof(struct bounds, umin32)

_Static_assert(offsetof(struct bounds, smax32) == SMIN32 + sizeof(int32_t) &&
	offsetof(struct bounds, umax32) == UMIN32 + sizeof(uint32_t),
    "a range's ends are neighbours");

static inline uint64_t
pair(const struct bounds *b, size_t at)
{
	uint64_t v;

	__builtin_memcpy(&v, (const unsigned char *)b + at, sizeof v);
	return v;
}

/* Pairs of 32 bits are compared as one: a tenth of the time of an operation. In
   the other byte order only constants would be small. */
static inline bool
is_one_range(const struct bounds *b)
{
	return b->smin == (int64_t)b->umin && b->smax == (int64_t)b->umax &&
	    pair(b, SMIN32) == pair(b, UMIN32) &&
	    pair(b, UMIN32) == (b->umin | b->umax << 32);
}

static inline bool
are_small(const struct bounds *a, const struct bounds *b)
{
	return (a->umin | a->umax | b->umin | b->umax) <= INT32_MAX &&
	    is_one_range(a) && is_one_range(b);
}

/* Small, both ends are among the numbers of the bits, and they differ in the
   highest bit that is unknown: neither says anything of the other. */
static inline bool
is_settled(struct tnum bits, uint64_t min, uint64_t max)
{
	uint64_t differ = min ^ max;

	return min <= max && max <= INT32_MAX && (differ & ~bits.mask) == 0 &&
	    (min & ~bits.mask) == bits.value && (bits.mask ^ differ) <= differ;
}

static inline void
put(struct bounds *d, struct tnum bits, uint64_t min, uint64_t max)
{
	d->bits = bits;
	d->smin = (int64_t)min;
	d->smax = (int64_t)max;
	d->umin = min;
	d->umax = max;
	d->smin32 = (int32_t)min;
	d->smax32 = (int32_t)max;
	d->umin32 = (uint32_t)min;
	d->umax32 = (uint32_t)max;
}

static inline void
put_signed(struct bounds *d, int64_t min, int64_t max)
{
	d->bits = TNUM_UNKNOWN;
	d->smin = min;
	d->smax = max;
	d->umin = 0;
	d->umax = UINT64_MAX;
	d->smin32 = (int32_t)min;
	d->smax32 = (int32_t)max;
	d->umin32 = 0;
	d->umax32 = UINT32_MAX;
}

/* Each apart: inlined, all would save the registers that one of them needs. */
static __attribute__((__noinline__)) void
add(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	struct tnum bits = tnum_add(d->bits, s->bits);
	uint64_t min = d->umin + s->umin, max = d->umax + s->umax;

	if (is_settled(bits, min, max))
		put(d, bits, min, max);
	else
		bounds_alu_any(d, s, op, low);
}

/* Of differences on both sides of 0 only signed ranges say something, if no bit
   is known. */
static __attribute__((__noinline__)) void
subtract(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	struct tnum bits = tnum_sub(d->bits, s->bits);
	uint64_t min = d->umin - s->umax, max = d->umax - s->umin;

	if (is_settled(bits, min, max))
		put(d, bits, min, max);
	else if ((int64_t)min < 0 && max <= INT32_MAX &&
	    tnum_is_unknown(bits) && !low)
		put_signed(d, (int64_t)min, (int64_t)max);
	else
		bounds_alu_any(d, s, op, low);
}

static __attribute__((__noinline__)) void
multiply(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	uint64_t min = d->umin * s->umin, max = d->umax * s->umax;
	struct tnum bits;

	/* Long multiplication only if it is not done again. */
	if (d->umin <= d->umax && s->umin <= s->umax && max <= INT32_MAX) {
		bits = tnum_mul(d->bits, s->bits);
		if (is_settled(bits, min, max)) {
			put(d, bits, min, max);
			return;
		}
	}
	bounds_alu_any(d, s, op, low);
}

static __attribute__((__noinline__)) void
and_both(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	struct tnum bits = tnum_and(d->bits, s->bits);
	uint64_t max = MIN(d->umax, s->umax);

	if (is_settled(bits, bits.value, max))
		put(d, bits, bits.value, max);
	else
		bounds_alu_any(d, s, op, low);
}

static __attribute__((__noinline__)) void
or_both(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	struct tnum bits = tnum_or(d->bits, s->bits);
	uint64_t min = MAX(d->umin, s->umin), max = bits.value | bits.mask;

	if (is_settled(bits, min, max))
		put(d, bits, min, max);
	else
		bounds_alu_any(d, s, op, low);
}

static __attribute__((__noinline__)) void
xor_both(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	struct tnum bits = tnum_xor(d->bits, s->bits);
	uint64_t max = bits.value | bits.mask;

	/* The range is what the bits say. */
	if (max <= INT32_MAX)
		put(d, bits, bits.value, max);
	else
		bounds_alu_any(d, s, op, low);
}

static inline bool
is_shift_known(const struct bounds *s)
{
	return tnum_is_const(s->bits) && s->umin == s->umax && s->umin < 32;
}

static __attribute__((__noinline__)) void
shift_left(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	unsigned by = (unsigned)s->umin & 31;
	struct tnum bits = tnum_lsh(d->bits, by);
	uint64_t min = d->umin << by, max = d->umax << by;

	if (is_shift_known(s) && is_settled(bits, min, max))
		put(d, bits, min, max);
	else
		bounds_alu_any(d, s, op, low);
}

/* With the sign too: what is settled had no sign. */
static __attribute__((__noinline__)) void
shift_right(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	unsigned by = (unsigned)s->umin & 31;
	struct tnum bits = tnum_rsh(d->bits, by);
	uint64_t min = d->umin >> by, max = d->umax >> by;

	if (is_shift_known(s) && is_settled(bits, min, max))
		put(d, bits, min, max);
	else
		bounds_alu_any(d, s, op, low);
}

static inline void
small_alu(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	switch (op) {
	case ALU_ADD:
		add(d, s, op, low);
		break;
	case ALU_SUB:
		subtract(d, s, op, low);
		break;
	case ALU_MUL:
		multiply(d, s, op, low);
		break;
	case ALU_AND:
		and_both(d, s, op, low);
		break;
	case ALU_OR:
		or_both(d, s, op, low);
		break;
	case ALU_XOR:
		xor_both(d, s, op, low);
		break;
	case ALU_LSH:
		shift_left(d, s, op, low);
		break;
	case ALU_RSH:
	case ALU_ARSH:
		shift_right(d, s, op, low);
		break;
	default:
		bounds_alu_any(d, s, op, low);
	}
}

void
bounds_alu(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	if (are_small(d, s))
		small_alu(d, s, op, low);
	else
		bounds_alu_any(d, s, op, low);
}
