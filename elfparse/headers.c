#include "headers.h"

#include <libelf.h>

#include "elfcheck.h"
#include "range.h"
#include "rules.h"

enum { DYNAMIC_ENTRIES = 65536 };

static struct fault
read_phdrs(struct elffile *e, uint64_t phoff, size_t phnum, struct phdr *phdrs)
{
	Elf64_Phdr batch[ELFFILE_BATCH];
	size_t i, k, n;
	struct fault f;

	for (i = 0; i < phnum; i += n) {
		n = phnum - i < ELFFILE_BATCH ? phnum - i : ELFFILE_BATCH;
		f = elffile_entries(e, phoff + i * sizeof *batch, n,
		    sizeof *batch, ELF_T_PHDR, batch);
		if (f.code != FAULT_NONE)
			return f;
		for (k = 0; k < n; k++)
			elfcheck_phdr(&batch[k], &phdrs[i + k]);
	}
	return fault_none();
}

/* A shared library, or a program that needs one without asking for ld.so. */
static struct fault
needs_nothing(struct elffile *e, const struct phdr *p, size_t index)
{
	Elf64_Dyn batch[ELFFILE_BATCH];
	uint64_t i, total = p->filesz / sizeof *batch;
	enum elfcheck_dynamic end;
	size_t n;
	struct fault f;

	if (!range_within(e->size, p->offset, p->filesz))
		return fault_in(FAULT_PHDR_PLACE, ITEM_PHDR, index);
	for (i = 0; i < total && i < DYNAMIC_ENTRIES; i += n) {
		n = total - i < ELFFILE_BATCH ? (size_t)(total - i)
					      : ELFFILE_BATCH;
		f = elffile_entries(e, p->offset + i * sizeof *batch, n,
		    sizeof *batch, ELF_T_DYN, batch);
		if (f.code != FAULT_NONE)
			return f;
		end = elfcheck_dynamic(batch, n);
		if (end == DYNAMIC_END)
			return fault_none();
		if (end == DYNAMIC_NEEDS)
			return fault_in(FAULT_DYNAMIC, ITEM_PHDR, index);
	}
	return fault_none();
}

static struct fault
is_static(struct elffile *e, const struct image *img)
{
	struct fault f = fault_none();
	size_t i;

	for (i = 0; f.code == FAULT_NONE && i < img->prog.phnum; i++)
		if (img->phdrs[i].type == PHDR_DYNAMIC)
			f = needs_nothing(e, &img->phdrs[i], i);
	return f;
}

/* That it is dynamic says more than that a library has no entry point. */
static struct fault
rules(struct elffile *e, struct image *img)
{
	struct fault f;

	f = rules_layout(img->arch, img->prog.type, img->segs, img->nsegs);
	if (f.code == FAULT_NONE)
		f = elfcheck_phdrs(img, e->size);
	if (f.code == FAULT_NONE)
		f = rules_phdrs(img->arch, img->phdrs, img->prog.phnum,
		    img->segs, img->nsegs);
	if (f.code == FAULT_NONE)
		f = is_static(e, img);
	if (f.code == FAULT_NONE)
		f = rules_entry(
		    img->arch, img->prog.entry, img->segs, img->nsegs);
	return f;
}

struct fault
headers_read(struct elffile *e, Elf64_Ehdr *eh, struct image *img)
{
	struct fault f = elffile_header(e, eh);

	if (f.code != FAULT_NONE)
		return f;
	elfcheck_program(eh, &img->prog);
	img->arch = arch_find(eh->e_machine);
	f = rules_program(&img->prog);
	if (f.code == FAULT_NONE)
		f = elfcheck_header(eh, e->size);
	if (f.code != FAULT_NONE)
		return f;
	f = read_phdrs(e, eh->e_phoff, eh->e_phnum, img->phdrs);
	if (f.code != FAULT_NONE)
		return f;
	img->nsegs = rules_segments(img->phdrs, img->prog.phnum, img->segs);
	return rules(e, img);
}

bool
headers_offset(
    const struct image *img, uint64_t vaddr, uint64_t len, uint64_t *off)
{
	size_t i = image_segment_of(img->segs, img->nsegs, vaddr, len);

	if (i == img->nsegs)
		return false;
	*off = img->segs[i].offset + (vaddr - img->segs[i].vaddr);
	return true;
}
