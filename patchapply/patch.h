/*
 * patch - carry out a plan on the image's bytes, and check the result: every
 * call instruction in it ends the slot of an allowed site.
 */
#ifndef PATCH_H
#define PATCH_H

#include "sweep.h"

struct patch {
	const struct image *img;
	struct sweep sweep;
	size_t checked, patched; /* sites to look at first */
};

/* One PLAN payload b[0 .. n), checked by take.h: what its bytes held, the
   filter will. True if anything changed. */
bool patch_bare(uint8_t *b, size_t n);

/* NO_PLAN if there is none. bare: what its bytes held, the filter will. */
struct fault patch_start(struct patch *p, struct image *img, bool bare);

/*
 * File bytes of segment seg, in order, patched in place. *changed is set if a
 * byte was written. SLOT_STUB or RAW_CALL.
 */
struct fault patch_data(struct patch *p, size_t seg, uint64_t vaddr, uint8_t *d,
    size_t n, bool *changed);

/* After the last of them. */
struct fault patch_end(struct patch *p);

#endif
