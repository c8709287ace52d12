/* boundsext - widths: zero and sign extension. */
#include "bounds.h"
#include "tnumrange.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

void
bounds_zero_extend(struct bounds *b)
{
	b->bits = tnum_low(b->bits);
	b->umin = b->umin32;
	b->umax = b->umax32;
	if (b->smin32 >= 0 && b->smax32 >= 0) {
		b->smin = b->smin32;
		b->smax = b->smax32;
	} else {
		b->smin = 0;
		b->smax = UINT32_MAX;
	}
}

void
bounds_load(struct bounds *b, unsigned bytes)
{
	uint64_t mask = (UINT64_C(1) << bytes * 8) - 1;

	b->bits = tnum_cast(b->bits, bytes);
	if ((b->umin & ~mask) == (b->umax & ~mask)) {
		b->umin &= mask;
		b->umax &= mask;
	} else {
		b->umin = 0;
		b->umax = mask;
	}
	b->smin = (int64_t)b->umin;
	b->smax = (int64_t)b->umax;
	if (bytes < 4)
		bounds_open32(b);
	bounds_sync(b);
}

/* The lower bytes of v, with their sign. */
static int64_t
extended(uint64_t v, unsigned bytes)
{
	return bytes == 1 ? (int8_t)v
	    : bytes == 2  ? (int16_t)v
	    : bytes == 4  ? (int32_t)v
			  : (int64_t)v;
}

static void
any_signed(struct bounds *b, unsigned bytes)
{
	int64_t max = (INT64_C(1) << (bytes * 8 - 1)) - 1;

	bounds_unknown(b);
	b->smin = -max - 1;
	b->smax = max;
	b->smin32 = (int32_t)b->smin;
	b->smax32 = (int32_t)b->smax;
}

void
bounds_load_signed(struct bounds *b, unsigned bytes)
{
	unsigned bits = bytes * 8;
	int64_t one, other, min, max;

	if (tnum_is_const(b->bits)) {
		bounds_const(b, (uint64_t)extended(b->bits.value, bytes));
		return;
	}
	one = extended((uint64_t)b->smax, bytes);
	other = extended((uint64_t)b->smin, bytes);
	min = MIN(one, other);
	max = MAX(one, other);
	/* What is above the bytes is alike, and so is the sign. */
	if ((uint64_t)b->smax >> bits != (uint64_t)b->smin >> bits ||
	    (min >= 0) != (max >= 0)) {
		any_signed(b, bytes);
		return;
	}
	b->smin = min;
	b->smax = max;
	b->smin32 = (int32_t)min;
	b->smax32 = (int32_t)max;
	b->umin = (uint64_t)min;
	b->umax = (uint64_t)max;
	b->umin32 = (uint32_t)min;
	b->umax32 = (uint32_t)max;
	b->bits = tnum_range((uint64_t)min, (uint64_t)max);
}

void
bounds_sign_extend32(struct bounds *b, unsigned bytes)
{
	unsigned bits = bytes * 8;
	int32_t one, other, min, max;

	if (tnum_is_const(b->bits)) {
		one = (int32_t)extended(b->bits.value, bytes);
		b->bits = tnum_const((uint64_t)(int64_t)one);
		b->smin32 = b->smax32 = one;
		b->umin32 = b->umax32 = (uint32_t)one;
		return;
	}
	one = (int32_t)extended((uint32_t)b->smax32, bytes);
	other = (int32_t)extended((uint32_t)b->smin32, bytes);
	min = MIN(one, other);
	max = MAX(one, other);
	if ((uint32_t)b->smax32 >> bits == (uint32_t)b->smin32 >> bits &&
	    (min >= 0) == (max >= 0)) {
		b->smin32 = min;
		b->smax32 = max;
		b->umin32 = (uint32_t)min;
		b->umax32 = (uint32_t)max;
		b->bits = tnum_low(
		    tnum_range((uint64_t)(int64_t)min, (uint64_t)(int64_t)max));
		return;
	}
	b->smax32 = (int32_t)((UINT32_C(1) << (bits - 1)) - 1);
	b->smin32 = -b->smax32 - 1;
	b->umin32 = 0;
	b->umax32 = UINT32_MAX;
	b->bits = tnum_low(TNUM_UNKNOWN);
}
