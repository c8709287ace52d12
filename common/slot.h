/*
 * slot - the bytes of a site's slot: what it must hold, and changing it.
 *
 * Data comes in chunks, and a slot may be split over several: these functions
 * speak of the part of each slot that lies in one chunk.
 */
#ifndef SLOT_H
#define SLOT_H

#include "image.h"

/* Which form of its slot a site has to hold. */
enum slot_form {
	SLOT_DENY,   /* every slot its deny stub: before patchapply */
	SLOT_DECIDED /* what the plan says: after it */
};

/* The bytes a slot holds under decision d. */
void slot_decided(
    const struct arch *arch, const struct decision *d, uint8_t *slot);

/* First site whose slot ends after vaddr, from site 'from' on, or nsites. */
size_t slot_from(const struct image *img, size_t from, uint64_t vaddr);

/*
 * Every slot's part in the chunk d[0 .. n) at vaddr has the form: SLOT_STUB
 * or NOT_PATCHED if one has not. *site is where to look first; it is 0 at
 * first, kept by the caller, and moves on with ascending chunks.
 */
struct fault slot_check(const struct image *img, enum slot_form form,
    uint64_t vaddr, const uint8_t *d, size_t n, size_t *site);

/*
 * Writes the decided form into the chunk, as slot_check walks it. Every slot
 * must hold its deny stub: call slot_check(SLOT_DENY) before.
 * Returns whether a byte was written.
 */
bool slot_patch(const struct image *img, uint64_t vaddr, uint8_t *d, size_t n,
    size_t *site);

/* vaddr is the call instruction of an allowed site; *site as above. */
bool slot_allows(const struct image *img, uint64_t vaddr, size_t *site);

#endif
