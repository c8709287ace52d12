/*
 * emit - write what was read of an ELF file as an image stream.
 */
#ifndef EMIT_H
#define EMIT_H

#include "symbols.h"
#include "writer.h"

struct emit {
	struct elffile *e;
	const struct image *img;
	struct symbols *symbols;
	struct writer *out;
	uint8_t *record; /* RECORD_MAX bytes */
};

/* Everything but the statement and END. WRITE, or READ of the file. */
struct fault emit_all(struct emit *m);

#endif
