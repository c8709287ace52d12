#include "layout.h"

#include "phtable.h"

static uint64_t
greater(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* b may join the load that ends with segment a: same page, same permissions
   (rules_layout refuses different ones). */
static bool
joins(const struct arch *arch, const struct segment *a, const struct segment *b)
{
	return arch_page_down(arch, b->vaddr) <
	    arch_page_up(arch, a->vaddr + a->memsz);
}

static void
size_load(const struct image *img, struct load *ld)
{
	const struct segment *s = &img->segs[ld->first];
	uint64_t file_end = 0, mem_end = 0;
	size_t i;

	ld->vaddr = arch_page_down(img->arch, s->vaddr);
	ld->flags = s->flags;
	ld->align = img->arch->page;
	for (i = 0; i < ld->count; i++) {
		mem_end = s[i].vaddr + s[i].memsz;
		if (s[i].filesz > 0)
			file_end = s[i].vaddr + s[i].filesz;
		ld->align = greater(ld->align, s[i].align);
	}
	if ((ld->flags & IMAGE_W) == 0) {
		/* The kernel zero-fills writable segments only. */
		ld->memsz = arch_page_up(img->arch, mem_end) - ld->vaddr;
		ld->filesz = ld->memsz;
		return;
	}
	/* brk starts at the end of memsz. */
	ld->memsz = mem_end - ld->vaddr;
	ld->filesz = 0;
	if (file_end > 0) {
		file_end = arch_page_up(img->arch, file_end);
		ld->filesz =
		    (file_end < mem_end ? file_end : mem_end) - ld->vaddr;
	}
}

static void
find_loads(const struct image *img, struct layout *l)
{
	size_t i;

	l->nloads = 0;
	for (i = 0; i < img->nsegs; i++) {
		if (i > 0 &&
		    joins(img->arch, &img->segs[i - 1], &img->segs[i])) {
			l->loads[l->nloads - 1].count++;
			continue;
		}
		l->loads[l->nloads].first = i;
		l->loads[l->nloads].count = 1;
		l->loads[l->nloads].placed = false;
		l->nloads++;
	}
	for (i = 0; i < l->nloads; i++)
		size_load(img, &l->loads[i]);
}

size_t
layout_load_of(const struct layout *l, size_t seg)
{
	size_t i = 0;

	while (i + 1 < l->nloads && l->loads[i + 1].first <= seg)
		i++;
	return i;
}

/* The segment the kernel takes for the holder of file offset at: the last. */
static size_t
holder(const struct image *img, uint64_t at)
{
	size_t i, found = img->nsegs;

	for (i = 0; i < img->nsegs; i++)
		if (img->segs[i].offset <= at &&
		    at - img->segs[i].offset < img->segs[i].filesz)
			found = i;
	return found;
}

/* The load of the segment that holds offset at stands where it was linked. */
static bool
place(const struct image *img, struct layout *l, uint64_t at)
{
	size_t seg = holder(img, at);
	const struct segment *s;
	struct load *ld;
	uint64_t into;

	if (seg == img->nsegs)
		return true;
	s = &img->segs[seg];
	ld = &l->loads[layout_load_of(l, seg)];
	into = s->vaddr - ld->vaddr;
	if (s->offset < into || s->offset > LAYOUT_FILE_MAX)
		return false;
	if (ld->placed && ld->offset != s->offset - into)
		return false;
	ld->placed = true;
	ld->offset = s->offset - into;
	/* Merged segments may ask for more than the linked place has. */
	while (ld->vaddr % ld->align != ld->offset % ld->align)
		ld->align /= 2;
	if ((ld->flags & IMAGE_X) != 0)
		l->exec = true;
	return true;
}

static bool
apart(uint64_t a, uint64_t alen, uint64_t b, uint64_t blen)
{
	return a + alen <= b || b + blen <= a;
}

/*
 * Where headers will be written over a segment's bytes, the segment's own
 * bytes there were headers: it stands at its linked offset.
 */
static bool
headers_fit(const struct image *img, const struct layout *l, size_t i)
{
	const struct load *ld = &l->loads[i];
	uint64_t at;
	size_t k;

	for (k = ld->first; k < ld->first + ld->count; k++) {
		at = ld->offset + (img->segs[k].vaddr - ld->vaddr);
		if (img->segs[k].filesz == 0 || at == img->segs[k].offset)
			continue;
		if (!apart(at, img->segs[k].filesz, 0, LAYOUT_EHDR) ||
		    !apart(at, img->segs[k].filesz, l->phoff,
			(uint64_t)l->phnum * IMAGE_PHDR_BYTES))
			return false;
	}
	return true;
}

static bool
placed_apart(const struct image *img, const struct layout *l, size_t i)
{
	const struct load *a = &l->loads[i], *b;
	size_t k;

	for (k = 0; k < i; k++) {
		b = &l->loads[k];
		if (b->placed &&
		    !apart(a->offset, arch_page_up(img->arch, a->filesz),
			b->offset, arch_page_up(img->arch, b->filesz)))
			return false;
	}
	return true;
}

/* The whole table lies in the page-rounded file bytes of the load that holds
   its start; otherwise AT_PHDR would name bytes that are not there. */
static bool
table_held(const struct image *img, const struct layout *l)
{
	uint64_t len = (uint64_t)l->phnum * IMAGE_PHDR_BYTES;
	size_t seg = holder(img, l->phoff);
	const struct segment *s;

	if (seg == img->nsegs)
		return true;
	s = &img->segs[seg];
	return len <= s->filesz - (l->phoff - s->offset);
}

/* Loads that hold headers first, then the others behind them, in order. */
static enum fault_code
place_all(const struct image *img, uint64_t shift, struct layout *l)
{
	uint64_t next = LAYOUT_EHDR, end;
	size_t i;

	l->exec = false;
	if (l->phoff > LAYOUT_FILE_MAX)
		return FAULT_FILE_SIZE;
	if (l->phoff < LAYOUT_EHDR || !place(img, l, 0) ||
	    !place(img, l, l->phoff) || !table_held(img, l))
		return FAULT_HEADER_ROOM;
	next = greater(next, l->phoff + (uint64_t)l->phnum * IMAGE_PHDR_BYTES);
	for (i = 0; i < l->nloads; i++) {
		struct load *ld = &l->loads[i];

		if (!ld->placed)
			continue;
		if (!headers_fit(img, l, i) || !placed_apart(img, l, i))
			return FAULT_HEADER_ROOM;
		next = greater(next, ld->offset + ld->filesz);
	}
	next = arch_page_up(img->arch, next) + shift * img->arch->page;
	for (i = 0; i < l->nloads; i++) {
		struct load *ld = &l->loads[i];

		if (ld->placed)
			continue;
		/* ELF gABI: p_offset and p_vaddr are equal modulo p_align. */
		end = next % ld->align;
		next += (ld->vaddr % ld->align + ld->align - end) % ld->align;
		ld->offset = next;
		next = arch_page_up(img->arch, next + ld->filesz);
		if (next > LAYOUT_FILE_MAX)
			return FAULT_FILE_SIZE;
	}
	l->size = next;
	return next <= LAYOUT_FILE_MAX ? FAULT_NONE : FAULT_FILE_SIZE;
}

struct fault
layout_make(const struct image *img, uint64_t shift, struct layout *l)
{
	enum fault_code code;
	size_t i;

	l->phoff = img->prog.phoff;
	l->phnum = img->prog.phnum;
	find_loads(img, l);
	for (i = 0; i < l->nloads; i++)
		l->loads[i].offset = 0;
	if (!phtable_takes_stack(img, l)) {
		/* A table that no segment maps may grow. */
		if (holder(img, l->phoff) < img->nsegs)
			return fault_of(FAULT_NO_STACK);
		l->phnum++;
	}
	code = place_all(img, shift, l);
	if (code == FAULT_NONE)
		phtable_fill(img, l);
	return fault_of(code);
}

uint64_t
layout_offset(const struct layout *l, size_t seg, uint64_t vaddr)
{
	const struct load *ld = &l->loads[layout_load_of(l, seg)];

	return ld->offset + (vaddr - ld->vaddr);
}
