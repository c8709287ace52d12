#include "place.h"

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
    requires \separated(loads + (0 .. IMAGE_PHDRS - 1),
      segs + (0 .. IMAGE_PHDRS - 1));
    requires load_bounded(loads + i) && loads[i].vaddr <= segs[seg].vaddr;
    requires segs[seg].vaddr % 4096 == segs[seg].offset % 4096;
    assigns loads[i].placed, loads[i].offset, loads[i].align;
    ensures load_bounded(loads + i) && shape_kept{Pre, Post}(loads + i);
    ensures loads_kept_but{Pre, Post}(loads, IMAGE_PHDRS, i);
    ensures \result ==> loads[i].placed != 0 &&
      file_at(loads + i, segs + seg) == segs[seg].offset && loads[i].offset % 4096 == 0 &&
      loads[i].vaddr % loads[i].align == loads[i].offset % loads[i].align;
    ensures \result && 65536 <= \old(loads[i].align) &&
      loads[i].vaddr % 65536 == 0 &&
      segs[seg].vaddr % 65536 == segs[seg].offset % 65536 ==>
      65536 <= loads[i].align && loads[i].offset % 65536 == 0;
    ensures \forall integer k; 0 <= k < IMAGE_PHDRS ==>
      segment_kept{Pre, Post}(segs + k);
    ensures !\result ==> load_kept{Pre, Post}(loads + i);
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
	/*@ assert offset % 4096 == 0; */
	/*@ assert vaddr % 65536 == 0 && s->vaddr % 65536 == s->offset % 65536
	      ==> offset % 65536 == 0; */
	/* Merged segments may ask for more than the linked place has. */
	align = align_fit(loads[i].align, vaddr, offset);
	/*@ assert loads[i].align >= 65536 && vaddr % 65536 == 0 &&
	      offset % 65536 == 0 ==> 65536 <= align; */
	loads[i].placed = true;
	loads[i].offset = offset;
	loads[i].align = align;
	return true;
}

/*@ requires \valid_read(segs + (0 .. nsegs - 1));
    assigns \nothing;
*/
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

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch);
    requires place_takes(img, l) && seg < img->nsegs;
    assigns l->loads[0 .. IMAGE_PHDRS - 1].placed,
      l->loads[0 .. IMAGE_PHDRS - 1].offset,
      l->loads[0 .. IMAGE_PHDRS - 1].align;
    ensures place_takes(img, l);
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
	/*@ assert img->segs[seg].vaddr % 4096 ==
	      img->segs[seg].offset % 4096; */
	/*@ assert img->segs[seg].vaddr % img->arch->page ==
	      img->segs[seg].offset % img->arch->page; */
	/*@ assert l->loads[i].vaddr % img->arch->page == 0 &&
	      img->arch->page <= l->loads[i].align; */
	/*@ assert img->arch->page == 4096 || img->arch->page == 65536; */
	good = place_linked(img->segs, seg, l->loads, i);
	/*@ assert loads_kept_but{Pre, Here}(&l->loads[0], l->nloads, i); */
	/*@ assert shape_kept{Pre, Here}(&l->loads[0] + i); */
	/*@ assert shapes_kept{Pre, Here}(&l->loads[0], l->nloads); */
	/*@ assert arch_kept{Pre, Here}(img->arch); */
	/*@ assert arch_is_one(img->arch); */
	/*@ assert \forall integer k; 0 <= k < img->nsegs ==>
	      segment_kept{Pre, Here}(&img->segs[k]); */
	/*@ assert segments_kept{Pre, Here}(img->arch, &img->segs[0],
	      img->nsegs); */
	/*@ assert loads_split(&l->loads[0], l->nloads, img->nsegs); */
	/*@ assert loads_over(&l->loads[0], l->nloads, &img->segs[0]); */
	/*@ assert loads_bounded(&l->loads[0], l->nloads); */
	/*@ assert load_paged(img->arch, &l->loads[0] + i); */
	/*@ assert loads_paged(img->arch, &l->loads[0], l->nloads); */
	/*@ assert segments_congruent(img->arch, &img->segs[0],
	      img->nsegs); */
	/*@ assert !good ==> load_placed(img->arch, &l->loads[0] + i); */
	/*@ assert good ==>
	      l->loads[i].offset % img->arch->page == 0; */
	/*@ assert load_placed(img->arch, &l->loads[0] + i); */
	/*@ assert loads_placed(img->arch, &l->loads[0], l->nloads); */
	return good;
}

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch);
    requires place_takes(img, l);
    assigns l->loads[0 .. IMAGE_PHDRS - 1].placed,
      l->loads[0 .. IMAGE_PHDRS - 1].offset,
      l->loads[0 .. IMAGE_PHDRS - 1].align;
    ensures place_takes(img, l);
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
    requires \separated(loads + (0 .. IMAGE_PHDRS - 1), arch);
    requires load_bounded(loads + i) && load_paged(arch, loads + i);
    requires loads[i].placed == 0;
    requires next <= 0x4000000000000 && next % arch->page == 0;
    assigns loads[i].offset;
    ensures next <= loads[i].offset && loads[i].offset % arch->page == 0;
    ensures loads[i].offset + page_up(arch, loads[i].filesz) == \result;
    ensures loads[i].vaddr % loads[i].align ==
      loads[i].offset % loads[i].align;
    ensures next <= \result <= next + 0x1000040010000 &&
      \result % arch->page == 0;
    ensures loads_kept_but{Pre, Post}(loads, IMAGE_PHDRS, i);
    ensures shape_kept{Pre, Post}(loads + i) &&
      loads[i].placed == \old(loads[i].placed) &&
      loads[i].align == \old(loads[i].align);
    ensures arch_kept{Pre, Post}(arch);
