/*
 * recheck - what the sealed file's headers must be, by themselves.
 */
#ifndef RECHECK_H
#define RECHECK_H

#include "reread.h"

/*@ requires \valid_read(file + (0 .. size - 1));
    requires \valid_read(plan) && \valid_read(plan->arch) && front <= 1;
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==>
      elf_header(file, size, front, plan);
*/
/* The ELF header. */
struct fault recheck_header(
    const uint8_t *file, uint64_t size, size_t front, const struct image *plan);

/*@ requires \valid_read(phdrs + (0 .. phnum - 1));
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> types_listed(phdrs, phnum);
*/
/* Types that runimg writes, PT_GNU_STACK among them. */
struct fault recheck_types(const struct phdr *phdrs, size_t phnum);

/*@ requires arch_known(plan->arch) && \valid_read(plan);
    requires size <= LAYOUT_FILE_MAX && elf_table(file, size, front);
    requires front <= 1;
    requires \valid_read(file + (0 .. size - 1));
    requires \valid_read(phdrs + (0 .. phnum - 1));
    requires \valid_read(segs + (0 .. nsegs - 1));
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> headers_good(plan, file, size,
      front, phdrs, phnum, segs, nsegs);
*/
/* Segments, each header, the entry point. */
struct fault recheck_rest(const struct image *plan, const uint8_t *file,
    uint64_t size, size_t front, const struct phdr *phdrs, size_t phnum,
    const struct segment *segs, size_t nsegs);

#endif
