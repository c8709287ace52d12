/*
 * final - the last gate: the sealed file, judged by itself.
 *
 * What the stream said is used for one thing: which calls are allowed at which
 * addresses. Everything else is read from the bytes the kernel is about to
 * map, as it will map them (fs/binfmt_elf.c: load_elf_binary, elf_load).
 */
#ifndef FINAL_H
#define FINAL_H

#include "layout.h"

struct final {
	const uint8_t *file;
	uint64_t size;
	const struct image *plan; /* arch, type, sites and decisions */
	size_t phnum;
	struct image view; /* loads as segments; sites and plan are plan's */
	struct phdr phdrs[LAYOUT_PHDRS];
};

/*
 * The file will run as the plan says: a static ELF file for the machine, its
 * loads whole pages, each on file pages of its own, disjoint, none writable
 * and executable; the stack not executable; the entry point in executable
 * bytes; every slot as decided, every call instruction the end of an allowed
 * one held by its bytes.
 */
struct fault final_check(struct final *f, const uint8_t *file, uint64_t size,
    const struct image *plan);

/*
 * What will be at vaddr of segment seg of f->view once it is mapped: the
 * check's own view of memory, for comparison with the kernel's.
 */
uint8_t final_byte(const struct final *f, size_t seg, uint64_t vaddr);

#endif
