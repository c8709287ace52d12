/*
 * scratch - what the core takes, one program after the other: a piece of memory
 * that stays with an open file, and more where that is full. The core gives all
 * of it back at its end, so nothing of the piece is given back alone.
 */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <linux/types.h>

struct scratch {
	u8 *at;		    /* NULL: not taken yet */
	size_t used, dirty; /* bytes handed out; bytes that may not be zero */
};

/* Zeroed; NULL: no more. */
void *scratch_take(struct scratch *s, size_t bytes);
void scratch_give(const struct scratch *s, void *at, size_t bytes);
/* All was given back. */
void scratch_reset(struct scratch *s);
void scratch_end(struct scratch *s);

#endif
