/* bounds - the parts and how they inform each other. */
#include "bounds.h"
#include "tnumrange.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

void
bounds_open32(struct bounds *b)
{
	b->smin32 = INT32_MIN;
	b->smax32 = INT32_MAX;
	b->umin32 = 0;
	b->umax32 = UINT32_MAX;
}

void
bounds_open64(struct bounds *b)
{
	b->smin = INT64_MIN;
	b->smax = INT64_MAX;
	b->umin = 0;
	b->umax = UINT64_MAX;
}

void
bounds_open(struct bounds *b)
{
	bounds_open64(b);
	bounds_open32(b);
}

void
bounds_unknown(struct bounds *b)
{
	b->bits = TNUM_UNKNOWN;
	bounds_open(b);
}

void
bounds_const(struct bounds *b, uint64_t value)
{
	b->bits = tnum_const(value);
	b->smin = b->smax = (int64_t)value;
	b->umin = b->umax = value;
	b->smin32 = b->smax32 = (int32_t)value;
	b->umin32 = b->umax32 = (uint32_t)value;
}

/* The least with the sign bit set if it may be; the greatest without it. */
void
bounds_from_bits32(struct bounds *b)
{
	uint32_t value = (uint32_t)b->bits.value, mask = (uint32_t)b->bits.mask;
	int32_t smin = (int32_t)(value | (mask & 0x80000000u));
	int32_t smax = (int32_t)(value | (mask & 0x7fffffffu));

	b->smin32 = MAX(b->smin32, smin);
	b->smax32 = MIN(b->smax32, smax);
	b->umin32 = MAX(b->umin32, value);
	b->umax32 = MIN(b->umax32, value | mask);
}

/* As tnum_next of one of t's numbers: one added to its unknown bits. */
static uint64_t
next_in(struct tnum t, uint64_t v)
{
	uint64_t most = t.value | t.mask;

	return v >= most ? most : (((v | ~t.mask) + 1) & t.mask) | t.value;
}

/* Of the numbers with these bits only one may be in the range. */
static void
single(struct bounds *b)
{
	uint64_t most = b->bits.value | b->bits.mask, next;
	bool in = (b->umin & ~b->bits.mask) == b->bits.value;

	/* The greatest is in it too: none is over it, or two are. */
	if (in && b->umax == most)
		return;
	next = in ? next_in(b->bits, b->umin) : tnum_next(b->bits, b->umin);
	if (in && next > b->umax)
		bounds_const(b, b->umin);
	else if (!in && next == most)
		bounds_const(b, most);
	else if (!in && next <= b->umax && tnum_next(b->bits, next) > b->umax)
		bounds_const(b, next);
}

static void
from_bits64(struct bounds *b)
{
	uint64_t value = b->bits.value, mask = b->bits.mask;
	int64_t smin = (int64_t)(value | (mask & UINT64_C(1) << 63));
	int64_t smax = (int64_t)(value | (mask & INT64_MAX));

	b->smin = MAX(b->smin, smin);
	b->smax = MIN(b->smax, smax);
	b->umin = MAX(b->umin, value);
	b->umax = MIN(b->umax, value | mask);
}

void
bounds_from_bits_plain(struct bounds *b)
{
	bounds_from_bits32(b);
	from_bits64(b);
}

void
bounds_from_bits(struct bounds *b)
{
	bounds_from_bits_plain(b);
	single(b);
}

static void
meet_u32(struct bounds *b, uint32_t min, uint32_t max)
{
	b->umin32 = MAX(b->umin32, min);
	b->umax32 = MIN(b->umax32, max);
}

static void
meet_s32(struct bounds *b, int32_t min, int32_t max)
{
	b->smin32 = MAX(b->smin32, min);
	b->smax32 = MIN(b->smax32, max);
}

static void
meet_u64(struct bounds *b, uint64_t min, uint64_t max)
{
	b->umin = MAX(b->umin, min);
	b->umax = MIN(b->umax, max);
}

static void
meet_s64(struct bounds *b, int64_t min, int64_t max)
{
	b->smin = MAX(b->smin, min);
	b->smax = MIN(b->smax, max);
}

