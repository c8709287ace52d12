/*
 * phtable - the composed file's ELF header and program-header table.
 *
 * Only types on a list pass (what the kernel and the C library read);
 * the others become PT_NULL, so that indices stay as linked.
 */
#ifndef PHTABLE_H
#define PHTABLE_H

#include "layout.h"

/* PT_GNU_STACK is there, or an entry that will be PT_NULL can become it. */
bool phtable_takes_stack(const struct image *img, struct layout *l);

/* l->table, once the loads are placed. */
void phtable_fill(const struct image *img, struct layout *l);

/* The ELF header into b[0 .. 63], and the table into b[0 .. phnum * 56). */
void phtable_put_header(
    const struct image *img, const struct layout *l, uint8_t *b);
void phtable_put(const struct layout *l, uint8_t *b);

#endif
