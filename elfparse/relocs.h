/*
 * relocs - does a relocation section change bytes in a range?
 */
#ifndef RELOCS_H
#define RELOCS_H

#include "elffile.h"

/* Entries looked at in all sections of one file: overlapping sections could
   otherwise make a small file take for ever. */
#define RELOCS_MOST (UINT64_C(1) << 24)

/*
 * SYSLIFT_RELOC if sh is SHT_RELA, SHT_REL or SHT_RELR and one of its
 * relocations begins in [addr, addr + size); none otherwise. Entries
 * count against *budget; SHDR_RANGE when it is used up.
 */
struct fault relocs_outside(struct elffile *e, const Elf64_Shdr *sh,
    uint64_t addr, uint64_t size, uint64_t *budget);

#endif
