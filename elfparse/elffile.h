/*
 * elffile - an ELF file's structures, read with bounds and decoded by libelf.
 *
 * The file is read, never mapped: it may change or shrink under us, and then a
 * read fails, nothing else. Every range is checked against the file's length
 * before it is read. Offsets and sizes are bytes.
 */
#ifndef ELFFILE_H
#define ELFFILE_H

#include <elf.h>

#include "image.h"

enum { ELFFILE_BATCH = 64 }; /* entries decoded at a time */

struct elffile {
	int fd;
	uint64_t size;
	int error; /* errno of a failed read */
};

/* All len bytes at off, or FAULT_READ; a range outside is that too. */
struct fault elffile_read(
    struct elffile *e, uint64_t off, void *to, size_t len);

/* The header: identification, then libelf's decoding of the rest. */
struct fault elffile_header(struct elffile *e, Elf64_Ehdr *h);

/*
 * count entries of libelf's type at off, each of entry bytes, decoded into to;
 * count * entry is at most ELFFILE_BATCH * sizeof(Elf64_Shdr).
 */
struct fault elffile_entries(struct elffile *e, uint64_t off, size_t count,
    size_t entry, int type, void *to);

#endif
