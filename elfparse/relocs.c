#include "relocs.h"

#include <libelf.h>

enum { RELR_TYPE = 19, WORD = 8, RELR_BITS = 63 };

struct range {
	uint64_t addr, size;
};

static bool
inside(const struct range *r, uint64_t at)
{
	return at >= r->addr && at - r->addr < r->size;
}

static bool
relas_hit(const Elf64_Rela *batch, size_t n, const struct range *r)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (inside(r, batch[i].r_offset))
			return true;
	return false;
}

static bool
rels_hit(const Elf64_Rel *batch, size_t n, const struct range *r)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (inside(r, batch[i].r_offset))
			return true;
	return false;
}

/*
 * ELF gABI, SHT_RELR: an even word is an address; an odd one says with bits 1
 * to 63 which of the following 63 words are relocated too. *next is kept
 * between batches.
 */
static bool
relrs_hit(
    const Elf64_Xword *batch, size_t n, const struct range *r, uint64_t *next)
{
	size_t i, bit;

	for (i = 0; i < n; i++) {
		if (batch[i] % 2 == 0) {
			if (inside(r, batch[i]))
				return true;
			*next = batch[i] + WORD;
			continue;
		}
		for (bit = 0; bit < RELR_BITS; bit++)
			if (((batch[i] >> (bit + 1)) & 1) != 0 &&
			    inside(r, *next + bit * WORD))
				return true;
		*next += RELR_BITS * WORD;
	}
	return false;
}

struct fault
relocs_outside(struct elffile *e, const Elf64_Shdr *sh, uint64_t addr,
    uint64_t size, uint64_t *budget)
{
	union {
		Elf64_Rela rela[ELFFILE_BATCH];
		Elf64_Rel rel[ELFFILE_BATCH];
		Elf64_Xword relr[ELFFILE_BATCH];
	} batch;
	struct range r = {addr, size};
	uint64_t i, count, next = 0;
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
		return fault_none;
	}
	if (!elffile_within(e->size, sh->sh_offset, sh->sh_size))
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
			hit = relas_hit(batch.rela, n, &r);
		else if (type == ELF_T_REL)
			hit = rels_hit(batch.rel, n, &r);
		else
			hit = relrs_hit(batch.relr, n, &r, &next);
		if (hit)
			return fault_at(FAULT_SYSLIFT_RELOC, AT_ADDRESS, addr);
	}
	return fault_none;
}
