#include "image.h"

bool
set_has(const struct number_set *set, uint64_t number)
{
	if (number >= ARCH_NUMBERS)
		return false;
	return ((set->bits[number / 8] >> (number % 8)) & 1) != 0;
}

void
set_add(struct number_set *set, uint32_t number)
{
	if (number < ARCH_NUMBERS)
		set->bits[number / 8] =
		    (uint8_t)(set->bits[number / 8] | (1u << (number % 8)));
}

uint32_t
set_count(const struct number_set *set)
{
	uint32_t k, n = 0;

	for (k = 0; k < ARCH_NUMBERS; k++)
		if (set_has(set, k))
			n++;
	return n;
}

uint32_t
set_least(const struct number_set *set)
{
	uint32_t k;

	for (k = 0; k < ARCH_NUMBERS; k++)
		if (set_has(set, k))
			return k;
	return ARCH_NUMBERS;
}

size_t
image_segment_of(
    const struct segment *segs, size_t nsegs, uint64_t addr, uint64_t len)
{
	size_t i;

	for (i = 0; i < nsegs; i++)
		if (addr >= segs[i].vaddr && len <= segs[i].filesz &&
		    addr - segs[i].vaddr <= segs[i].filesz - len)
			return i;
	return nsegs;
}
