/*
 * edges - which instructions branch to an address: the sources of all direct
 * branches, by where they go. A bucket is EDGES_SPAN bytes of targets.
 */
#ifndef EDGES_H
#define EDGES_H

#include "code.h"
#include "insn.h"

enum {
	EDGES_SPAN = 64,
	EDGES_DENSE = 8 /* most: one for so many bytes of code */
};

struct edges {
	bool none;	 /* too many: nobody knows who branches where */
	size_t room;	 /* sources */
	uint32_t *first; /* size / EDGES_SPAN + 2: where a bucket begins */
	uint32_t *source;
};

/* Fills e, whose arrays the owner gives, zeroed. */
void edges_build(
    struct edges *e, const struct code *c, const struct insn_decoder *decoder);

/* Sources [*from, *to) branch near the offset; which of them go to it is for
   the caller to see. */
void edges_near(const struct edges *e, size_t at, size_t *from, size_t *to);

#endif
