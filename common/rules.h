/*
 * rules - what an image must be before anybody maps it: image-stream(5),
 * "Image rules". Every stage asks them again of what it read.
 */
#ifndef RULES_H
#define RULES_H

#include "image.h"

/*
 * The PT_LOAD entries with memory, in table order, into segs[0 .. IMAGE_PHDRS).
 * phnum is at most IMAGE_PHDRS. Returns their number.
 */
size_t rules_segments(
    const struct phdr *phdrs, size_t phnum, struct segment *segs);

/* Type, machine, and the program headers other than PT_LOAD. */
struct fault rules_program(const struct program *prog);
struct fault rules_phdrs(const struct arch *arch, const struct phdr *phdrs,
    size_t phnum, const struct segment *segs, size_t nsegs);

/* Each segment, and each against the one before; then the entry point. */
struct fault rules_layout(const struct arch *arch, uint16_t type,
    const struct segment *segs, size_t nsegs);
struct fault rules_entry(const struct arch *arch, uint64_t entry,
    const struct segment *segs, size_t nsegs);

/* One site by itself; and sites[i] against sites[i - 1], i > 0. */
struct fault rules_site(const struct arch *arch, const struct segment *segs,
    size_t nsegs, const struct site *sites, size_t i);
/* What the slot held at build time was the deny stub. */
struct fault rules_site_stub(
    const struct arch *arch, const struct site *sites, size_t i);
struct fault rules_site_order(const struct site *sites, size_t i);

#endif
