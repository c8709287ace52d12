/* boundsalu - operations on bounds. */
#include "bounds.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Signed ranges are the unsigned ones, if those are on one side of the sign. */
static void
signs_from_unsigned(struct bounds *d)
{
	bool one32 = (int32_t)d->umin32 <= (int32_t)d->umax32;
	bool one = (int64_t)d->umin <= (int64_t)d->umax;

	d->smin32 = one32 ? (int32_t)d->umin32 : INT32_MIN;
	d->smax32 = one32 ? (int32_t)d->umax32 : INT32_MAX;
	d->smin = one ? (int64_t)d->umin : INT64_MIN;
	d->smax = one ? (int64_t)d->umax : INT64_MAX;
}

/* d's bits are those of the result already. */
static void
bitwise(struct bounds *d, const struct bounds *s, unsigned op)
{
	uint64_t value = d->bits.value, most = value | d->bits.mask;
	uint32_t value32 = (uint32_t)value, most32 = (uint32_t)most;

	switch (op) {
	case ALU_AND:
		d->umin32 = value32;
		d->umax32 = MIN(d->umax32, s->umax32);
		d->umin = value;
		d->umax = MIN(d->umax, s->umax);
		break;
	case ALU_OR:
		d->umin32 = MAX(d->umin32, s->umin32);
		d->umax32 = most32;
		d->umin = MAX(d->umin, s->umin);
		d->umax = most;
		break;
	default:
		d->umin32 = value32;
		d->umax32 = most32;
		d->umin = value;
		d->umax = most;
	}
	signs_from_unsigned(d);
}

static void
logic(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	bool known32, known;

	d->bits = op == ALU_AND ? tnum_and(d->bits, s->bits)
	    : op == ALU_OR	? tnum_or(d->bits, s->bits)
				: tnum_xor(d->bits, s->bits);
	known32 = tnum_low_is_const(d->bits) && tnum_low_is_const(s->bits);
	known = tnum_is_const(d->bits) && tnum_is_const(s->bits);
	bitwise(d, s, op);
	if (known32) {
		d->umin32 = d->umax32 = (uint32_t)d->bits.value;
		d->smin32 = d->smax32 = (int32_t)d->bits.value;
	}
	if (known)
		bounds_const(d, d->bits.value);
	else if (low)
		bounds_from_bits(d);
}

static void
lsh_range32(struct bounds *d, unsigned by)
{
	d->smin32 = INT32_MIN;
	d->smax32 = INT32_MAX;
	if (by > 31 || d->umax32 > UINT64_C(1) << (31 - by)) {
		d->umin32 = 0;
		d->umax32 = UINT32_MAX;
	} else {
		d->umin32 <<= by;
		d->umax32 <<= by;
	}
}

static void
lsh64(struct bounds *d, unsigned by)
{
	/* By 32 and back with the sign is how compilers extend it. */
	d->smax = by == 32 ? d->smax32 * (INT64_C(1) << 32) : INT64_MAX;
	d->smin = by == 32 ? d->smin32 * (INT64_C(1) << 32) : INT64_MIN;
	if (d->umax > UINT64_C(1) << (63 - by)) {
		d->umin = 0;
		d->umax = UINT64_MAX;
	} else {
		d->umin <<= by;
		d->umax <<= by;
	}
	lsh_range32(d, by);
	d->bits = tnum_lsh(d->bits, by);
}

static int64_t
arsh(int64_t v, unsigned by)
{
	return v < 0 ? ~(int64_t)(~(uint64_t)v >> by)
		     : (int64_t)((uint64_t)v >> by);
}

static void
shift32(struct bounds *d, unsigned op, unsigned by)
{
	switch (op) {
	case ALU_LSH:
		lsh_range32(d, by);
		d->bits = tnum_low(tnum_lsh(tnum_low(d->bits), by));
		break;
	case ALU_RSH:
		d->smin32 = INT32_MIN;
		d->smax32 = INT32_MAX;
		d->bits = tnum_rsh(tnum_low(d->bits), by);
		d->umin32 >>= by;
		d->umax32 >>= by;
		break;
	default:
		d->smin32 = (int32_t)arsh(d->smin32, by);
		d->smax32 = (int32_t)arsh(d->smax32, by);
		d->bits = tnum_arsh(tnum_low(d->bits), by, 32);
		d->umin32 = 0;
		d->umax32 = UINT32_MAX;
	}
	bounds_open64(d);
	bounds_from_bits32(d);
}

static void
shift64(struct bounds *d, unsigned op, unsigned by)
{
	if (op == ALU_LSH) {
		lsh64(d, by);
		return;
	}
	if (op == ALU_RSH) {
		d->smin = INT64_MIN;
		d->smax = INT64_MAX;
		d->bits = tnum_rsh(d->bits, by);
		d->umin >>= by;
		d->umax >>= by;
	} else {
		d->smin = arsh(d->smin, by);
		d->smax = arsh(d->smax, by);
		d->bits = tnum_arsh(d->bits, by, 64);
		d->umin = 0;
		d->umax = UINT64_MAX;
	}
	/* Bits come into the lower half from above. */
	bounds_open32(d);
}

/* Shifts only by what is known, and less than the width. */
static bool
is_shift_known(const struct bounds *s, bool low)
{
	if (low)
		return tnum_low_is_const(s->bits) && s->smin32 == s->smax32 &&
		    s->umin32 == s->umax32 && s->umax < 32;
	return tnum_is_const(s->bits) && s->smin == s->smax &&
	    s->umin == s->umax && s->umax < 64;
}

void
bounds_add(struct bounds *d, const struct bounds *s)
{
	bounds_add32(d, s);
	bounds_add64(d, s);
	d->bits = tnum_add(d->bits, s->bits);
}

static void
subtract(struct bounds *d, const struct bounds *s)
{
	bounds_sub32(d, s);
	bounds_sub64(d, s);
	d->bits = tnum_sub(d->bits, s->bits);
}

static void
negate(struct bounds *d)
{
	struct bounds s = *d;

	bounds_const(d, 0);
	subtract(d, &s);
}

/* Of 64 bits, bounds_sync begins with what the bits say. */
void
bounds_alu_any(struct bounds *d, const struct bounds *s, unsigned op, bool low)
{
	switch (op) {
	case ALU_ADD:
		bounds_add(d, s);
		break;
	case ALU_SUB:
		subtract(d, s);
		break;
	case ALU_NEG:
		negate(d);
		break;
	case ALU_MUL:
		d->bits = tnum_mul(d->bits, s->bits);
		bounds_mul32(d, s);
		bounds_mul64(d, s);
		break;
	case ALU_AND:
	case ALU_OR:
	case ALU_XOR:
		logic(d, s, op, low);
		break;
	case ALU_LSH:
	case ALU_RSH:
	case ALU_ARSH:
		if (!is_shift_known(s, low)) {
			bounds_unknown(d);
			return;
		}
		if (low)
			shift32(d, op, (unsigned)s->umin32);
		else
			shift64(d, op, (unsigned)s->umin);
		break;
	default:
		bounds_unknown(d);
		return;
	}
	if (low)
		bounds_zero_extend(d);
	bounds_sync(d);
}
