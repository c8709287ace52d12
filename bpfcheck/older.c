/* older - see older.h. kernel/bpf/verifier.c of Linux 6.1 and 6.12. */
#include "older.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* __reg32_deduce_bounds of 6.1. */
static void
signs32(struct bounds *b)
{
	if (b->smin32 >= 0 || b->smax32 < 0) {
		b->umin32 = MAX((uint32_t)b->smin32, b->umin32);
		b->umax32 = MIN((uint32_t)b->smax32, b->umax32);
	} else if ((int32_t)b->umax32 >= 0) {
		b->umax32 = MIN((uint32_t)b->smax32, b->umax32);
	} else if ((int32_t)b->umin32 < 0) {
		b->umin32 = MAX((uint32_t)b->smin32, b->umin32);
	} else {
		return;
	}
	b->smin32 = (int32_t)b->umin32;
	b->smax32 = (int32_t)b->umax32;
}

static void
signs64(struct bounds *b)
{
	if (b->smin >= 0 || b->smax < 0) {
		b->umin = MAX((uint64_t)b->smin, b->umin);
		b->umax = MIN((uint64_t)b->smax, b->umax);
	} else if ((int64_t)b->umax >= 0) {
		b->umax = MIN((uint64_t)b->smax, b->umax);
	} else if ((int64_t)b->umin < 0) {
		b->umin = MAX((uint64_t)b->smin, b->umin);
	} else {
		return;
	}
	b->smin = (int64_t)b->umin;
	b->smax = (int64_t)b->umax;
}

void
older_sync(enum vf_kernel k, struct bounds *b)
{
	if (k != VF_KERNEL_6_1) {
		bounds_sync_plain(b);
		return;
	}
	bounds_from_bits_plain(b);
	signs32(b);
	signs64(b);
	bounds_bits_from_ranges(b);
	bounds_from_bits_plain(b);
}

/* Sums that wrap are any. */
static void
add(struct bounds *d, const struct bounds *s)
{
	if (__builtin_add_overflow(d->smin32, s->smin32, &d->smin32) ||
	    __builtin_add_overflow(d->smax32, s->smax32, &d->smax32)) {
		d->smin32 = INT32_MIN;
		d->smax32 = INT32_MAX;
	}
	if (__builtin_add_overflow(d->umin32, s->umin32, &d->umin32) ||
	    __builtin_add_overflow(d->umax32, s->umax32, &d->umax32)) {
		d->umin32 = 0;
		d->umax32 = UINT32_MAX;
	}
	if (__builtin_add_overflow(d->smin, s->smin, &d->smin) ||
	    __builtin_add_overflow(d->smax, s->smax, &d->smax)) {
		d->smin = INT64_MIN;
		d->smax = INT64_MAX;
	}
	if (__builtin_add_overflow(d->umin, s->umin, &d->umin) ||
	    __builtin_add_overflow(d->umax, s->umax, &d->umax)) {
		d->umin = 0;
		d->umax = UINT64_MAX;
	}
	d->bits = tnum_add(d->bits, s->bits);
}

static void
subtract(struct bounds *d, const struct bounds *s)
{
	bool under32 = d->umin32 < s->umax32, under = d->umin < s->umax;

	if (__builtin_sub_overflow(d->smin32, s->smax32, &d->smin32) ||
	    __builtin_sub_overflow(d->smax32, s->smin32, &d->smax32)) {
		d->smin32 = INT32_MIN;
		d->smax32 = INT32_MAX;
	}
	d->umin32 = under32 ? 0 : d->umin32 - s->umax32;
	d->umax32 = under32 ? UINT32_MAX : d->umax32 - s->umin32;
	if (__builtin_sub_overflow(d->smin, s->smax, &d->smin) ||
	    __builtin_sub_overflow(d->smax, s->smin, &d->smax)) {
		d->smin = INT64_MIN;
		d->smax = INT64_MAX;
	}
	d->umin = under ? 0 : d->umin - s->umax;
	d->umax = under ? UINT64_MAX : d->umax - s->umin;
	d->bits = tnum_sub(d->bits, s->bits);
}

/* Only of what is not negative, and half as wide. */
static void
multiply(struct bounds *d, const struct bounds *s)
{
	d->bits = tnum_mul(d->bits, s->bits);
	if (s->smin32 < 0 || d->smin32 < 0 || s->umax32 > UINT16_MAX ||
	    d->umax32 > UINT16_MAX) {
		bounds_open32(d);
	} else {
		d->umin32 *= s->umin32;
		d->umax32 *= s->umax32;
		d->smin32 =
		    d->umax32 > INT32_MAX ? INT32_MIN : (int32_t)d->umin32;
		d->smax32 =
		    d->umax32 > INT32_MAX ? INT32_MAX : (int32_t)d->umax32;
	}
	if (s->smin < 0 || d->smin < 0 || s->umax > UINT32_MAX ||
	    d->umax > UINT32_MAX) {
		bounds_open64(d);
	} else {
		d->umin *= s->umin;
		d->umax *= s->umax;
		d->smin = d->umax > INT64_MAX ? INT64_MIN : (int64_t)d->umin;
		d->smax = d->umax > INT64_MAX ? INT64_MAX : (int64_t)d->umax;
	}
}

