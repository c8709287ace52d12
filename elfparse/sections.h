/*
 * sections - what elfparse wants of an ELF file's sections: .syslift and the
 * symbol table. Sections are optional; those named are checked like the rest.
 */
#ifndef SECTIONS_H
#define SECTIONS_H

#include "elffile.h"

enum { SECTIONS_SYSLIFT = 16 }; /* sections of that name, at most */

struct sections {
	size_t nsyslift;
	struct sections_part {
		uint64_t offset, size; /* in the file */
	} syslift[SECTIONS_SYSLIFT];
	bool symbols;
	uint64_t sym_offset, sym_count; /* Elf64_Sym entries in the file */
	uint64_t str_offset, str_size;	/* their names */
};

/* Finds both; refuses an allocated .syslift that relocations would change. */
struct fault sections_read(
    struct elffile *e, const Elf64_Ehdr *eh, struct sections *s);

#endif
