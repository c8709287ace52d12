#include "shcheck.h"

struct fault
shcheck_table(const Elf64_Ehdr *eh, const Elf64_Shdr *first, uint64_t size,
    struct shtable *t, uint64_t *strndx)
{
	t->shoff = eh->e_shoff;
	t->shnum = eh->e_shnum != 0 ? eh->e_shnum : first->sh_size;
	t->names = t->names_size = 0;
	*strndx =
	    eh->e_shstrndx != SHN_XINDEX ? eh->e_shstrndx : first->sh_link;
	if (t->shnum > SHCHECK_SECTIONS ||
	    (*strndx != SHN_UNDEF && *strndx >= t->shnum) ||
	    !range_within(size, t->shoff, t->shnum * sizeof *first))
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, eh->e_shoff);
	return fault_none();
}

struct fault
shcheck_names(const Elf64_Shdr *str, uint64_t size, struct shtable *t)
{
	if (!range_within(size, str->sh_offset, str->sh_size))
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, t->shoff);
	t->names = str->sh_offset;
	t->names_size = str->sh_size;
	return fault_none();
}

bool
shcheck_is_syslift(const uint8_t name[SHCHECK_NAME])
{
	static const uint8_t wanted[SHCHECK_NAME] = ".syslift";
	size_t i;

	/*@ loop invariant 0 <= i <= SHCHECK_NAME;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      name[k] == wanted[k];
	    loop assigns i;
	    loop variant SHCHECK_NAME - i;
	*/
	for (i = 0; i < SHCHECK_NAME; i++)
		if (name[i] != wanted[i])
			return false;
	return true;
}

struct fault
shcheck_syslift(const Elf64_Shdr *sh, uint64_t size, struct sections *s)
{
	if (sh->sh_type == SHT_NOBITS || (sh->sh_flags & SHF_COMPRESSED) != 0)
		return fault_at(FAULT_SYSLIFT_SIZE, AT_FILE, sh->sh_offset);
	if (!range_within(size, sh->sh_offset, sh->sh_size))
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, sh->sh_offset);
	if (s->nsyslift == SHCHECK_SYSLIFT)
		return fault_at(FAULT_SITE_COUNT, AT_FILE, sh->sh_offset);
	s->syslift[s->nsyslift].offset = sh->sh_offset;
	s->syslift[s->nsyslift].size = sh->sh_size;
	s->nsyslift++;
	return fault_none();
}

struct fault
shcheck_symbols(const Elf64_Shdr *sh, const Elf64_Shdr *str, uint64_t size,
    struct sections *s)
{
	if (!range_within(size, sh->sh_offset, sh->sh_size) ||
	    !range_within(size, str->sh_offset, str->sh_size))
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, sh->sh_offset);
	s->symbols = true;
	s->sym_offset = sh->sh_offset;
	s->sym_count = sh->sh_size / sizeof(Elf64_Sym);
	s->str_offset = str->sh_offset;
	s->str_size = str->sh_size;
	return fault_none();
}

bool
shcheck_names_address(const Elf64_Sym *sym, const struct image *img)
{
	unsigned type = sym->st_info % 16u;
	size_t i;

	if (sym->st_shndx == SHN_UNDEF || sym->st_name == 0 ||
	    (type != STT_NOTYPE && type != STT_FUNC && type != STT_OBJECT &&
		type != STT_GNU_IFUNC))
		return false;
	/*@ loop invariant 0 <= i <= img->nsegs;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      !names_in(&img->segs[k], type, sym->st_value);
	    loop assigns i;
	    loop variant img->nsegs - i;
	*/
	for (i = 0; i < img->nsegs; i++)
		if (sym->st_value >= img->segs[i].vaddr &&
		    sym->st_value - img->segs[i].vaddr < img->segs[i].memsz &&
		    (type != STT_OBJECT || (img->segs[i].flags & IMAGE_X) == 0))
			return true;
	return false;
}
