#include "place.h"

#include "placed.h"

size_t
place_holder(const struct segment *segs, size_t nsegs, uint64_t at)
{
	size_t i, found = nsegs;

	for (i = 0; i < nsegs; i++)
		if (segs[i].offset <= at &&
		    at - segs[i].offset < segs[i].filesz)
			found = i;
	return found;
}

/* Where it was linked; false if that is no place, or another than before. */
static bool
place_linked(
    const struct segment *segs, size_t seg, struct load *loads, size_t i)
{
	const struct segment *s = &segs[seg];
	uint64_t vaddr = loads[i].vaddr, into = s->vaddr - vaddr, offset;
	uint64_t align;

	if (s->offset < into || s->offset > LAYOUT_FILE_MAX)
		return false;
	offset = s->offset - into;
	if (loads[i].placed && loads[i].offset != offset)
		return false;
	/* Merged segments may ask for more than the linked place has. */
	align = align_fit(loads[i].align, vaddr, offset);
	loads[i].placed = true;
	loads[i].offset = offset;
	loads[i].align = align;
	return true;
}

/* The whole table lies in the page-rounded file bytes of the load that holds
   its start; otherwise AT_PHDR would name bytes that are not there. */
static bool
table_held(
    const struct segment *segs, size_t nsegs, uint64_t phoff, uint64_t len)
{
	size_t seg = place_holder(segs, nsegs, phoff);

	if (seg == nsegs)
		return true;
	return len <= segs[seg].filesz - (phoff - segs[seg].offset);
}

/* The load of segment seg stands where it was linked. */
static bool
place_segment(const struct image *img, struct layout *l, size_t seg)
{
	size_t i = layout_load_of(l, seg);

	return place_linked(img->segs, seg, l->loads, i);
}

/* The load of the segment that holds offset at does, if one holds it. */
static bool
place(const struct image *img, struct layout *l, uint64_t at)
{
	size_t seg = place_holder(img->segs, img->nsegs, at);

	return seg == img->nsegs || place_segment(img, l, seg);
}

/* One load, from next on; returns where it ends. */
static uint64_t
place_next(const struct arch *arch, struct load *loads, size_t i, uint64_t next)
{
	uint64_t offset = align_next(loads[i].align, loads[i].vaddr, next), end;

	end = arch_page_up(arch, offset + loads[i].filesz);
	loads[i].offset = offset;
	return end;
}

/* The loads not placed yet, in order, from next on, which is a page's start;
   returns where they end. */
static uint64_t
place_rest(const struct arch *arch, uint64_t next, struct load *loads, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (loads[i].placed)
			continue;
		next = place_next(arch, loads, i, next);
		if (next > LAYOUT_FILE_MAX)
			break;
	}
	return next;
}

enum fault_code
place_loads(const struct image *img, uint64_t shift, struct layout *l)
{
	uint64_t len = (uint64_t)l->phnum * IMAGE_PHDR_BYTES, next, end;

	if (l->phoff > LAYOUT_FILE_MAX)
		return FAULT_FILE_SIZE;
	if (l->phoff < LAYOUT_EHDR || !place(img, l, 0) ||
	    !place(img, l, l->phoff) ||
	    !table_held(img->segs, img->nsegs, l->phoff, len) ||
	    !placed_fit(img, l))
		return FAULT_HEADER_ROOM;
	end = placed_end(l);
	next = arch_page_up(img->arch, end);
	next += shift * img->arch->page;
	next = place_rest(img->arch, next, l->loads, l->nloads);
	l->exec = placed_exec(l);
	l->size = next;
	return next <= LAYOUT_FILE_MAX ? FAULT_NONE : FAULT_FILE_SIZE;
}
