#include "sweep.h"

#include "slot.h"

void
sweep_start(struct sweep *w, const struct image *img, enum sweep_accept accept)
{
	w->img = img;
	w->accept = accept;
	scan_start(&w->scan, img->arch);
	w->seg = 0;
	w->open = false;
	w->any = false;
	w->end = 0;
	w->site = 0;
}

static struct fault
raw_call(const struct sweep *w, uint64_t hit)
{
	size_t i, in = w->img->nsegs;

	for (i = 0; i < w->img->nsegs; i++)
		if (hit >= w->img->segs[i].vaddr)
			in = i;
	if (in == w->img->nsegs)
		return fault_at(FAULT_RAW_CALL, AT_ADDRESS, hit);
	return fault_full(FAULT_RAW_CALL, AT_ADDRESS, hit, ITEM_SEGMENT, in);
}

/* Zeros never belong to a slot, so a pattern they complete is refused. */
static struct fault
zeros_to(struct sweep *w, uint64_t vaddr)
{
	uint64_t hit;

	if (scan_zeros(&w->scan, vaddr - w->scan.next, &hit))
		return raw_call(w, hit);
	return fault_none();
}

/* Opens an executable segment: the rest of the last one's page, then the
   bytes before this one on its own page. */
static struct fault
open_segment(struct sweep *w, const struct segment *s)
{
	const struct arch *arch = w->img->arch;
	uint64_t page = arch_page_down(arch, s->vaddr);
	struct fault f = fault_none();

	if (w->any) {
		uint64_t last = arch_page_up(arch, w->end);

		f = zeros_to(w, last < s->vaddr ? last : s->vaddr);
	}
	if (f.code == FAULT_NONE && w->scan.next < page)
		scan_at(&w->scan, page);
	if (f.code == FAULT_NONE)
		f = zeros_to(w, s->vaddr);
	w->open = true;
	return f;
}

static struct fault
close_segment(struct sweep *w, const struct segment *s)
{
	struct fault f = zeros_to(w, s->vaddr + s->memsz);

	w->open = false;
	w->any = true;
	w->end = s->vaddr + s->memsz;
	return f;
}

/* Opens and closes what lies before segment seg. */
static struct fault
move_to(struct sweep *w, size_t seg)
{
	struct fault f = fault_none();

	while (f.code == FAULT_NONE && w->seg < seg) {
		const struct segment *s = &w->img->segs[w->seg];

		if ((s->flags & IMAGE_X) != 0) {
			if (!w->open)
				f = open_segment(w, s);
			if (f.code == FAULT_NONE)
				f = close_segment(w, s);
		}
		w->seg++;
	}
	return f;
}

struct fault
sweep_data(
    struct sweep *w, size_t seg, uint64_t vaddr, const uint8_t *d, size_t n)
{
	const struct segment *s = &w->img->segs[seg];
	struct fault f;
	uint64_t hit;
	size_t pos = 0;

	if ((s->flags & IMAGE_X) == 0)
		return fault_none();
	f = move_to(w, seg);
	if (f.code == FAULT_NONE && !w->open)
		f = open_segment(w, s);
	if (f.code != FAULT_NONE)
		return f;
	scan_at(&w->scan, vaddr);
	while (scan_piece(&w->scan, d, n, &pos, &hit))
		if (w->accept == SWEEP_NOTHING ||
		    !slot_allows(w->img, hit, &w->site))
			return raw_call(w, hit);
	return fault_none();
}

struct fault
sweep_end(struct sweep *w)
{
	struct fault f = move_to(w, w->img->nsegs);

	if (f.code == FAULT_NONE && w->any)
		f = zeros_to(w, arch_page_up(w->img->arch, w->end));
	return f;
}
