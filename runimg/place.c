#include "place.h"

#include "placed.h"
#include "placelemmas.h"

size_t
place_holder(const struct segment *segs, size_t nsegs, uint64_t at)
{
	size_t i, found = nsegs;

	/*@ loop invariant 0 <= i <= nsegs && found <= nsegs;
	    loop invariant found < nsegs ==> found < i &&
	      holds_offset(&segs[found], at);
	    loop invariant \forall integer k; 0 <= k < i &&
	      holds_offset(&segs[k], at) ==> k <= found < nsegs;
	    loop assigns i, found;
	    loop variant nsegs - i;
	*/
	for (i = 0; i < nsegs; i++)
		if (segs[i].offset <= at &&
		    at - segs[i].offset < segs[i].filesz)
			found = i;
	return found;
}

/*@ requires i < IMAGE_PHDRS && \valid(loads + (0 .. IMAGE_PHDRS - 1));
    requires seg < IMAGE_PHDRS;
    requires \valid_read(segs + (0 .. IMAGE_PHDRS - 1));
    requires load_bounded(loads + i) && loads[i].vaddr <= segs[seg].vaddr;
    requires segment_congruent(segs + seg);
    assigns loads[i].placed, loads[i].offset, loads[i].align;
    ensures load_bounded(loads + i) && shape_kept{Pre, Post}(loads + i);
    ensures loads_kept_but{Pre, Post}(loads, IMAGE_PHDRS, i);
*/
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
	/*@ assert vaddr % 4096 == offset % 4096; */
	/* Merged segments may ask for more than the linked place has. */
	align = align_fit(loads[i].align, vaddr, offset);
	loads[i].placed = true;
	loads[i].offset = offset;
	loads[i].align = align;
	return true;
}

/*@ requires \valid_read(segs + (0 .. nsegs - 1));
    assigns \nothing;
*/
/* The whole table lies in the segment that holds its start; otherwise AT_PHDR
   would name bytes that are not there. */
static bool
table_held(
    const struct segment *segs, size_t nsegs, uint64_t phoff, uint64_t len)
{
	size_t seg = place_holder(segs, nsegs, phoff);

	if (seg == nsegs)
		return true;
	return len <= segs[seg].filesz - (phoff - segs[seg].offset);
}

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch);
    requires place_takes(img, l) && seg < img->nsegs;
    assigns l->loads[0 .. IMAGE_PHDRS - 1].placed,
      l->loads[0 .. IMAGE_PHDRS - 1].offset,
      l->loads[0 .. IMAGE_PHDRS - 1].align;
    ensures place_takes(img, l) && counts_kept{Pre, Post}(l);
    ensures shapes_kept{Pre, Post}(&l->loads[0], l->nloads);
*/
/* The load of segment seg stands where it was linked. */
static bool
place_segment(const struct image *img, struct layout *l, size_t seg)
{
	size_t i = layout_load_of(l, seg);
	bool good;

	/*@ assert load_holds(&l->loads[0] + i, seg); */
	/*@ assert load_bounded(&l->loads[0] + i); */
	/*@ assert load_over(&l->loads[0] + i, &img->segs[0] + seg); */
	/*@ assert segment_congruent(&img->segs[0] + seg); */
	good = place_linked(img->segs, seg, l->loads, i);
	/*@ assert counts_kept{Pre, Here}(l); */
	/*@ assert loads_kept_but{Pre, Here}(&l->loads[0], l->nloads, i); */
	/*@ assert shapes_kept{Pre, Here}(&l->loads[0], l->nloads); */
	/*@ assert machine_same{Pre, Here}(img->arch); */
	/*@ assert arch_is_one(img->arch); */
	/*@ assert segments_kept{Pre, Here}(img->arch, &img->segs[0],
	      img->nsegs); */
	/*@ assert segs_kept{Pre, Here}(&img->segs[0], img->nsegs); */
	/*@ assert loads_split(&l->loads[0], l->nloads, img->nsegs); */
	/*@ assert loads_over(&l->loads[0], l->nloads, &img->segs[0]); */
	/*@ assert loads_bounded(&l->loads[0], l->nloads); */
	/*@ assert segments_congruent(&img->segs[0], img->nsegs); */
	return good;
}

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch);
    requires place_takes(img, l);
    assigns l->loads[0 .. IMAGE_PHDRS - 1].placed,
      l->loads[0 .. IMAGE_PHDRS - 1].offset,
      l->loads[0 .. IMAGE_PHDRS - 1].align;
    ensures place_takes(img, l) && counts_kept{Pre, Post}(l);
    ensures shapes_kept{Pre, Post}(&l->loads[0], l->nloads);
