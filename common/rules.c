#include "rules.h"

size_t
rules_segments(const struct phdr *phdrs, size_t phnum, struct segment *segs)
{
	size_t i, n = 0;

	for (i = 0; i < phnum; i++) {
		if (phdrs[i].type != PHDR_LOAD || phdrs[i].memsz == 0)
			continue;
		segs[n].vaddr = phdrs[i].vaddr;
		segs[n].memsz = phdrs[i].memsz;
		segs[n].filesz = phdrs[i].filesz;
		segs[n].offset = phdrs[i].offset;
		segs[n].align = phdrs[i].align;
		segs[n].flags = phdrs[i].flags;
		n++;
	}
	return n;
}

struct fault
rules_program(const struct program *prog)
{
	if (prog->type != IMAGE_EXEC && prog->type != IMAGE_DYN)
		return fault_of(FAULT_ELF_TYPE);
	if (arch_find(prog->machine) == NULL)
		return fault_of(FAULT_MACHINE);
	if (prog->phoff > UINT64_MAX - (uint64_t)prog->phnum * IMAGE_PHDR_BYTES)
		return fault_of(FAULT_PHDR_RANGE);
	return fault_none();
}

/* The kind of header whose bytes the running program looks for in memory. */
static bool
bound_to_memory(uint32_t type)
{
	return type == PHDR_PHDR || type == PHDR_TLS || type == PHDR_DYNAMIC ||
	    type == PHDR_NOTE || type == PHDR_GNU_RELRO ||
	    type == PHDR_GNU_EH_FRAME || type == PHDR_GNU_PROPERTY;
}

static bool
placed_in(
    const struct arch *arch, const struct phdr *p, const struct segment *s)
{
	uint64_t into, end;

	if (p->vaddr < s->vaddr)
		return false;
	into = p->vaddr - s->vaddr;
	if (into > s->memsz)
		return false;
	if (p->filesz > 0 &&
	    (into > s->filesz || p->filesz > s->filesz - into ||
		p->offset < s->offset || p->offset - s->offset != into))
		return false;
	if (p->type == PHDR_TLS)
		return true;
	end = s->vaddr + s->memsz;
	if (p->type == PHDR_GNU_RELRO)
		end = arch_page_up(arch, end);
	return p->memsz <= end - p->vaddr;
}

static bool
placed(const struct arch *arch, const struct phdr *p,
    const struct segment *segs, size_t nsegs)
{
	size_t i;

	if (p->filesz == 0 && (p->memsz == 0 || p->type == PHDR_TLS))
		return true;
	for (i = 0; i < nsegs; i++)
		if (placed_in(arch, p, &segs[i]))
			return true;
	return false;
}

struct fault
rules_phdrs(const struct arch *arch, const struct phdr *phdrs, size_t phnum,
    const struct segment *segs, size_t nsegs)
{
	size_t i;

	for (i = 0; i < phnum; i++) {
		const struct phdr *p = &phdrs[i];

		if (p->type == PHDR_INTERP)
			return fault_in(FAULT_INTERP, ITEM_PHDR, i);
		if (p->type == PHDR_GNU_STACK && (p->flags & IMAGE_X) != 0)
			return fault_in(FAULT_STACK_EXEC, ITEM_PHDR, i);
		if (bound_to_memory(p->type) && !placed(arch, p, segs, nsegs))
			return fault_full(FAULT_PHDR_PLACE, AT_ADDRESS,
			    p->vaddr, ITEM_PHDR, i);
	}
	return fault_none();
}

static bool
aligned(const struct arch *arch, const struct segment *s)
{
	if (s->vaddr % arch->page != s->offset % arch->page)
		return false;
	if (s->align == 0)
		return true;
	if (s->align > IMAGE_ALIGN_MAX || (s->align & (s->align - 1)) != 0)
		return false;
	return s->vaddr % s->align == s->offset % s->align;
}

static enum fault_code
segment_alone(const struct arch *arch, uint16_t type, const struct segment *s)
{
	if (s->flags > (IMAGE_R | IMAGE_W | IMAGE_X))
		return FAULT_SEG_FLAGS;
	if (s->filesz > s->memsz)
		return FAULT_SEG_SIZE;
	if (s->filesz > UINT64_MAX - s->offset)
		return FAULT_SEG_RANGE;
	if (s->vaddr > arch->top || s->memsz > arch->top - s->vaddr)
		return FAULT_SEG_WRAP;
	if (!aligned(arch, s))
		return FAULT_SEG_ALIGN;
	if ((s->flags & IMAGE_W) != 0 && (s->flags & IMAGE_X) != 0)
		return FAULT_SEG_WX;
	if (type == IMAGE_EXEC &&
	    arch_page_down(arch, s->vaddr) < IMAGE_RESERVED_END &&
	    arch_page_up(arch, s->vaddr + s->memsz) > IMAGE_RESERVED_START)
		return FAULT_RESERVED_RANGE;
	return FAULT_NONE;
}

