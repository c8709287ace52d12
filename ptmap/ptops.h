/* ptops - what operations share. */
#ifndef PTOPS_H
#define PTOPS_H

#include "ptcut.h"

static inline void
pt_flush(struct pt *pt, enum pt_flush what, uint64_t va, uint64_t len,
    uint64_t stride)
{
	if (pt->hooks->flush != NULL)
		pt->hooks->flush(pt->own, what, va, len, stride);
}

/* Blocks that lie across the ends are divided; there are tables enough. */
void pt_cut(struct pt *pt, const struct pt_ends *ends);

#endif