/* The lower halves of a range from min to max, unsigned and signed. */
static void
low_halves(struct bounds *b, uint64_t min, uint64_t max, bool u32_any)
{
	uint32_t low = (uint32_t)min, high = (uint32_t)max;

	if (min >> 32 == max >> 32) {
		if (u32_any || low <= high)
			meet_u32(b, low, high);
		if ((int32_t)low <= (int32_t)high)
			meet_s32(b, (int32_t)low, (int32_t)high);
	}
}

/* The upper halves are two in sequence, and the lower go from below 0 to
   above: a signed range, whatever is above. */
static void
low_crossing(struct bounds *b, uint64_t min, uint64_t max)
{
	if ((uint32_t)(min >> 32) + 1 == (uint32_t)(max >> 32) &&
	    (int32_t)min < 0 && (int32_t)max >= 0)
		meet_s32(b, (int32_t)min, (int32_t)max);
}

/* Where the signed range is both ends of the unsigned numbers, the unsigned one
   may meet only one of them. */
static void
deduce32(struct bounds *b)
{
	low_halves(b, b->umin, b->umax, true);
	low_halves(b, (uint64_t)b->smin, (uint64_t)b->smax, false);
	low_crossing(b, b->umin, b->umax);
	low_crossing(b, (uint64_t)b->smin, (uint64_t)b->smax);
	/* A range on one side of the sign is the same with and without it. */
	if ((int32_t)b->umin32 <= (int32_t)b->umax32)
		meet_s32(b, (int32_t)b->umin32, (int32_t)b->umax32);
	if ((uint32_t)b->smin32 <= (uint32_t)b->smax32) {
		meet_u32(b, (uint32_t)b->smin32, (uint32_t)b->smax32);
	} else if (b->umax32 < (uint32_t)b->smin32) {
		b->smin32 = (int32_t)b->umin32;
		b->umax32 = MIN(b->umax32, (uint32_t)b->smax32);
	} else if ((uint32_t)b->smax32 < b->umin32) {
		b->smax32 = (int32_t)b->umax32;
		b->umin32 = MAX(b->umin32, (uint32_t)b->smin32);
	}
}

static void
deduce64(struct bounds *b)
{
	if ((int64_t)b->umin <= (int64_t)b->umax)
		meet_s64(b, (int64_t)b->umin, (int64_t)b->umax);
	if ((uint64_t)b->smin <= (uint64_t)b->smax) {
		meet_u64(b, (uint64_t)b->smin, (uint64_t)b->smax);
	} else if (b->umax < (uint64_t)b->smin) {
		b->smin = (int64_t)b->umin;
		b->umax = MIN(b->umax, (uint64_t)b->smax);
	} else if ((uint64_t)b->smax < b->umin) {
		b->smax = (int64_t)b->umax;
		b->umin = MAX(b->umin, (uint64_t)b->smin);
	}
}

/* Ranges of 64 bits end in lower halves that the range of 32 bits has. */
static void
deduce_mixed(struct bounds *b)
{
	const uint64_t upper = UINT64_C(0xffffffff) << 32;

	meet_u64(
	    b, (b->umin & upper) | b->umin32, (b->umax & upper) | b->umax32);
	meet_s64(b, (int64_t)(((uint64_t)b->smin & upper) | b->umin32),
	    (int64_t)(((uint64_t)b->smax & upper) | b->umax32));
	/* Loaded with the sign, and the sign is known to be clear. */
	if (b->smin32 >= 0 && b->smin >= INT32_MIN && b->smax <= INT32_MAX) {
		b->smin = b->smin32;
		b->smax = b->smax32;
		b->umin = (uint64_t)b->smin32;
		b->umax = (uint64_t)b->smax32;
		b->bits = tnum_intersect(
		    b->bits, tnum_range((uint64_t)b->smin, (uint64_t)b->smax));
	}
}

/* What the ranges say of the bits. */
void
bounds_bits_from_ranges(struct bounds *b)
{
	struct tnum all = tnum_intersect(b->bits, tnum_range(b->umin, b->umax));
	struct tnum low =
	    tnum_intersect(tnum_low(all), tnum_range(b->umin32, b->umax32));

	b->bits = tnum_with_low(all, low);
}

