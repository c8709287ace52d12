/*
 * parts - the file bytes of some of an image's segments, laid end to end: an
 * offset counts from the first byte of the first of them. Neighbours here need
 * not be so in memory.
 */
#ifndef PARTS_H
#define PARTS_H

#include "image.h"

struct part {
	uint64_t vaddr;
	size_t at, n; /* its offset, and bytes */
	bool mixed;   /* the file's headers are in it: then other data is too */
};

struct parts {
	size_t count, size;
	uint64_t low, high; /* all of it lies in [low, high) */
	struct part part[IMAGE_PHDRS];
};

/* The executable segments, or the others. False if the sum of the sizes is not
   a size_t. */
bool parts_layout(struct parts *p, const struct image *img, bool exec);

/* The part that holds the address or the offset, or NULL. */
const struct part *parts_at(const struct parts *p, uint64_t vaddr);
const struct part *parts_of(const struct parts *p, size_t at);

/* The offset of vaddr in *at; false if no part holds it. */
bool parts_offset(const struct parts *p, uint64_t vaddr, size_t *at);
/* The address of an offset below size. */
uint64_t parts_vaddr(const struct parts *p, size_t at);

#endif