*/
/* The load of the segment that holds offset at does, if one holds it. */
static bool
place(const struct image *img, struct layout *l, uint64_t at)
{
	size_t seg = place_holder(img->segs, img->nsegs, at);

	return seg == img->nsegs || place_segment(img, l, seg);
}

/*@ requires arch_known(arch) && i < IMAGE_PHDRS;
    requires \valid(loads + (0 .. IMAGE_PHDRS - 1));
    requires load_bounded(loads + i) && loads[i].placed == 0;
    requires next <= 0x2000040000000;
    assigns loads[i].offset;
    ensures load_bounded(loads + i) && shape_kept{Pre, Post}(loads + i);
    ensures loads_kept_but{Pre, Post}(loads, IMAGE_PHDRS, i);
    ensures \result <= 0x4000000000000;
*/
/* From next on; returns where it ends. */
static uint64_t
place_next(const struct arch *arch, struct load *loads, size_t i, uint64_t next)
{
	uint64_t offset = align_next(loads[i].align, loads[i].vaddr, next), end;

	end = arch_page_up(arch, offset + loads[i].filesz);
	loads[i].offset = offset;
	return end;
}

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch);
    requires place_takes(img, l) && i < l->nloads && l->loads[i].placed == 0;
    requires next <= 0x2000040000000;
    assigns l->loads[i].offset;
    ensures place_takes(img, l) && counts_kept{Pre, Post}(l);
    ensures shapes_kept{Pre, Post}(&l->loads[0], l->nloads);
    ensures machine_same{Pre, Post}(img->arch);
    ensures \result <= 0x4000000000000;
*/
/* One load. */
static uint64_t
place_one(const struct image *img, struct layout *l, size_t i, uint64_t next)
{
	/*@ assert load_bounded(&l->loads[0] + i); */
	next = place_next(img->arch, l->loads, i, next);
	/*@ assert counts_kept{Pre, Here}(l); */
	/*@ assert loads_kept_but{Pre, Here}(&l->loads[0], l->nloads, i); */
	/*@ assert shapes_kept{Pre, Here}(&l->loads[0], l->nloads); */
	/*@ assert machine_same{Pre, Here}(img->arch); */
	/*@ assert arch_is_one(img->arch); */
	/*@ assert segments_kept{Pre, Here}(img->arch, &img->segs[0],
	      img->nsegs); */
	/*@ assert loads_split(&l->loads[0], l->nloads, img->nsegs); */
	/*@ assert loads_over(&l->loads[0], l->nloads, &img->segs[0]); */
	/*@ assert loads_bounded(&l->loads[0], l->nloads); */
	/*@ assert segments_congruent(&img->segs[0], img->nsegs); */
	return next;
}

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch);
    requires place_takes(img, l);
    requires next <= 0x2000040000000;
    assigns l->loads[0 .. IMAGE_PHDRS - 1].offset;
    ensures place_takes(img, l) && counts_kept{Pre, Post}(l);
    ensures shapes_kept{Pre, Post}(&l->loads[0], l->nloads);
    ensures machine_same{Pre, Post}(img->arch);
*/
/* The loads not placed yet, in order, from next on, which is a page's start;
   returns where they end. */
static uint64_t
place_rest(const struct image *img, uint64_t next, struct layout *l)
{
	size_t i;

	/*@ loop invariant 0 <= i <= l->nloads;
	    loop invariant next <= 0x2000040000000;
	    loop invariant place_takes(img, l) && counts_kept{Pre, Here}(l);
	    loop invariant shapes_kept{Pre, Here}(&l->loads[0], l->nloads);
	    loop invariant machine_same{Pre, Here}(img->arch);
	    loop assigns i, next, l->loads[0 .. IMAGE_PHDRS - 1].offset;
	    loop variant l->nloads - i;
	*/
	for (i = 0; i < l->nloads; i++) {
		if (l->loads[i].placed)
			continue;
		next = place_one(img, l, i, next);
		if (next > LAYOUT_FILE_MAX)
			break;
	}
	return next;
}

