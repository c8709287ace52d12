#include "final.h"

#include "codec.h"
#include "judge.h"
#include "le.h"
#include "range.h"
#include "rules.h"

static struct fault
check_header(struct final *f)
{
	static const uint8_t ident[7] = {0x7f, 'E', 'L', 'F', 2, 1, 1};
	const uint8_t *b = f->file;
	uint64_t phoff;
	size_t i;

	if (f->size < LAYOUT_EHDR)
		return fault_at(FAULT_NOT_ELF, AT_FILE, f->size);
	for (i = 0; i < sizeof ident; i++)
		if (b[i] != ident[i])
			return fault_at(FAULT_NOT_ELF, AT_FILE, i);
	if (le16(b, 16) != f->plan->prog.type)
		return fault_at(FAULT_ELF_TYPE, AT_FILE, 16);
	if (le16(b, 18) != f->plan->arch->machine)
		return fault_at(FAULT_MACHINE, AT_FILE, 18);
	if (le16(b, 52) != LAYOUT_EHDR || le16(b, 54) != IMAGE_PHDR_BYTES)
		return fault_at(FAULT_ELF_HEADER, AT_FILE, 52);
	f->phnum = le16(b, 56);
	if (f->phnum == 0 || f->phnum > LAYOUT_PHDRS)
		return fault_at(FAULT_PHDR_COUNT, AT_FILE, 56);
	phoff = le64(b, 32);
	if (!range_within(f->size, phoff, f->phnum * IMAGE_PHDR_BYTES))
		return fault_at(FAULT_PHDR_RANGE, AT_FILE, 32);
	for (i = 0; i < f->phnum; i++)
		codec_phdr(b, phoff + i * IMAGE_PHDR_BYTES, &f->phdrs[i]);
	return fault_none();
}

/* The types this program writes; the kernel would act on others. */
static bool
listed(uint32_t type)
{
	return type == PHDR_NULL || type == PHDR_LOAD || type == PHDR_DYNAMIC ||
	    type == PHDR_NOTE || type == PHDR_PHDR || type == PHDR_TLS ||
	    type == PHDR_GNU_EH_FRAME || type == PHDR_GNU_STACK ||
	    type == PHDR_GNU_RELRO || type == PHDR_GNU_PROPERTY ||
	    type == PHDR_RISCV_ATTRIBUTES;
}

static struct fault
check_types(const struct final *f)
{
	bool stack = false;
	size_t i;

	for (i = 0; i < f->phnum; i++) {
		if (f->phdrs[i].type == PHDR_INTERP)
			return fault_in(FAULT_INTERP, ITEM_PHDR, i);
		if (!listed(f->phdrs[i].type))
			return fault_in(FAULT_PHDR_PLACE, ITEM_PHDR, i);
		if (f->phdrs[i].type == PHDR_GNU_STACK)
			stack = true;
	}
	return stack ? fault_none() : fault_of(FAULT_NO_STACK);
}

/* Whole pages, and of what is not writable nothing for the kernel to fill. */
static bool
whole_pages(const struct final *f, const struct segment *s)
{
	uint64_t page = f->plan->arch->page;

	if (s->vaddr % page != 0 || s->offset % page != 0)
		return false;
	if ((s->flags & IMAGE_W) != 0)
		return true;
	return s->filesz == s->memsz && s->memsz % page == 0;
}

static bool
own_pages(const struct final *f, size_t i)
{
	const struct arch *arch = f->plan->arch;
	const struct segment *a = &f->view.segs[i], *b;
	uint64_t a_end = a->offset + arch_page_up(arch, a->filesz), b_end;
	size_t k;

	if (a_end > f->size)
		return false;
	for (k = 0; k < i; k++) {
		b = &f->view.segs[k];
		b_end = b->offset + arch_page_up(arch, b->filesz);
		if (a->offset < b_end && b->offset < a_end)
			return false;
	}
	return true;
}

static struct fault
check_loads(struct final *f)
{
	const struct segment *s;
	enum fault_code code;
	struct fault fault;
	size_t i;

	f->view.arch = f->plan->arch;
	/* At most IMAGE_PHDRS of them: one header is PT_GNU_STACK. */
	f->view.nsegs = rules_segments(f->phdrs, f->phnum, f->view.segs);
	fault = rules_layout(
	    f->plan->arch, f->plan->prog.type, f->view.segs, f->view.nsegs);
	for (i = 0; i < f->view.nsegs && fault.code == FAULT_NONE; i++) {
		s = &f->view.segs[i];
		code = FAULT_NONE;
		if (!range_within(f->size, s->offset, s->filesz))
			code = FAULT_SEG_RANGE;
		else if (!whole_pages(f, s))
			code = FAULT_SEG_ALIGN;
		else if (!own_pages(f, i))
			code = FAULT_SEG_OVERLAP;
		if (code != FAULT_NONE)
			fault = fault_full(
			    code, AT_ADDRESS, s->vaddr, ITEM_SEGMENT, i);
	}
	return fault;
}

struct fault
final_check(struct final *f, const uint8_t *file, uint64_t size,
    const struct image *plan)
{
	struct fault fault;

	f->file = file;
	f->size = size;
	f->plan = plan;
	if (!plan->has_plan)
		return fault_of(FAULT_NO_PLAN);
	fault = check_header(f);
	if (fault.code == FAULT_NONE)
		fault = check_types(f);
	if (fault.code == FAULT_NONE)
		fault = check_loads(f);
	if (fault.code == FAULT_NONE)
		fault = rules_phdrs(plan->arch, f->phdrs, f->phnum,
		    f->view.segs, f->view.nsegs);
	if (fault.code == FAULT_NONE)
		fault = rules_entry(
		    plan->arch, le64(file, 24), f->view.segs, f->view.nsegs);
	f->view.sites = plan->sites;
	f->view.nsites = plan->nsites;
	f->view.plan = plan->plan;
	if (fault.code == FAULT_NONE)
		fault = judge_slots(&f->view, file, size);
	if (fault.code == FAULT_NONE)
		fault = judge_calls(&f->view, file, size);
	return fault;
}

uint8_t
final_byte(const struct final *f, size_t seg, uint64_t vaddr)
{
	uint64_t into = vaddr - f->view.segs[seg].vaddr;

	if (into >= f->view.segs[seg].filesz)
		return 0;
	return f->file[f->view.segs[seg].offset + into];
}
