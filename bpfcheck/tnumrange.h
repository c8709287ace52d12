/* tnumrange - tracked numbers and ranges. */
#ifndef TNUMRANGE_H
#define TNUMRANGE_H

#include "tnum.h"

/* The least that holds min to max. */
static inline struct tnum
tnum_range(uint64_t min, uint64_t max)
{
	uint64_t differ = min ^ max;
	uint64_t mask =
	    differ == 0 ? 0 : UINT64_MAX >> (unsigned)__builtin_clzll(differ);

	return (struct tnum){min & ~mask, mask};
}

/* The least of t's numbers over v; the greatest one if there is none. */
uint64_t tnum_next(struct tnum t, uint64_t v);

#endif
