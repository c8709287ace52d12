/* ptowned - a word of 64 pages at a time. */
#include "ptowned.h"

/* The bits of one word in [from, to), of which there is one. */
static uint64_t
word(uint64_t from, uint64_t to)
{
	uint64_t last = to - 1, mask = UINT64_MAX << (from & 63);

	if (last / 64 == from / 64)
		mask &= UINT64_MAX >> (63 - (last & 63));
	return mask;
}

bool
pt_owned_any(const struct pt *pt, uint64_t pa, uint64_t len)
{
	uint64_t from = (pa - pt->pa_first) >> pt->page_shift;
	uint64_t to = from + (len >> pt->page_shift);

	for (; from < to; from = (from / 64 + 1) * 64)
		if ((pt->owned[from / 64] & word(from, to)) != 0)
			return true;
	return false;
}

void
pt_owned_set(struct pt *pt, uint64_t pa, uint64_t len, bool owned)
{
	uint64_t from = (pa - pt->pa_first) >> pt->page_shift;
	uint64_t to = from + (len >> pt->page_shift);

	for (; from < to; from = (from / 64 + 1) * 64) {
		if (owned)
			pt->owned[from / 64] |= word(from, to);
		else
			pt->owned[from / 64] &= ~word(from, to);
	}
}
