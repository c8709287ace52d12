#include "sections.h"

#include <libelf.h>
#include <string.h>

#include "range.h"
#include "relocs.h"

struct walk {
	struct shtable table;
	uint64_t budget; /* relocations that may still be looked at */
};

static struct fault
section(struct elffile *e, uint64_t shoff, uint64_t i, Elf64_Shdr *sh)
{
	return elffile_entries(
	    e, shoff + i * sizeof *sh, 1, sizeof *sh, ELF_T_SHDR, sh);
}

static struct fault
find_table(struct elffile *e, const Elf64_Ehdr *eh, struct shtable *t)
{
	uint64_t strndx = 0;
	struct fault f;
	Elf64_Shdr sh;

	t->shoff = t->shnum = t->names = t->names_size = 0;
	if (eh->e_shoff == 0)
		return fault_none();
	if (!range_within(e->size, eh->e_shoff, sizeof sh))
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, eh->e_shoff);
	f = section(e, eh->e_shoff, 0, &sh);
	if (f.code == FAULT_NONE)
		f = shcheck_table(eh, &sh, e->size, t, &strndx);
	if (f.code != FAULT_NONE || strndx == SHN_UNDEF)
		return f;
	f = section(e, t->shoff, strndx, &sh);
	if (f.code == FAULT_NONE)
		f = shcheck_names(&sh, e->size, t);
	return f;
}

static bool
is_syslift(struct elffile *e, const struct shtable *t, const Elf64_Shdr *sh)
{
	uint8_t name[SHCHECK_NAME];

	return range_within(t->names_size, sh->sh_name, sizeof name) &&
	    elffile_read(e, t->names + sh->sh_name, name, sizeof name).code ==
	    FAULT_NONE &&
	    shcheck_is_syslift(name);
}

static struct fault
take_symbols(struct elffile *e, const struct shtable *t, const Elf64_Shdr *sh,
    struct sections *s)
{
	struct fault f;
	Elf64_Shdr str;

	if (s->symbols && sh->sh_type == SHT_DYNSYM)
		return fault_none();
	if (sh->sh_link >= t->shnum)
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, sh->sh_offset);
	f = section(e, t->shoff, sh->sh_link, &str);
	if (f.code == FAULT_NONE)
		f = shcheck_symbols(sh, &str, e->size, s);
	return f;
}

/* No relocation changes the allocated section at [addr, addr + size). */
static struct fault
unrelocated(struct elffile *e, struct walk *w, uint64_t addr, uint64_t size)
{
	struct fault f = fault_none();
	Elf64_Shdr sh;
	uint64_t i;

	for (i = 1; i < w->table.shnum && f.code == FAULT_NONE; i++) {
		f = section(e, w->table.shoff, i, &sh);
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
	f = find_table(e, eh, &w.table);
	for (i = 1; i < w.table.shnum && f.code == FAULT_NONE; i++) {
		f = section(e, w.table.shoff, i, &sh);
		if (f.code != FAULT_NONE)
			break;
		if (sh.sh_type == SHT_SYMTAB || sh.sh_type == SHT_DYNSYM) {
			f = take_symbols(e, &w.table, &sh, s);
		} else if (is_syslift(e, &w.table, &sh)) {
			f = shcheck_syslift(&sh, e->size, s);
			if (f.code == FAULT_NONE &&
			    (sh.sh_flags & SHF_ALLOC) != 0)
				f = unrelocated(e, &w, sh.sh_addr, sh.sh_size);
		}
	}
	return f;
}
