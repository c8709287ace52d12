/*
 * shcheck - what is taken of section headers and symbols. ELF gABI, "Sections"
 * and "Symbol Table". Offsets and sizes are bytes in the file.
 */
#ifndef SHCHECK_H
#define SHCHECK_H

#include <elf.h>

#include "image.h"

enum {
	SHCHECK_SECTIONS = 65536, /* the most section headers looked at */
	SHCHECK_SYSLIFT = 16	  /* sections of that name, at most */
};

/* The name looked for, with its NUL. */
enum { SHCHECK_NAME = 9 };

struct sections {
	size_t nsyslift;
	struct sections_part {
		uint64_t offset, size;
	} syslift[SHCHECK_SYSLIFT];
	bool symbols;
	uint64_t sym_offset, sym_count; /* Elf64_Sym entries */
	uint64_t str_offset, str_size;	/* their names */
};

/* The section header table, and the string table with the sections' names. */
struct shtable {
	uint64_t shoff, shnum;
	uint64_t names, names_size;
};

/*
 * The table's place, from the header and section 0, where large counts and
 * indices stand; *strndx is the section of the names, 0 if there is none.
 */
struct fault shcheck_table(const Elf64_Ehdr *eh, const Elf64_Shdr *first,
    uint64_t size, struct shtable *t, uint64_t *strndx);
struct fault shcheck_names(
    const Elf64_Shdr *str, uint64_t size, struct shtable *t);

bool shcheck_is_syslift(const uint8_t name[SHCHECK_NAME]);

/* Adds one .syslift section. */
struct fault shcheck_syslift(
    const Elf64_Shdr *sh, uint64_t size, struct sections *s);

/* Takes a symbol table and its strings: .symtab, else .dynsym. */
struct fault shcheck_symbols(const Elf64_Shdr *sh, const Elf64_Shdr *str,
    uint64_t size, struct sections *s);

/* A symbol that names an address in a segment of the image. */
bool shcheck_names_address(const Elf64_Sym *sym, const struct image *img);

#endif
