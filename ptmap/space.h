/*
 * space - tables in this process's memory, for addresses of another machine's.
 */
#ifndef SPACE_H
#define SPACE_H

#include "ptmap.h"

enum { SPACE_TABLES = 65536, SPACE_TABLES_MAX = 1 << 24 };

struct space_shape {
	const char *arch; /* x86_64, aarch64, riscv64; a whole name */
	uint64_t levels;  /* 0: the usual */
	uint64_t granule; /* 0 */
	bool stage2, svpbmt, bbm2, upper, alone; /* no frame twice */
	uint64_t base;				 /* physical, of the tables */
	uint64_t pa_first, pa_end; /* what may be mapped; 0, 0: anything */
	uint64_t tables;	   /* at most */
	uint64_t largest;	   /* frame; 0 */
};

struct space {
	struct pt pt;
	uint64_t *tables;
	struct pt_frame *frames;
	uint64_t *owned;
	uint64_t ntables, table_bytes;
	size_t owned_bytes;
};

/* NULL: there is none of that shape. */
const struct pt_arch *space_arch(const struct space_shape *shape);

/* False with a reason, NULL for want of memory; nothing is kept then. */
bool space_new(struct space *s, const struct space_shape *shape,
    const struct pt_hooks *hooks, void *own, const char **why);
void space_free(struct space *s);

/* Tables from the first to the last that has been in use. */
uint32_t space_used(const struct space *s);

#endif
