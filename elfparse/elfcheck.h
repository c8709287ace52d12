/*
 * elfcheck - what the ELF header and the program headers must say, beyond the
 * rules of every image (rules.h). ELF gABI, "ELF Header", "Program Header" and
 * "Dynamic Section". Offsets and sizes are bytes in the file.
 */
#ifndef ELFCHECK_H
#define ELFCHECK_H

#include <elf.h>

#include "image.h"

/* The first n bytes of the file, as many as a header has or as there are. */
struct fault elfcheck_ident(const uint8_t *b, size_t n);

/* The decoded header of a file of size bytes; its machine is known. */
struct fault elfcheck_header(const Elf64_Ehdr *h, uint64_t size);
void elfcheck_program(const Elf64_Ehdr *h, struct program *prog);

void elfcheck_phdr(const Elf64_Phdr *from, struct phdr *to);
/* Bytes named by a program header must be in the file, mapped or not. */
struct fault elfcheck_phdrs(const struct image *img, uint64_t size);

enum elfcheck_dynamic {
	DYNAMIC_MORE,
	DYNAMIC_END,  /* DT_NULL: no library is needed */
	DYNAMIC_NEEDS /* DT_NEEDED */
};
enum elfcheck_dynamic elfcheck_dynamic(const Elf64_Dyn *entries, size_t n);

#endif
