#include "relocs.h"

#include <libelf.h>

#include "range.h"
#include "relochit.h"

enum { RELR_TYPE = 19 }; /* SHT_RELR, newer than some elf.h */

struct fault
relocs_outside(struct elffile *e, const Elf64_Shdr *sh, uint64_t addr,
    uint64_t size, uint64_t *budget)
{
	union {
		Elf64_Rela rela[ELFFILE_BATCH];
		Elf64_Rel rel[ELFFILE_BATCH];
		Elf64_Xword relr[ELFFILE_BATCH];
	} batch;
	struct relochit r = {addr, size, 0};
	uint64_t i, count;
	size_t entry, n;
	struct fault f;
	int type;
	bool hit;

	if (sh->sh_type == SHT_RELA) {
		entry = sizeof *batch.rela;
		type = ELF_T_RELA;
	} else if (sh->sh_type == SHT_REL) {
		entry = sizeof *batch.rel;
		type = ELF_T_REL;
	} else if (sh->sh_type == RELR_TYPE) {
		entry = sizeof *batch.relr;
		type = ELF_T_XWORD;
	} else {
		return fault_none();
	}
	if (!range_within(e->size, sh->sh_offset, sh->sh_size))
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, sh->sh_offset);
	count = sh->sh_size / entry;
	if (count > *budget)
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, sh->sh_offset);
	*budget -= count;
	for (i = 0; i < count; i += n) {
		n = count - i < ELFFILE_BATCH ? (size_t)(count - i)
					      : ELFFILE_BATCH;
		f = elffile_entries(
		    e, sh->sh_offset + i * entry, n, entry, type, &batch);
		if (f.code != FAULT_NONE)
			return f;
		if (type == ELF_T_RELA)
			hit = relochit_rela(&r, batch.rela, n);
		else if (type == ELF_T_REL)
			hit = relochit_rel(&r, batch.rel, n);
		else
			hit = relochit_relr(&r, batch.relr, n);
		if (hit)
			return fault_at(FAULT_SYSLIFT_RELOC, AT_ADDRESS, addr);
	}
	return fault_none();
}
