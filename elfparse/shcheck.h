/*
 * shcheck - what is taken of section headers and symbols. ELF gABI, "Sections"
 * and "Symbol Table". Offsets and sizes are bytes in the file.
 */
#ifndef SHCHECK_H
#define SHCHECK_H

#include <elf.h>

#include "range.h"
#include "spec.h"

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

/*@ // What is read of a section lies in the file, and strings in theirs.
    predicate sections_within(struct sections *s, integer size) =
      s->nsyslift <= SHCHECK_SYSLIFT &&
      (\forall integer i; 0 <= i < s->nsyslift ==>
        within(size, s->syslift[i].offset, s->syslift[i].size)) &&
      (s->symbols ==> within(size, s->sym_offset, s->sym_count * 24) &&
        within(size, s->str_offset, s->str_size));

    predicate shtable_within(struct shtable *t, integer size) =
      t->shnum <= SHCHECK_SECTIONS && within(size, t->shoff, t->shnum * 64) &&
      within(size, t->names, t->names_size);

    logic integer section_count(Elf64_Ehdr *eh, Elf64_Shdr *first) =
      eh->e_shnum != 0 ? eh->e_shnum : first->sh_size;

    logic integer names_index(Elf64_Ehdr *eh, Elf64_Shdr *first) =
      eh->e_shstrndx != SHN_XINDEX ? eh->e_shstrndx : first->sh_link;
*/
/*@ requires \valid_read(eh) && \valid_read(first);
    requires \valid(t) && \valid(strndx);
    requires \separated(t, strndx, eh, first);
    assigns *t, *strndx;
    ensures \result.code == FAULT_NONE <==>
      section_count(eh, first) <= SHCHECK_SECTIONS &&
      within(size, eh->e_shoff, section_count(eh, first) * 64) &&
      (names_index(eh, first) == SHN_UNDEF ||
        names_index(eh, first) < section_count(eh, first));
    ensures t->shoff == eh->e_shoff && t->shnum == section_count(eh, first);
    ensures *strndx == names_index(eh, first);
    ensures \result.code == FAULT_NONE ==> shtable_within(t, size) &&
      (*strndx == SHN_UNDEF || *strndx < t->shnum);
*/
/*
 * The table's place, from the header and section 0, where large counts and
 * indices stand; *strndx is the section of the names, 0 if there is none.
 */
struct fault shcheck_table(const Elf64_Ehdr *eh, const Elf64_Shdr *first,
    uint64_t size, struct shtable *t, uint64_t *strndx);
/*@ requires \valid_read(str) && \valid(t) && \separated(str, t);
    requires shtable_within(t, size);
    assigns t->names, t->names_size;
    ensures \result.code == FAULT_NONE <==>
      within(size, str->sh_offset, str->sh_size);
    ensures \result.code == FAULT_NONE ==>
      t->names == str->sh_offset && t->names_size == str->sh_size;
    ensures shtable_within(t, size);
*/
struct fault shcheck_names(
    const Elf64_Shdr *str, uint64_t size, struct shtable *t);

/*@ requires \valid_read(name + (0 .. SHCHECK_NAME - 1));
    assigns \nothing;
    ensures \result <==> name[0] == '.' && name[1] == 's' &&
      name[2] == 'y' && name[3] == 's' && name[4] == 'l' && name[5] == 'i' &&
      name[6] == 'f' && name[7] == 't' && name[8] == 0;
*/
bool shcheck_is_syslift(const uint8_t name[SHCHECK_NAME]);

/*@ requires \valid_read(sh) && \valid(s) && \separated(sh, s);
    requires sections_within(s, size);
    assigns s->nsyslift, s->syslift[0 .. SHCHECK_SYSLIFT - 1];
    ensures \result.code == FAULT_NONE <==> sh->sh_type != SHT_NOBITS &&
      (sh->sh_flags & SHF_COMPRESSED) == 0 &&
      within(size, sh->sh_offset, sh->sh_size) &&
      \old(s->nsyslift) < SHCHECK_SYSLIFT;
    ensures \result.code == FAULT_NONE ==>
      s->nsyslift == \old(s->nsyslift) + 1 &&
      s->syslift[s->nsyslift - 1].offset == sh->sh_offset &&
      s->syslift[s->nsyslift - 1].size == sh->sh_size;
    ensures \result.code != FAULT_NONE ==>
      s->nsyslift == \old(s->nsyslift);
    ensures \forall integer i; 0 <= i < \old(s->nsyslift) ==>
      s->syslift[i].offset == \old(s->syslift[i].offset) &&
      s->syslift[i].size == \old(s->syslift[i].size);
    ensures sections_within(s, size);
*/
/* Adds one .syslift section. */
struct fault shcheck_syslift(
    const Elf64_Shdr *sh, uint64_t size, struct sections *s);

/*@ requires \valid_read(sh) && \valid_read(str) && \valid(s);
    requires \separated(sh, s) && \separated(str, s);
    requires sections_within(s, size);
    assigns s->symbols, s->sym_offset, s->sym_count, s->str_offset,
      s->str_size;
    ensures \result.code == FAULT_NONE <==>
      within(size, sh->sh_offset, sh->sh_size) &&
      within(size, str->sh_offset, str->sh_size);
    ensures \result.code == FAULT_NONE ==> s->symbols &&
      s->sym_offset == sh->sh_offset && s->sym_count == sh->sh_size / 24 &&
      s->str_offset == str->sh_offset && s->str_size == str->sh_size;
    ensures sections_within(s, size);
*/
/* Takes a symbol table and its strings: .symtab, else .dynsym. */
struct fault shcheck_symbols(const Elf64_Shdr *sh, const Elf64_Shdr *str,
    uint64_t size, struct sections *s);

/*@ predicate names_kind(integer type) =
      type == STT_NOTYPE || type == STT_FUNC || type == STT_OBJECT ||
      type == STT_GNU_IFUNC;

    // Data among code does not begin instructions: it is not named.
    predicate names_in(struct segment *s, integer type, integer a) =
      s->vaddr <= a < s->vaddr + s->memsz &&
      (type == STT_OBJECT ==> (s->flags & IMAGE_X) == 0);
*/
/*@ requires \valid_read(sym) && \valid_read(img);
    requires img->nsegs <= IMAGE_PHDRS;
    assigns \nothing;
    ensures \result <==> sym->st_shndx != SHN_UNDEF && sym->st_name != 0 &&
      names_kind(sym->st_info % 16) && \exists integer i;
        0 <= i < img->nsegs &&
        names_in(&img->segs[i], sym->st_info % 16, sym->st_value);
*/
/* A symbol that names an address in a segment of the image, and not data in an
   executable one. */
bool shcheck_names_address(const Elf64_Sym *sym, const struct image *img);

#endif
