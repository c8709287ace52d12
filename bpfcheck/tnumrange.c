/* tnumrange - the next of tracked numbers. */
#include "tnumrange.h"

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
