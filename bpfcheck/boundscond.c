/* boundscond - what a comparison says of both its operands. */
#include "bounds.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

unsigned
bounds_flip(unsigned op)
{
	switch (op) {
	case JMP_JGT:
		return JMP_JLT;
	case JMP_JLT:
		return JMP_JGT;
	case JMP_JGE:
		return JMP_JLE;
	case JMP_JLE:
		return JMP_JGE;
	case JMP_JSGT:
		return JMP_JSLT;
	case JMP_JSLT:
		return JMP_JSGT;
	case JMP_JSGE:
		return JMP_JSLE;
	case JMP_JSLE:
		return JMP_JSGE;
	default:
		return op;
	}
}

unsigned
bounds_reverse(unsigned op)
{
	switch (op) {
	case JMP_JEQ:
		return JMP_JNE;
	case JMP_JNE:
		return JMP_JEQ;
	case JMP_JGT:
		return JMP_JLE;
	case JMP_JLE:
		return JMP_JGT;
	case JMP_JGE:
		return JMP_JLT;
	case JMP_JLT:
		return JMP_JGE;
	case JMP_JSGT:
		return JMP_JSLE;
	case JMP_JSLE:
		return JMP_JSGT;
	case JMP_JSGE:
		return JMP_JSLT;
	case JMP_JSLT:
		return JMP_JSGE;
	case JMP_JSET:
		return JMP_NOT_JSET;
	default:
		return JMP_JSET;
	}
}

/* Both as ranges of 64 bits, of the lower half if the comparison is of it. */
struct ranges {
	struct tnum bits;
	uint64_t umin, umax;
	int64_t smin, smax;
};

static struct ranges
ranges_of(const struct bounds *b, bool low)
{
	if (low)
		return (struct ranges){tnum_low(b->bits), b->umin32, b->umax32,
		    b->smin32, b->smax32};
	return (struct ranges){b->bits, b->umin, b->umax, b->smin, b->smax};
}

static bool
differ32(const struct bounds *a, const struct bounds *b)
{
	return a->umin32 > b->umax32 || a->umax32 < b->umin32 ||
	    a->smin32 > b->smax32 || a->smax32 < b->smin32;
}

/* 1: equal; 0: different; -1: either. */
static int
equal(const struct bounds *a, const struct bounds *b, bool low)
{
	struct ranges x = ranges_of(a, low), y = ranges_of(b, low);

	if (tnum_is_const(x.bits) && tnum_is_const(y.bits))
		return x.bits.value == y.bits.value;
	if (!tnum_overlap(x.bits, y.bits) || x.umin > y.umax ||
	    x.umax < y.umin || x.smin > y.smax || x.smax < y.smin)
		return 0;
	return !low && differ32(a, b) ? 0 : -1;
}

static int
any_bit(const struct bounds *a, const struct bounds *b, bool low)
{
	struct tnum x = ranges_of(a, low).bits, y = ranges_of(b, low).bits, t;

	if (!tnum_is_const(y)) {
		t = x;
		x = y;
		y = t;
	}
	if (!tnum_is_const(y))
		return -1;
	if ((x.value & y.value) != 0)
		return 1;
	return ((x.mask | x.value) & y.value) == 0 ? 0 : -1;
}

int
bounds_taken(
    const struct bounds *a, const struct bounds *b, unsigned op, bool low)
{
	struct ranges x = ranges_of(a, low), y = ranges_of(b, low);
	int is;

	switch (op) {
	case JMP_JEQ:
		return equal(a, b, low);
	case JMP_JNE:
		is = equal(a, b, low);
		return is < 0 ? is : !is;
	case JMP_JSET:
		return any_bit(a, b, low);
	case JMP_JGT:
		return x.umin > y.umax ? 1 : x.umax <= y.umin ? 0 : -1;
	case JMP_JGE:
		return x.umin >= y.umax ? 1 : x.umax < y.umin ? 0 : -1;
	case JMP_JLT:
		return x.umax < y.umin ? 1 : x.umin >= y.umax ? 0 : -1;
	case JMP_JLE:
		return x.umax <= y.umin ? 1 : x.umin > y.umax ? 0 : -1;
	case JMP_JSGT:
		return x.smin > y.smax ? 1 : x.smax <= y.smin ? 0 : -1;
	case JMP_JSGE:
		return x.smin >= y.smax ? 1 : x.smax < y.smin ? 0 : -1;
	case JMP_JSLT:
		return x.smax < y.smin ? 1 : x.smin >= y.smax ? 0 : -1;
	case JMP_JSLE:
		return x.smax <= y.smin ? 1 : x.smin > y.smax ? 0 : -1;
	default:
		return -1;
	}
}

