/*
 * syslift - .syslift entries to sites.
 *
 * An entry is 68 bytes: u64 slot address, u32 known mask (bit 0 the number,
 * bits 1 to 6 the arguments), u64 values[7] (number, then arguments).
 */
#ifndef SYSLIFT_H
#define SYSLIFT_H

#include "shcheck.h"

enum { SYSLIFT_ENTRY = 68 };

/* The entries in all sections together, at most IMAGE_SITES. */
struct fault syslift_count(
    const struct sections_part *parts, size_t nparts, size_t *total);

/* The entry at b[at ..]: SITE_MASK or SITE_NUMBER, or a site without its
   original bytes. */
enum fault_code syslift_entry(const uint8_t *b, size_t at, struct site *s);

/* Ascending by address, in place, in n log n steps. */
void syslift_sort(struct site *sites, size_t n);

#endif
