/*
 * elfview - sections, symbols and relocations of a BPF object, in memory, each
 * field checked before anything relies on it.
 */
#ifndef ELFVIEW_H
#define ELFVIEW_H

#include <stdbool.h>

#include "fault.h"

enum {
	SECTION_PROGBITS = 1,
	SECTION_SYMTAB = 2,
	SECTION_STRTAB = 3,
	SECTION_RELA = 4,
	SECTION_NOBITS = 8,
	SECTION_REL = 9,
	SECTION_EXEC = 4, /* a flag */
	SYMBOL_NOTYPE = 0,
	SYMBOL_OBJECT = 1,
	SYMBOL_FUNC = 2,
	SYMBOL_SECTION = 3,
	SYMBOL_LOCAL = 0, /* bindings */
	SYMBOL_GLOBAL = 1,
	SYMBOL_WEAK = 2,
	SYMBOL_RESERVED = 0xff00, /* sections from here on are none */
	RELOC_64 = 1,		  /* R_BPF_64_64: into two instructions */
	RELOC_CALL = 10,	  /* R_BPF_64_32 */
};

struct elfview {
	const uint8_t *bytes;
	size_t len;
	uint64_t headers; /* of sections: offset */
	uint32_t nsections;
	uint32_t names;	 /* the section of section names */
	uint32_t symtab; /* 0: none */
	uint32_t nsymbols;
};

struct elfsection {
	uint32_t index;
	const char *name;
	uint32_t type, link, info;
	uint64_t flags, off, size;
	const uint8_t *data; /* NULL: takes no bytes of the file */
};

struct elfsymbol {
	const char *name;
	uint8_t bind, type, visibility;
	uint32_t section; /* 0: undefined */
	uint64_t value, size;
	uint64_t at; /* in the file */
};

struct elfreloc {
	uint64_t off; /* in the section it is for */
	uint32_t type, symbol;
};

/* FAULT_NONE: all that the functions below return holds. */
struct fault elfview_open(struct elfview *v, const uint8_t *b, size_t len);

/* Of any 64-bit little-endian file the sections alone. */
struct fault elfview_sections(struct elfview *v, const uint8_t *b, size_t len);

/* i below nsections; below nsymbols; below elfview_relocs. */
struct elfsection elfview_section(const struct elfview *v, uint32_t i);
struct elfsymbol elfview_symbol(const struct elfview *v, uint32_t i);
uint32_t elfview_relocs(const struct elfsection *rel);
struct elfreloc elfview_reloc(const struct elfsection *rel, uint32_t i);

/* The first section of that name; false: none. */
bool elfview_named(
    const struct elfview *v, const char *name, struct elfsection *s);

#endif