/* Signs are kept where neither operand has one. */
static void
logic(struct bounds *d, const struct bounds *s, unsigned op)
{
	bool plain32 = d->smin32 >= 0 && s->smin32 >= 0;
	bool plain = d->smin >= 0 && s->smin >= 0;
	uint64_t least = op == ALU_OR ? MAX(d->umin, s->umin) : 0;
	uint64_t most = op == ALU_AND ? MIN(d->umax, s->umax) : UINT64_MAX;
	uint32_t least32 = op == ALU_OR ? MAX(d->umin32, s->umin32) : 0;
	uint32_t most32 =
	    op == ALU_AND ? MIN(d->umax32, s->umax32) : UINT32_MAX;

	d->bits = op == ALU_AND ? tnum_and(d->bits, s->bits)
	    : op == ALU_OR	? tnum_or(d->bits, s->bits)
				: tnum_xor(d->bits, s->bits);
	d->umin = MAX(least, d->bits.value);
	d->umax = MIN(most, d->bits.value | d->bits.mask);
	d->umin32 = MAX(least32, (uint32_t)d->bits.value);
	d->umax32 = MIN(most32, (uint32_t)(d->bits.value | d->bits.mask));
	d->smin = plain ? (int64_t)d->umin : INT64_MIN;
	d->smax = plain ? (int64_t)d->umax : INT64_MAX;
	d->smin32 = plain32 ? (int32_t)d->umin32 : INT32_MIN;
	d->smax32 = plain32 ? (int32_t)d->umax32 : INT32_MAX;
}

/* Shifts are what they were: bounds_alu_any, without what it knows after. */
static void
shift(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	struct bounds was = *d;

	bounds_open(d);
	bounds_alu_any(d, s, op, low);
	bounds_open(d);
	if (!bounds_is_const(s, low) || s->umax > (low ? 31 : 63))
		return;
	if (op == ALU_RSH && !low) {
		d->umin = was.umin >> (s->umin & 63);
		d->umax = was.umax >> (s->umin & 63);
	} else if (op == ALU_RSH) {
		d->umin32 = was.umin32 >> (s->umin32 & 31);
		d->umax32 = was.umax32 >> (s->umin32 & 31);
	} else if (op == ALU_ARSH && !low) {
		d->smin = was.smin >> (s->umin & 63);
		d->smax = was.smax >> (s->umin & 63);
	} else if (op == ALU_LSH && !low &&
	    was.umax <= UINT64_C(1) << (63 - (s->umin & 63))) {
		d->umin = was.umin << (s->umin & 63);
		d->umax = was.umax << (s->umin & 63);
	}
}

void
older_alu(enum vf_kernel k, struct bounds *d, const struct bounds *s,
    unsigned op, bool low)
{
	bool known = bounds_is_const(s, low);

	switch (op) {
	case ALU_ADD:
		add(d, s);
		break;
	case ALU_SUB:
		subtract(d, s);
		break;
	case ALU_MUL:
		multiply(d, s);
		break;
	case ALU_AND:
	case ALU_OR:
	case ALU_XOR:
		logic(d, s, op);
		break;
	case ALU_LSH:
	case ALU_RSH:
	case ALU_ARSH:
		shift(d, s, op, low);
		break;
	default:
		bounds_unknown(d);
	}
	if (k == VF_KERNEL_6_1 && !known && op != ALU_ADD && op != ALU_SUB &&
	    op != ALU_AND) {
		bounds_unknown(d);
		return;
	}
	if (low)
		bounds_zero_extend(d);
	older_sync(k, d);
}

int
older_taken(
    const struct bounds *a, const struct bounds *b, unsigned op, bool low)
{
	if (!bounds_is_const(b, low) ||
	    ((op == JMP_JEQ || op == JMP_JNE) && !bounds_is_const(a, low)))
		return -1;
	return bounds_taken(a, b, op, low);
}

/* Ranges of the half that was not compared come from the other, or are lost. */
static void
combine(struct bounds *b, bool low)
{
	if (!low) {
		bounds_open32(b);
		if (b->smin >= INT32_MIN && b->smax <= INT32_MAX) {
			b->smin32 = (int32_t)b->smin;
			b->smax32 = (int32_t)b->smax;
		}
		if (b->umax <= UINT32_MAX) {
			b->umin32 = (uint32_t)b->umin;
			b->umax32 = (uint32_t)b->umax;
		}
	} else if ((b->bits.value | b->bits.mask) <= UINT32_MAX) {
		bounds_zero_extend(b);
	} else {
		bounds_open64(b);
	}
	older_sync(VF_KERNEL_6_1, b);
}

static void
refine_const(struct bounds *a, const struct bounds *b, unsigned op, bool low)
{
	struct bounds by = *b;

	if (op == JMP_JEQ && !low) {
		bounds_const(a, by.bits.value);
		return;
	}
	if (op == JMP_JEQ) {
		uint32_t v = (uint32_t)by.bits.value;

		a->bits = tnum_with_low(a->bits, tnum_const(v));
		a->umin32 = a->umax32 = v;
		a->smin32 = a->smax32 = (int32_t)v;
	} else if (op != JMP_JNE) {
		bounds_refine(a, &by, op, low);
	}
	combine(a, low);
}

void
older_refine(struct bounds *a, struct bounds *b, unsigned op, bool low)
{
	if (bounds_is_const(b, low)) {
		refine_const(a, b, op, low);
	} else if (bounds_is_const(a, low)) {
		refine_const(b, a, bounds_flip(op), low);
	} else if (!low && op == JMP_JEQ) {
		bounds_refine(a, b, op, low);
		older_sync(VF_KERNEL_6_1, a);
		older_sync(VF_KERNEL_6_1, b);
	}
}

void
older_load(struct bounds *b, unsigned bytes)
{
	if (!tnum_is_const(b->bits))
		bounds_unknown(b);
	bounds_load(b, bytes);
}
