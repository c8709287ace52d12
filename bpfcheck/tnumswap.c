/* tnumswap - tracked numbers, their bytes in the other order. */
#include "tnum.h"

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