static inline bool
is_const(const struct bounds *b)
{
	uint64_t v = b->bits.value;

	return b->bits.mask == 0 && b->umin == v && b->umax == v &&
	    b->smin == (int64_t)v && b->smax == (int64_t)v &&
	    b->umin32 == (uint32_t)v && b->umax32 == (uint32_t)v &&
	    b->smin32 == (int32_t)v && b->smax32 == (int32_t)v;
}

static bool
same_ranges(const struct bounds *a, const struct bounds *b)
{
	return ((a->umin ^ b->umin) | (a->umax ^ b->umax) |
		   (uint64_t)(a->smin ^ b->smin) |
		   (uint64_t)(a->smax ^ b->smax) | (a->umin32 ^ b->umin32) |
		   (a->umax32 ^ b->umax32) | (uint32_t)(a->smin32 ^ b->smin32) |
		   (uint32_t)(a->smax32 ^ b->smax32)) == 0;
}

/* Nothing is known, or only a range of 32 bits on both sides of 0. */
static bool
is_signed(const struct bounds *b)
{
	if (!tnum_is_unknown(b->bits) || b->umin != 0 ||
	    b->umax != UINT64_MAX || b->umin32 != 0 || b->umax32 != UINT32_MAX)
		return false;
	if (b->smin == INT64_MIN && b->smax == INT64_MAX)
		return b->smin32 == INT32_MIN && b->smax32 == INT32_MAX;
	return b->smin == b->smin32 && b->smax == b->smax32 && b->smin < 0 &&
	    b->smax >= 0;
}

/* One range of 31 bits in all four forms: none informs another. */
static bool
is_small(const struct bounds *b)
{
	return b->umin <= b->umax && b->umax <= INT32_MAX &&
	    b->smin == (int64_t)b->umin && b->smax == (int64_t)b->umax &&
	    b->umin32 == b->umin && b->umax32 == b->umax &&
	    b->smin32 == b->smin && b->smax32 == b->smax;
}

/* Small, and what the bits say of it is what it says of them. */
static inline bool
is_settled(const struct bounds *b)
{
	uint64_t value = b->bits.value, mask = b->bits.mask;
	struct tnum met;

	if (!is_small(b) || b->umin < value || b->umax > (value | mask) ||
	    (b->umin & ~mask) != value)
		return false;
	met = tnum_intersect(b->bits, tnum_range(b->umin, b->umax));
	return met.mask == mask && met.value == value &&
	    next_in(b->bits, b->umin) <= b->umax;
}

/* What is not as it will be. */
static void
inform(struct bounds *b)
{
	struct bounds was;
	bool same;
	int i;

	bounds_from_bits(b);
	if (is_const(b) || is_settled(b))
		return;
	was = *b;
	same = is_small(b);
	for (i = 0; i < 3 && !same; i++) {
		struct bounds last = *b;

		deduce32(b);
		deduce64(b);
		deduce_mixed(b);
		same = same_ranges(b, &last);
	}
	bounds_bits_from_ranges(b);
	if (b->bits.mask != was.bits.mask || b->bits.value != was.bits.value ||
	    !same_ranges(b, &was))
		bounds_from_bits(b);
}

void
bounds_sync(struct bounds *b)
{
	/* These are as they are; and they are common. */
	if (!is_const(b) && !is_signed(b) && !is_settled(b))
		inform(b);
}

void
bounds_sync_plain(struct bounds *b)
{
	int i;

	bounds_from_bits_plain(b);
	for (i = 0; i < 3; i++) {
		deduce32(b);
		deduce64(b);
		deduce_mixed(b);
	}
	bounds_bits_from_ranges(b);
	bounds_from_bits_plain(b);
}

bool
bounds_broken(const struct bounds *b)
{
	uint64_t value = b->bits.value;

	if (bounds_empty(b))
		return true;
	if (tnum_is_const(b->bits) &&
	    (b->umin != value || b->umax != value ||
		b->smin != (int64_t)value || b->smax != (int64_t)value))
		return true;
	return tnum_low_is_const(b->bits) &&
	    (b->umin32 != (uint32_t)value || b->umax32 != (uint32_t)value ||
		b->smin32 != (int32_t)value || b->smax32 != (int32_t)value);
}

unsigned
bounds_width(const struct bounds *b)
{
	return b->umax == 0 ? 0 : 64 - (unsigned)__builtin_clzll(b->umax);
}
