/* tnum - arithmetic on tracked numbers. */
#include "tnum.h"

struct tnum
tnum_mul(struct tnum a, struct tnum b)
{
	struct tnum sum = tnum_const(0);

	/* Long multiplication; where a bit of a is unknown, both cases. */
	for (; (a.value | a.mask) != 0; a = tnum_rsh(a, 1), b = tnum_lsh(b, 1))
		if ((a.value & 1) != 0)
			sum = tnum_add(sum, b);
		else if ((a.mask & 1) != 0)
			sum = tnum_union(sum, tnum_add(sum, b));
	return sum;
}

/* With the sign of bit 63. */
static uint64_t
arsh(uint64_t v, unsigned by)
{
	uint64_t sign = (v >> 63) != 0 && by > 0 ? ~(UINT64_MAX >> by) : 0;

	return v >> by | sign;
}

static uint64_t
arsh32(uint64_t v, unsigned by)
{
	uint64_t wide =
	    (v & 0x80000000u) != 0 ? v | 0xffffffff00000000u : (uint32_t)v;

	return (uint32_t)arsh(wide, by);
}

struct tnum
tnum_arsh(struct tnum t, unsigned by, unsigned bits)
{
	if (bits == 32)
		return (struct tnum){arsh32(t.value, by), arsh32(t.mask, by)};
	return (struct tnum){arsh(t.value, by), arsh(t.mask, by)};
}

struct tnum
tnum_cast(struct tnum t, unsigned bytes)
{
	uint64_t keep =
	    bytes >= 8 ? UINT64_MAX : (UINT64_C(1) << bytes * 8) - 1;

	return (struct tnum){t.value & keep, t.mask & keep};
}

static uint64_t
swapped(uint64_t v, unsigned bytes)
{
	return bytes == 2 ? __builtin_bswap16((uint16_t)v)
	    : bytes == 4  ? __builtin_bswap32((uint32_t)v)
			  : __builtin_bswap64(v);
}

struct tnum
tnum_swap(struct tnum t, unsigned bytes)
{
	return (struct tnum){swapped(t.value, bytes), swapped(t.mask, bytes)};
}

uint64_t
tnum_next(struct tnum t, uint64_t v)
{
	uint64_t most = t.value | t.mask, wrong, at;
	unsigned high;

	if (v >= most)
		return most;
	if (v < t.value)
		return t.value;
	/* From the top as v, while bits allow it. A known bit that v has not
	   makes all below it the least; one that v has too much must be made good
	   above it, as must all of v if it is one of the numbers. */
	wrong = (v ^ t.value) & ~t.mask;
	high = wrong == 0 ? 0 : 63 - (unsigned)__builtin_clzll(wrong);
	at = UINT64_C(1) << high;
	if (wrong != 0 && (t.value & at) != 0)
		return (v & ~(at | (at - 1))) | at | (t.value & (at - 1));
	/* The lowest unknown bit over it that v has clear becomes set. */
	wrong = t.mask & ~v & ~(wrong == 0 ? 0 : at | (at - 1));
	at = wrong & -wrong;
	return (v & ~(at | (at - 1))) | at | (t.value & (at - 1));
}
