/*
 * reject - an image before patching makes no system call: no call instruction
 * in the composed image, and every slot holds its deny stub.
 */
#ifndef REJECT_H
#define REJECT_H

#include "sweep.h"

struct reject {
	const struct image *img;
	struct sweep sweep;
	size_t site;
};

void reject_start(struct reject *r, const struct image *img);

/* File bytes of segment seg, in order; SLOT_STUB or RAW_CALL. */
struct fault reject_data(
    struct reject *r, size_t seg, uint64_t vaddr, const uint8_t *d, size_t n);

/* After the last of them. */
struct fault reject_end(struct reject *r);

#endif
