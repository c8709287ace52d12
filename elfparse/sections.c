#include "sections.h"

#include <libelf.h>
#include <string.h>

#include "relocs.h"

struct walk {
	uint64_t shoff, shnum;
	uint64_t names, names_size; /* section-name string table */
	uint64_t budget; /* relocations that may still be looked at */
};

static struct fault
section(struct elffile *e, uint64_t shoff, uint64_t i, Elf64_Shdr *sh)
{
	return elffile_entries(
	    e, shoff + i * sizeof *sh, 1, sizeof *sh, ELF_T_SHDR, sh);
}

/* ELF gABI: large counts and indices stand in section 0. */
static struct fault
table_of(struct elffile *e, const Elf64_Ehdr *eh, struct walk *w)
{
	struct fault bad = fault_at(FAULT_SHDR_RANGE, AT_FILE, eh->e_shoff);
	uint64_t strndx = eh->e_shstrndx;
	struct fault f = fault_none;
	Elf64_Shdr sh;

	w->shoff = eh->e_shoff;
	w->shnum = eh->e_shnum;
	w->names = w->names_size = 0;
	if (eh->e_shoff == 0) {
		w->shnum = 0;
		return fault_none;
	}
	if (!elffile_within(e->size, w->shoff, sizeof sh))
		return bad;
	f = section(e, w->shoff, 0, &sh);
	if (f.code != FAULT_NONE)
		return f;
	if (w->shnum == 0)
		w->shnum = sh.sh_size;
	if (strndx == SHN_XINDEX)
		strndx = sh.sh_link;
	if (w->shnum > ELFFILE_SECTIONS ||
	    !elffile_within(e->size, w->shoff, w->shnum * sizeof sh))
		return bad;
	if (strndx == SHN_UNDEF)
		return fault_none;
	if (strndx >= w->shnum)
		return bad;
	f = section(e, w->shoff, strndx, &sh);
	if (f.code == FAULT_NONE &&
	    !elffile_within(e->size, sh.sh_offset, sh.sh_size))
		f = bad;
	w->names = sh.sh_offset;
	w->names_size = sh.sh_size;
	return f;
}

static bool
is_syslift(struct elffile *e, const struct walk *w, const Elf64_Shdr *sh)
{
	static const char wanted[] = ".syslift";
	char name[sizeof wanted];

	return elffile_within(w->names_size, sh->sh_name, sizeof name) &&
	    elffile_read(e, w->names + sh->sh_name, name, sizeof name).code ==
	    FAULT_NONE &&
	    memcmp(name, wanted, sizeof name) == 0;
}

static struct fault
take_syslift(const struct elffile *e, const Elf64_Shdr *sh, struct sections *s)
{
	if (sh->sh_type == SHT_NOBITS || (sh->sh_flags & SHF_COMPRESSED) != 0)
		return fault_at(FAULT_SYSLIFT_SIZE, AT_FILE, sh->sh_offset);
	if (!elffile_within(e->size, sh->sh_offset, sh->sh_size))
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, sh->sh_offset);
	if (s->nsyslift == SECTIONS_SYSLIFT)
		return fault_at(FAULT_SITE_COUNT, AT_FILE, sh->sh_offset);
	s->syslift[s->nsyslift].offset = sh->sh_offset;
	s->syslift[s->nsyslift].size = sh->sh_size;
	s->nsyslift++;
	return fault_none;
}

/* .symtab if there is one, else .dynsym. */
static struct fault
take_symbols(struct elffile *e, const struct walk *w, const Elf64_Shdr *sh,
    struct sections *s)
{
	struct fault f;
	Elf64_Shdr str;

	if (s->symbols && sh->sh_type == SHT_DYNSYM)
		return fault_none;
	if (sh->sh_link >= w->shnum)
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, sh->sh_offset);
	f = section(e, w->shoff, sh->sh_link, &str);
	if (f.code != FAULT_NONE)
		return f;
	if (!elffile_within(e->size, sh->sh_offset, sh->sh_size) ||
	    !elffile_within(e->size, str.sh_offset, str.sh_size))
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, sh->sh_offset);
	s->symbols = true;
	s->sym_offset = sh->sh_offset;
	s->sym_count = sh->sh_size / sizeof(Elf64_Sym);
	s->str_offset = str.sh_offset;
	s->str_size = str.sh_size;
	return fault_none;
}

/* No relocation changes the allocated section at [addr, addr + size). */
static struct fault
unrelocated(struct elffile *e, struct walk *w, uint64_t addr, uint64_t size)
{
	struct fault f = fault_none;
	Elf64_Shdr sh;
	uint64_t i;

	for (i = 1; i < w->shnum && f.code == FAULT_NONE; i++) {
		f = section(e, w->shoff, i, &sh);
		if (f.code != FAULT_NONE)
			break;
		if ((sh.sh_flags & SHF_ALLOC) == 0)
			continue;
		f = relocs_outside(e, &sh, addr, size, &w->budget);
	}
	return f;
}

struct fault
sections_read(struct elffile *e, const Elf64_Ehdr *eh, struct sections *s)
{
	struct fault f;
	struct walk w;
	Elf64_Shdr sh;
	uint64_t i;

	memset(s, 0, sizeof *s);
	w.budget = RELOCS_MOST;
	f = table_of(e, eh, &w);
	for (i = 1; i < w.shnum && f.code == FAULT_NONE; i++) {
		f = section(e, w.shoff, i, &sh);
		if (f.code != FAULT_NONE)
			break;
		if (sh.sh_type == SHT_SYMTAB || sh.sh_type == SHT_DYNSYM) {
			f = take_symbols(e, &w, &sh, s);
		} else if (is_syslift(e, &w, &sh)) {
			f = take_syslift(e, &sh, s);
			if (f.code == FAULT_NONE &&
			    (sh.sh_flags & SHF_ALLOC) != 0)
				f = unrelocated(e, &w, sh.sh_addr, sh.sh_size);
		}
	}
	return f;
}