/*@ requires arch_known(arch) && end <= 0x2000000000000;
    requires shift <= LAYOUT_SHIFT_MAX;
    assigns \nothing;
    ensures \result <= 0x2000040000000;
*/
/* Behind end, that many pages on. */
static uint64_t
pages_behind(const struct arch *arch, uint64_t end, uint64_t shift)
{
	uint64_t next = arch_page_up(arch, end);

	/*@ assert arch->page == 4096 || arch->page == 65536; */
	/*@ assert next < end + arch->page; */
	/*@ assert arch->page == 4096 ==>
	      0 <= shift * arch->page == shift * 4096 <= 4096 * 4096; */
	/*@ assert arch->page == 65536 ==>
	      0 <= shift * arch->page == shift * 65536 <= 4096 * 65536; */
	/*@ assert 0 <= shift * arch->page <= 4096 * 65536; */
	return next + shift * arch->page;
}

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch);
    requires place_takes(img, l) && l->phnum <= LAYOUT_PHDRS;
    requires l->phoff <= LAYOUT_FILE_MAX && shift <= LAYOUT_SHIFT_MAX;
    assigns l->loads[0 .. IMAGE_PHDRS - 1].offset, l->exec, l->size;
    ensures place_takes(img, l) && counts_kept{Pre, Post}(l) &&
      shapes_kept{Pre, Post}(&l->loads[0], l->nloads);
*/
/* Those that stand where they were linked do; the others behind them. */
static void
place_behind(const struct image *img, uint64_t shift, struct layout *l)
{
	uint64_t next = pages_behind(img->arch, placed_end(l), shift);

	next = place_rest(img, next, l);
	/*@ ghost Placed: ; */
	l->exec = placed_exec(l);
	l->size = next;
	/*@ assert counts_kept{Placed, Here}(l); */
	/*@ assert machine_same{Placed, Here}(img->arch); */
	/*@ assert segments_kept{Placed, Here}(img->arch, &img->segs[0],
	      img->nsegs); */
	/*@ assert shapes_kept{Placed, Here}(&l->loads[0], l->nloads); */
	/*@ assert loads_kept{Placed, Here}(&l->loads[0], l->nloads); */
	/*@ assert arch_is_one(img->arch); */
	/*@ assert loads_bounded(&l->loads[0], l->nloads); */
	/*@ assert loads_split(&l->loads[0], l->nloads, img->nsegs); */
	/*@ assert loads_over(&l->loads[0], l->nloads, &img->segs[0]); */
	/*@ assert segments_congruent(&img->segs[0], img->nsegs); */
}

/*@ requires \valid_read(img) && \valid_read(img->arch) && \valid_read(l);
    requires 0 < img->nsegs <= IMAGE_PHDRS && arch_is_one(img->arch);
    requires l->nloads <= IMAGE_PHDRS && l->phnum <= LAYOUT_PHDRS;
    requires l->phoff <= LAYOUT_FILE_MAX;
    assigns \nothing;
*/
/* The first segment begins with the linked headers: it will cover the others.
 */
static bool
two_tables(const struct image *img, const struct layout *l)
{
	const struct segment *s = &img->segs[0];

	return s->offset == 0 && s->vaddr % img->arch->page == 0 &&
	    l->phoff + (uint64_t)l->phnum * IMAGE_PHDR_BYTES <= s->filesz;
}

enum fault_code
place_loads(const struct image *img, uint64_t shift, struct layout *l)
{
	uint64_t len = (uint64_t)l->phnum * IMAGE_PHDR_BYTES;

	if (l->phoff > LAYOUT_FILE_MAX)
		return FAULT_FILE_SIZE;
	if (l->front != 0) {
		if (!two_tables(img, l))
			return FAULT_HEADER_ROOM;
	} else if (!place(img, l, 0) || !place(img, l, l->phoff) ||
	    !table_held(img->segs, img->nsegs, l->phoff, len)) {
		return FAULT_HEADER_ROOM;
	}
	place_behind(img, shift, l);
	if (l->size > LAYOUT_FILE_MAX)
		return FAULT_FILE_SIZE;
	return placed_fit(img, l) ? FAULT_NONE : FAULT_HEADER_ROOM;
}
