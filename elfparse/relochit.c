#include "relochit.h"

enum { WORD = 8, BITS = 63 };

static bool
inside(const struct relochit *r, uint64_t at)
{
	return at >= r->addr && at - r->addr < r->size;
}

bool
relochit_rela(const struct relochit *r, const Elf64_Rela *e, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (inside(r, e[i].r_offset))
			return true;
	return false;
}

bool
relochit_rel(const struct relochit *r, const Elf64_Rel *e, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (inside(r, e[i].r_offset))
			return true;
	return false;
}

/* Bits 1 to 63 of an odd word: which of the 63 words from next are relocated. */
static bool
bitmap(const struct relochit *r, uint64_t map)
{
	uint64_t at = r->next;
	size_t bit;

	for (bit = 0; bit < BITS; bit++) {
		map /= 2;
		if (map % 2 != 0 && inside(r, at))
			return true;
		at += WORD;
	}
	return false;
}

/* An even word is an address; what follows counts from the word after it. */
bool
relochit_relr(struct relochit *r, const Elf64_Xword *e, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (e[i] % 2 == 0) {
			if (inside(r, e[i]))
				return true;
			r->next = e[i] + WORD;
			continue;
		}
		if (bitmap(r, e[i]))
			return true;
		r->next += BITS * WORD;
	}
	return false;
}
