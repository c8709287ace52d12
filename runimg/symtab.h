/*
 * symtab - the symbols of a stream, kept for names that are asked for later.
 */
#ifndef SYMTAB_H
#define SYMTAB_H

#include "nearest.h"

/* What is kept; the memory is used as it fills. */
enum { SYMTAB_MAX = 262144, SYMTAB_NAMES = 8 << 20 };

struct symtab;

/* NULL without memory. */
struct symtab *symtab_new(void);
void symtab_free(struct symtab *t);

/* The payload b[0 .. len) of a symb record that was checked. What does not fit
   is left out. */
void symtab_record(struct symtab *t, const uint8_t *b, size_t len);

/* The symbol nearest to an address of an image that runs base bytes above where
   it was linked; n->vaddr is the address as linked. If symbols were left out
   only one that contains it counts. */
void symtab_nearest(
    const struct symtab *t, uint64_t addr, uint64_t base, struct nearest *n);

#endif