/* a is before s in the table; both are in the address space. */
static enum fault_code
segment_after(
    const struct arch *arch, const struct segment *a, const struct segment *s)
{
	uint64_t end = a->vaddr + a->memsz;

	if (s->vaddr < a->vaddr)
		return FAULT_SEG_ORDER;
	if (s->vaddr < end)
		return FAULT_SEG_OVERLAP;
	if (s->flags != a->flags &&
	    arch_page_down(arch, s->vaddr) < arch_page_up(arch, end))
		return FAULT_PAGE_SHARED;
	return FAULT_NONE;
}

/*
 * Zeros of segments that are not writable are written out; *zeros is their sum
 * so far, and at most IMAGE_ZEROS_MAX.
 */
static bool
zeros_fit(const struct segment *s, uint64_t *zeros)
{
	uint64_t more = s->memsz - s->filesz;

	if ((s->flags & IMAGE_W) != 0)
		return true;
	if (more > IMAGE_ZEROS_MAX - *zeros)
		return false;
	*zeros += more;
	return true;
}

struct fault
rules_layout(const struct arch *arch, uint16_t type, const struct segment *segs,
    size_t nsegs)
{
	enum fault_code code;
	uint64_t zeros = 0;
	size_t i;

	if (nsegs == 0)
		return fault_of(FAULT_NO_LOAD);
	for (i = 0; i < nsegs; i++) {
		code = segment_alone(arch, type, &segs[i]);
		if (code == FAULT_NONE && !zeros_fit(&segs[i], &zeros))
			code = FAULT_SEG_ZEROS;
		if (code == FAULT_NONE && i > 0)
			code = segment_after(arch, &segs[i - 1], &segs[i]);
		/* The kernel bases a PIE on its first mapping of the file. */
		if (code == FAULT_NONE && i == 0 && type == IMAGE_DYN &&
		    segs[i].filesz == 0)
			code = FAULT_PIE_START;
		if (code != FAULT_NONE)
			return fault_full(
			    code, AT_ADDRESS, segs[i].vaddr, ITEM_SEGMENT, i);
	}
	return fault_none();
}

struct fault
rules_entry(const struct arch *arch, uint64_t entry, const struct segment *segs,
    size_t nsegs)
{
	size_t i = image_segment_of(segs, nsegs, entry, 1);

	if (i == nsegs || (segs[i].flags & IMAGE_X) == 0 ||
	    entry % arch->insn_align != 0)
		return fault_at(FAULT_ENTRY, AT_ADDRESS, entry);
	return fault_none();
}

struct fault
rules_site(const struct arch *arch, const struct segment *segs, size_t nsegs,
    const struct site *sites, size_t i)
{
	const struct site *s = &sites[i];
	size_t in = image_segment_of(segs, nsegs, s->vaddr, s->length);
	enum fault_code code = FAULT_NONE;

	if (in == nsegs || (segs[in].flags & IMAGE_X) == 0)
		code = FAULT_SITE_RANGE;
	else if (s->vaddr % arch->insn_align != 0)
		code = FAULT_SITE_ALIGN;
	if (code == FAULT_NONE)
		return fault_none();
	return fault_full(code, AT_ADDRESS, s->vaddr, ITEM_SITE, i);
}

struct fault
rules_site_stub(const struct arch *arch, const struct site *sites, size_t i)
{
	size_t k;

	for (k = 0; k < ARCH_SLOT; k++)
		if (sites[i].original[k] != arch->deny[k])
			return fault_full(FAULT_SLOT_STUB, AT_ADDRESS,
			    sites[i].vaddr, ITEM_SITE, i);
	return fault_none();
}

struct fault
rules_site_order(const struct site *sites, size_t i)
{
	const struct site *a = &sites[i - 1], *s = &sites[i];

	if (s->vaddr < a->vaddr)
		return fault_full(
		    FAULT_SITE_ORDER, AT_ADDRESS, s->vaddr, ITEM_SITE, i);
	if (s->vaddr - a->vaddr < a->length)
		return fault_full(
		    FAULT_SITE_OVERLAP, AT_ADDRESS, s->vaddr, ITEM_SITE, i);
	return fault_none();
}
