#include "headers.h"

#include <libelf.h>

#include "rules.h"

enum { DYNAMIC_ENTRIES = 65536 };

static struct fault
header_good(const struct elffile *e, const Elf64_Ehdr *h)
{
	enum fault_code code = FAULT_NONE;

	if (h->e_version != EV_CURRENT)
		code = FAULT_ELF_VERSION;
	else if (h->e_phnum == 0 || h->e_phnum > IMAGE_PHDRS)
		code = FAULT_PHDR_COUNT;
	else if (h->e_ehsize != sizeof *h ||
	    h->e_phentsize != sizeof(Elf64_Phdr) ||
	    (h->e_shoff != 0 && h->e_shentsize != sizeof(Elf64_Shdr)))
		code = FAULT_ELF_HEADER;
	else if (!elffile_within(e->size, h->e_phoff,
		     (uint64_t)h->e_phnum * sizeof(Elf64_Phdr)))
		code = FAULT_PHDR_RANGE;
	return code == FAULT_NONE ? fault_none : fault_at(code, AT_FILE, 0);
}

static void
phdr_from(const Elf64_Phdr *from, struct phdr *to)
{
	to->type = from->p_type;
	to->flags = from->p_flags;
	to->offset = from->p_offset;
	to->vaddr = from->p_vaddr;
	to->paddr = from->p_paddr;
	to->filesz = from->p_filesz;
	to->memsz = from->p_memsz;
	to->align = from->p_align;
}

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
			phdr_from(&batch[k], &phdrs[i + k]);
	}
	return fault_none;
}

/* Bytes named by a header must be in the file, mapped or not. */
static struct fault
phdrs_within(const struct elffile *e, const struct image *img)
{
	size_t i;

	for (i = 0; i < img->prog.phnum; i++) {
		const struct phdr *p = &img->phdrs[i];

		if (p->type == PHDR_LOAD && p->memsz == 0)
			continue;
		if ((p->type == PHDR_LOAD ||
			(p->type == PHDR_RISCV_ATTRIBUTES &&
			    img->arch == &arch_riscv64)) &&
		    !elffile_within(e->size, p->offset, p->filesz))
			return fault_full(
			    FAULT_SEG_RANGE, AT_FILE, p->offset, ITEM_PHDR, i);
	}
	return fault_none;
}

/* A shared library, or a program that needs one without asking for ld.so. */
static struct fault
needs_nothing(struct elffile *e, const struct phdr *p, size_t index)
{
	Elf64_Dyn batch[ELFFILE_BATCH];
	uint64_t i, total = p->filesz / sizeof *batch;
	size_t k, n;
	struct fault f;

	if (!elffile_within(e->size, p->offset, p->filesz))
		return fault_in(FAULT_PHDR_PLACE, ITEM_PHDR, index);
	for (i = 0; i < total && i < DYNAMIC_ENTRIES; i += n) {
		n = total - i < ELFFILE_BATCH ? (size_t)(total - i)
					      : ELFFILE_BATCH;
		f = elffile_entries(e, p->offset + i * sizeof *batch, n,
		    sizeof *batch, ELF_T_DYN, batch);
		if (f.code != FAULT_NONE)
			return f;
		for (k = 0; k < n; k++) {
			if (batch[k].d_tag == DT_NULL)
				return fault_none;
			if (batch[k].d_tag == DT_NEEDED)
				return fault_in(
				    FAULT_DYNAMIC, ITEM_PHDR, index);
		}
	}
	return fault_none;
}

static struct fault
is_static(struct elffile *e, const struct image *img)
{
	struct fault f = fault_none;
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
		f = phdrs_within(e, img);
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
	img->prog.machine = eh->e_machine;
	img->prog.type = eh->e_type;
	img->prog.flags = eh->e_flags;
	img->prog.entry = eh->e_entry;
	img->prog.phoff = eh->e_phoff;
	img->prog.phnum = eh->e_phnum;
	img->arch = arch_find(eh->e_machine);
	f = rules_program(&img->prog);
	if (f.code == FAULT_NONE)
		f = header_good(e, eh);
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
