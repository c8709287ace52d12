/*
 * bases - addresses in data that code makes: where tables of jumps may begin.
 * One bit for 4 bytes of data; the owner gives the room.
 */
#ifndef BASES_H
#define BASES_H

#include "bits.h"
#include "parts.h"

enum { BASES_UNIT = 4 };

struct bases {
	struct parts parts; /* the data's */
	uint64_t *map;
	bool fresh; /* some were added */
};

static inline void
bases_add(struct bases *b, uint64_t vaddr)
{
	size_t at;

	if (vaddr % BASES_UNIT != 0 || !parts_offset(&b->parts, vaddr, &at) ||
	    bits_has(b->map, at / BASES_UNIT))
		return;
	bits_add(b->map, at / BASES_UNIT);
	b->fresh = true;
}

#endif
