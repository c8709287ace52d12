/*
 * sweep - scan the composed image for call instructions.
 *
 * The composed image is what will be mapped: each executable segment's pages,
 * zero where no segment's file bytes are. The sweep is fed the file bytes and
 * adds the zeros, and crosses from one page to the next exactly when both are
 * executable and adjacent.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include "image.h"
#include "scan.h"

enum sweep_accept {
	SWEEP_NOTHING, /* every call instruction is refused */
	SWEEP_PLANNED  /* but those that end an allowed site's slot */
};

struct sweep {
	const struct image *img;
	enum sweep_accept accept;
	struct scan scan;
	size_t seg;   /* the segment that is open, or the next to be opened */
	bool open;    /* it is; all of an executable one's bytes must come */
	bool any;     /* an executable segment has been closed, */
	uint64_t end; /* and this is the end of its memory */
	size_t site;  /* where to look for an allowed slot */
};

void sweep_start(
    struct sweep *w, const struct image *img, enum sweep_accept accept);

/*
 * The bytes d[0 .. n) at vaddr are file bytes of segment seg, given in order;
 * segments and bytes that are not executable may be left out. RAW_CALL at the
 * first call instruction that is not accepted.
 */
struct fault sweep_data(
    struct sweep *w, size_t seg, uint64_t vaddr, const uint8_t *d, size_t n);

/* After the last bytes: what zeros may still complete. */
struct fault sweep_end(struct sweep *w);

#endif
