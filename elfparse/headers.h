/*
 * headers - from an ELF file's headers to the stream's program and segments.
 */
#ifndef HEADERS_H
#define HEADERS_H

#include "elffile.h"

/*
 * Decodes the ELF header and the program headers into img (prog but for the
 * name, phdrs, segs, arch), checked against the file's length and by rules.h.
 * *eh is for sections.h.
 */
struct fault headers_read(struct elffile *e, Elf64_Ehdr *eh, struct image *img);

/* File offset of len bytes at vaddr that lie in a segment's file bytes. */
bool headers_offset(
    const struct image *img, uint64_t vaddr, uint64_t len, uint64_t *off);

#endif