static void
refine_equal32(struct bounds *a, struct bounds *b)
{
	struct tnum t = tnum_intersect(tnum_low(a->bits), tnum_low(b->bits));

	a->umin32 = b->umin32 = MAX(a->umin32, b->umin32);
	a->umax32 = b->umax32 = MIN(a->umax32, b->umax32);
	a->smin32 = b->smin32 = MAX(a->smin32, b->smin32);
	a->smax32 = b->smax32 = MIN(a->smax32, b->smax32);
	a->bits = tnum_with_low(a->bits, t);
	b->bits = tnum_with_low(b->bits, t);
}

static void
refine_equal64(struct bounds *a, struct bounds *b)
{
	a->umin = b->umin = MAX(a->umin, b->umin);
	a->umax = b->umax = MIN(a->umax, b->umax);
	a->smin = b->smin = MAX(a->smin, b->smin);
	a->smax = b->smax = MIN(a->smax, b->smax);
	a->bits = b->bits = tnum_intersect(a->bits, b->bits);
}

/* A number that is the end of a range is not in it. */
static void
refine_differs(struct bounds *a, uint64_t v, bool low)
{
	if (low) {
		a->umin32 += a->umin32 == (uint32_t)v;
		a->umax32 -= a->umax32 == (uint32_t)v;
		if (a->smin32 == (int32_t)v)
			a->smin32 = (int32_t)((uint32_t)v + 1);
		if (a->smax32 == (int32_t)v)
			a->smax32 = (int32_t)((uint32_t)v - 1);
	} else {
		a->umin += a->umin == v;
		a->umax -= a->umax == v;
		if (a->smin == (int64_t)v)
			a->smin = (int64_t)(v + 1);
		if (a->smax == (int64_t)v)
			a->smax = (int64_t)(v - 1);
	}
}

static void
with_bits(struct bounds *a, struct tnum t, bool low)
{
	a->bits = low ? tnum_with_low(a->bits, tnum_low(t)) : t;
}

/* With a constant: an operand that is not equal, or that has bits or none. */
static void
refine_const(struct bounds *a, struct bounds *b, unsigned op, bool low)
{
	struct bounds *t = a;
	uint64_t v;

	if (!bounds_is_const(b, low)) {
		a = b;
		b = t;
	}
	if (!bounds_is_const(b, low))
		return;
	v = bounds_value(b, low);
	if (op == JMP_JNE) {
		refine_differs(a, v, low);
	} else if (op == JMP_NOT_JSET) {
		/* On a branch that is dead the ranges would contradict. */
		bounds_open(a);
		with_bits(a, tnum_and(a->bits, tnum_const(~v)), low);
	} else if (v != 0 && (v & (v - 1)) == 0) {
		with_bits(a, tnum_or(a->bits, tnum_const(v)), low);
	}
}

void
bounds_refine(struct bounds *a, struct bounds *b, unsigned op, bool low)
{
	struct bounds *t = a;

	if (op == JMP_JGT || op == JMP_JGE || op == JMP_JSGT ||
	    op == JMP_JSGE) {
		op = bounds_flip(op);
		a = b;
		b = t;
	}
	switch (op) {
	case JMP_JEQ:
		if (low)
			refine_equal32(a, b);
		else
			refine_equal64(a, b);
		break;
	case JMP_JLE:
	case JMP_JLT:
		bounds_below(a, b, low, op == JMP_JLT);
		break;
	case JMP_JSLE:
	case JMP_JSLT:
		bounds_below_signed(a, b, low, op == JMP_JSLT);
		break;
	default:
		refine_const(a, b, op, low);
	}
}
