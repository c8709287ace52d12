/*
 * layout - where an image's bytes stand in the ELF file that the kernel loads.
 *
 * Every PT_LOAD stands on file pages of its own, page-rounded, zeros around
 * the image's bytes. One program-header table, entry for entry the linked one,
 * at the linked e_phoff. See fs/binfmt_elf.c: load_elf_binary, elf_load.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "image.h"

enum {
	LAYOUT_EHDR = 64,
	LAYOUT_PHDRS = IMAGE_PHDRS + 1, /* one more for PT_GNU_STACK */
	LAYOUT_TABLE = LAYOUT_PHDRS * IMAGE_PHDR_BYTES
};

/* The composed file and the linked e_phoff end below. */
#define LAYOUT_FILE_MAX (UINT64_C(1) << 36)

/* One PT_LOAD of the composed file: segments [first, first + count). */
struct load {
	size_t first, count;
	uint64_t vaddr, memsz, filesz; /* vaddr at a page */
	uint64_t offset;	       /* in the file, at a page */
	uint64_t align;
	uint32_t flags;
	bool placed; /* where it was linked: it holds a header */
};

struct layout {
	size_t nloads;
	uint64_t size; /* of the file, whole pages */
	uint64_t phoff;
	uint32_t phnum;
	bool exec; /* a header is in an executable page */
	struct load loads[IMAGE_PHDRS];
	struct phdr table[LAYOUT_PHDRS];
};

/*
 * Lays the image out, the loads that hold no header moved on by shift pages.
 * HEADER_ROOM, FILE_SIZE or NO_STACK if there is no such file.
 */
struct fault layout_make(
    const struct image *img, uint64_t shift, struct layout *l);

/* The load that holds segment seg. */
size_t layout_load_of(const struct layout *l, size_t seg);

/* Offset in the file of vaddr in segment seg. */
uint64_t layout_offset(const struct layout *l, size_t seg, uint64_t vaddr);

#endif