*/
/* One load, from next on; returns where it ends. */
static uint64_t
place_next(const struct arch *arch, struct load *loads, size_t i, uint64_t next)
{
	uint64_t offset = align_next(loads[i].align, loads[i].vaddr, next), end;

	/*@ assert offset % arch->page == 0; */
	end = arch_page_up(arch, offset + loads[i].filesz);
	/*@ assert end == offset + page_up(arch, loads[i].filesz); */
	loads[i].offset = offset;
	return end;
}

/*@ requires arch_known(arch) && n <= IMAGE_PHDRS;
    requires \valid(loads + (0 .. IMAGE_PHDRS - 1));
    requires \separated(loads + (0 .. IMAGE_PHDRS - 1), arch);
    requires loads_bounded(loads, n) && loads_paged(arch, loads, n);
    requires next <= 0x2000040000000 && next % arch->page == 0;
    assigns loads[0 .. IMAGE_PHDRS - 1].offset;
    ensures next <= \result;
    ensures \result <= LAYOUT_FILE_MAX ==> \result % arch->page == 0 &&
      rest_behind(arch, loads, n, next, \result) &&
      rest_rises(arch, loads, n);
    ensures placed_kept{Pre, Post}(loads, n) && arch_kept{Pre, Post}(arch);
*/
/* The loads not placed yet, in order, from next on, which is a page's start;
   returns where they end. */
static uint64_t
place_rest(const struct arch *arch, uint64_t next, struct load *loads, size_t n)
{
	size_t i;

	/*@ assert \forall integer k; 0 <= k < IMAGE_PHDRS ==>
	      \valid(loads + k); */
	/*@ loop invariant 0 <= i <= n;
	    loop invariant \at(next, Pre) <= next;
	    loop invariant next == \at(next, Pre) || next <= LAYOUT_FILE_MAX;
	    loop invariant next % arch->page == 0;
	    loop invariant arch_known(arch) && arch_kept{Pre, Here}(arch);
	    loop invariant loads_bounded(loads, n);
	    loop invariant loads_paged(arch, loads, n);
	    loop invariant rest_behind(arch, loads, i, \at(next, Pre), next);
	    loop invariant rest_rises(arch, loads, i);
	    loop invariant placed_kept{Pre, Here}(loads, n);
	    loop assigns i, next, loads[0 .. IMAGE_PHDRS - 1].offset;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++) {
		/*@ assert 0 <= i < IMAGE_PHDRS; */
		if (loads[i].placed)
			continue;
		/*@ assert load_bounded(loads + i); */
		/*@ assert load_paged(arch, loads + i); */
		next = place_next(arch, loads, i, next);
		/*@ assert arch_known(arch); */
		/*@ assert loads_bounded(loads, n); */
		/*@ assert loads_paged(arch, loads, n); */
		/*@ assert placed_kept{LoopCurrent, Here}(loads, n); */
		/*@ assert placed_kept{Pre, Here}(loads, n); */
		/*@ assert rest_behind(arch, loads, i, \at(next, Pre), next); */
		/*@ assert \at(next, Pre) <= loads[i].offset &&
		      loads[i].offset % arch->page == 0 &&
		      loads[i].offset + page_up(arch, loads[i].filesz) == next; */
		/*@ assert rest_behind(arch, loads, i + 1, \at(next, Pre),
		      next); */
		/*@ assert rest_behind(arch, loads, i, \at(next, Pre),
		      \at(next, LoopCurrent)); */
		/*@ assert rest_rises(arch, loads, i); */
		/*@ assert rest_rises(arch, loads, i + 1); */
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
	/*@ assert img->arch->page == 4096 || img->arch->page == 65536; */
	/*@ assert img->arch->page == 4096 ==>
	      0 <= shift * img->arch->page <= 4096 * 4096; */
	/*@ assert img->arch->page == 65536 ==>
	      0 <= shift * img->arch->page <= 4096 * 65536; */
	/*@ assert 0 <= shift * img->arch->page <= 0x10000000; */
	end = placed_end(l);
	next = arch_page_up(img->arch, end);
	/*@ assert next % img->arch->page == 0; */
	next += shift * img->arch->page;
	/*@ assert next % img->arch->page == 0; */
	/*@ assert page_up(img->arch, end) <= next; */
	/*@ assert placed_until(&l->loads[0], l->nloads, end); */
	/*@ assert placed_before(img->arch, &l->loads[0], l->nloads, next); */
	/*@ assert placed_rises(img->arch, &l->loads[0], l->nloads); */
	next = place_rest(img->arch, next, l->loads, l->nloads);
	/*@ assert l->nloads <= IMAGE_PHDRS; */
	/*@ assert placed_rises(img->arch, &l->loads[0], l->nloads); */
	/*@ assert next <= LAYOUT_FILE_MAX ==>
	      loads_within(img->arch, &l->loads[0], l->nloads, next); */
	/*@ assert next <= LAYOUT_FILE_MAX ==>
	      loads_apart(img->arch, &l->loads[0], l->nloads); */
	l->exec = placed_exec(l);
	l->size = next;
	return next <= LAYOUT_FILE_MAX ? FAULT_NONE : FAULT_FILE_SIZE;
}
