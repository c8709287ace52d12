#include "margin.h"

#include "swept_lemmas.h"

/* Zeros never belong to a slot, so a pattern they complete is refused. */
/*@ requires \valid(s) && \valid(hit) && \separated(s, s->arch, hit);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires machine_is(s->arch, image) && composed(image);
    requires swept(image, s->next, s->ntail);
    requires s->next <= vaddr <= UINT64_MAX - SCAN_TAIL;
    requires executes(image, s->next, vaddr);
    requires no_file_bytes(image, s->next, vaddr);
    assigns *hit, s->next, s->ntail, s->tail[0 .. 2];
    ensures sound: scan_sound(s, image);
    ensures none: \result == 0 ==>
      s->next == vaddr && swept(image, s->next, s->ntail);
    ensures on: s->next - s->ntail >= \old(s->next - s->ntail);
    ensures found: \result != 0 ==> !only_allowed_calls(image);
*/
static bool
zeros_to(struct scan *s, uint64_t vaddr, uint64_t *hit) /*@ ghost (int image) */
{
	bool found;

	/*@ assert \forall integer a; raw_syscall_at(s->arch, image, a) <==>
	      call_at(image, a); */
	/*@ assert \forall integer a; s->next <= a < vaddr ==>
	      byte_at(image, a) == 0; */
	/*@ assert executes(image, s->next - s->ntail, vaddr); */
	found = scan_zeros(s, vaddr - s->next, hit) /*@ ghost (image) */;
	/*@ assert s->arch->call_len == image_call_len(image); */
	/*@ assert found != 0 ==> call_at(image, *hit); */
	/*@ assert found != 0 ==> exec_call(image, *hit); */
	/*@ assert found != 0 ==>
	      !file_byte(image, *hit + image_call_len(image) - 1); */
	/*@ assert found != 0 ==> !call_allowed(image, *hit); */
	/*@ assert s->next == vaddr; */
	/*@ assert \forall integer a; raw_syscall_at(s->arch, image, a) <==>
	      call_at(image, a); */
	/*@ assert found == 0 ==> no_call(s->arch, image,
	      \at(s->next - s->ntail, Pre), vaddr); */
	/*@ assert found == 0 ==> calls_allowed(image,
	      \at(s->next - s->ntail, Pre), vaddr); */
	return found;
}

/* The bytes from page to start, or those of them that are still to come. */
/*@ requires \valid(s) && \valid(hit) && \separated(s, s->arch, hit);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires machine_is(s->arch, image) && composed(image);
    requires swept(image, s->next, s->ntail);
    requires s->next <= start <= UINT64_MAX - SCAN_TAIL && page <= start;
    requires s->next < page ==> never_executes(image, s->next, page);
    requires \forall integer a; page <= a < start && s->next <= a ==>
      exec_byte(image, a) && !file_byte(image, a);
    assigns *hit, s->next, s->ntail, s->tail[0 .. 2];
    ensures sound: scan_sound(s, image);
    ensures none: \result == 0 ==>
      s->next == start && swept(image, s->next, s->ntail);
    ensures on: s->next - s->ntail >= \old(s->next - s->ntail);
    ensures found: \result != 0 ==> !only_allowed_calls(image);
*/
static bool
page_before(struct scan *s, uint64_t page, uint64_t start,
    uint64_t *hit) /*@ ghost (int image) */
{
	if (s->next < page)
		scan_at(s, page) /*@ ghost (image) */;
	/*@ assert swept(image, s->next, s->ntail); */
	/*@ assert executes(image, s->next, start); */
	/*@ assert no_file_bytes(image, s->next, start); */
	return zeros_to(s, start, hit) /*@ ghost (image) */;
}

/* Opens an executable segment: the rest of the last one's page, then the
   bytes before this one on its own page. */
/*@ requires \valid(s) && \valid(hit) && \valid_read(img);
    requires \separated(s, img) && \separated(s, s->arch, hit);
    requires \separated(hit, img);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires s->arch == img->arch && img->nsegs <= IMAGE_PHDRS;
    requires image_is(img, image) && composed(image);
    requires swept(image, s->next, s->ntail);
    requires seg < img->nsegs && seg_exec(image, seg);
    requires margin_place(image, seg, last, s->next);
    assigns *hit, s->next, s->ntail, s->tail[0 .. 2];
    ensures sound: scan_sound(s, image);
    ensures none: \result == 0 ==> s->next == seg_start(image, seg) &&
      swept(image, s->next, s->ntail);
    ensures on: s->next - s->ntail >= \old(s->next - s->ntail);
    ensures same: image_is(img, image);
    ensures found: \result != 0 ==> !only_allowed_calls(image);
*/
static bool
open_segment(struct scan *s, const struct image *img, size_t last, size_t seg,
    uint64_t *hit) /*@ ghost (int image) */
{
	uint64_t start = img->segs[seg].vaddr, end;
	uint64_t page = arch_page_down(img->arch, start);
	bool found;

	/*@ assert start == seg_start(image, seg); */
	/*@ assert page == page_of(image, start); */
	if (last < img->nsegs) {
		/*@ assert segment_is(&img->segs[last], image, last); */
		/*@ assert seg_sound(image, last); */
		/*@ assert seg_end(image, last) ==
		      img->segs[last].vaddr + img->segs[last].memsz; */
		end = arch_page_up(
		    img->arch, img->segs[last].vaddr + img->segs[last].memsz);
		/*@ assert end == page_up(img->arch, seg_end(image, last)); */
		/*@ assert end == page_end(image, seg_end(image, last)); */
		/*@ assert segs_apart(image, last, seg); */
		/*@ assert seg_sound(image, seg); */
		if (end > start)
			end = start;
		/*@ assert seg_end(image, last) <= end <= start; */
		/*@ assert end < page ==>
		      end == page_end(image, seg_end(image, last)); */
		/*@ assert executes(image, s->next, end); */
		/*@ assert \forall integer a; s->next <= a < end ==>
		      !file_byte(image, a); */
		/*@ assert no_file_bytes(image, s->next, end); */
		found = zeros_to(s, end, hit) /*@ ghost (image) */;
		/*@ assert \forall integer i; 0 <= i < img->nsegs ==>
		      segment_same{Pre, Here}(&img->segs[i]); */
		/*@ assert machine_same{Pre, Here}(img->arch); */
		/*@ assert image_is(img, image); */
		if (found)
			return true;
		/*@ assert s->next < page ==>
		      never_executes(image, s->next, page); */
	}
	/*@ assert s->next < page ==> never_executes(image, s->next, page); */
	/*@ ghost Second: ; */
	found = page_before(s, page, start, hit) /*@ ghost (image) */;
	/*@ assert \forall integer i; 0 <= i < img->nsegs ==>
	      segment_same{Second, Here}(&img->segs[i]); */
	/*@ assert machine_same{Second, Here}(img->arch); */
	/*@ assert image_is(img, image); */
	return found;
}

/* The segment's memory after its file bytes. */
/*@ requires \valid(s) && \valid(hit) && \valid_read(img);
    requires \separated(s, img) && \separated(s, s->arch, hit);
    requires \separated(hit, img);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires s->arch == img->arch && img->nsegs <= IMAGE_PHDRS;
    requires image_is(img, image) && composed(image);
    requires swept(image, s->next, s->ntail);
    requires seg < img->nsegs && seg_exec(image, seg);
    requires s->next == seg_file_end(image, seg);
    assigns *hit, s->next, s->ntail, s->tail[0 .. 2];
    ensures sound: scan_sound(s, image);
    ensures none: \result == 0 ==> s->next == seg_end(image, seg) &&
      swept(image, s->next, s->ntail);
    ensures on: s->next - s->ntail >= \old(s->next - s->ntail);
    ensures same: image_is(img, image);
    ensures found: \result != 0 ==> !only_allowed_calls(image);
*/
static bool
close_segment(struct scan *s, const struct image *img, size_t seg,
    uint64_t *hit) /*@ ghost (int image) */
{
	bool found;

	/*@ assert seg_end(image, seg) ==
	      img->segs[seg].vaddr + img->segs[seg].memsz; */
	/*@ assert executes(image, s->next, seg_end(image, seg)); */
	found = zeros_to(s, img->segs[seg].vaddr + img->segs[seg].memsz,
	    hit) /*@ ghost (image) */;
	/*@ assert \forall integer i; 0 <= i < img->nsegs ==>
	      segment_same{Pre, Here}(&img->segs[i]); */
	/*@ assert machine_same{Pre, Here}(img->arch); */
	return found;
}

/* An executable segment without file bytes. */
/*@ requires \valid(s) && \valid(hit) && \valid_read(img);
    requires \separated(s, img) && \separated(s, s->arch, hit);
    requires \separated(hit, img);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires s->arch == img->arch && img->nsegs <= IMAGE_PHDRS;
    requires image_is(img, image) && composed(image);
    requires swept(image, s->next, s->ntail);
    requires seg < img->nsegs && seg_exec(image, seg);
    requires margin_place(image, seg, last, s->next);
    requires seg_file_end(image, seg) == seg_start(image, seg);
    assigns *hit, s->next, s->ntail, s->tail[0 .. 2];
    ensures sound: scan_sound(s, image);
    ensures same: image_is(img, image);
    ensures none: \result == 0 ==> s->next == seg_end(image, seg) &&
      swept(image, s->next, s->ntail);
    ensures on: s->next - s->ntail >= \old(s->next - s->ntail);
    ensures found: \result != 0 ==> !only_allowed_calls(image);
*/
static bool
pass_segment(struct scan *s, const struct image *img, size_t last, size_t seg,
    uint64_t *hit) /*@ ghost (int image) */
{
	if (open_segment(s, img, last, seg, hit) /*@ ghost (image) */)
		return true;
	return close_segment(s, img, seg, hit) /*@ ghost (image) */;
}

/* The last segment's page, after its memory: what is then known of all. */
/*@ requires \valid(s) && \valid(hit) && \valid_read(img);
    requires \separated(s, s->arch, hit);
    requires \separated(s, img) && \separated(hit, img);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires s->arch == img->arch && img->nsegs <= IMAGE_PHDRS;
    requires image_is(img, image) && composed(image);
    requires swept(image, s->next, s->ntail);
    requires margin_place(image, img->nsegs, last, s->next);
    assigns *hit, s->next, s->ntail, s->tail[0 .. 2];
    ensures sound: scan_sound(s, image);
    ensures same: image_is(img, image);
    ensures on: s->next - s->ntail >= \old(s->next - s->ntail);
    ensures all: \result == 0 ==> only_allowed_calls(image);
    ensures found: \result != 0 ==> !only_allowed_calls(image);
*/
static bool
to_the_end(struct scan *s, const struct image *img, size_t last,
    uint64_t *hit) /*@ ghost (int image) */
{
	uint64_t end;
	bool found;

	if (last >= img->nsegs)
		return false;
	/*@ assert segment_is(&img->segs[last], image, last); */
	/*@ assert seg_sound(image, last); */
	end = img->segs[last].vaddr + img->segs[last].memsz;
	/*@ assert end == seg_end(image, last); */
	end = arch_page_up(img->arch, end);
	/*@ assert end == page_end(image, seg_end(image, last)); */
	/*@ assert executes(image, s->next, end); */
	/*@ assert no_file_bytes(image, s->next, end); */
	found = zeros_to(s, end, hit) /*@ ghost (image) */;
	/*@ assert \forall integer i; 0 <= i < img->nsegs ==>
	      segment_same{Pre, Here}(&img->segs[i]); */
	/*@ assert machine_same{Pre, Here}(img->arch); */
	return found;
}

bool
margin_pass(struct scan *s, const struct image *img, int open, size_t seg,
    uint64_t *hit) /*@ ghost (int image) */
{
	size_t k = 0, last = img->nsegs;

	if (open >= 0) {
		last = (size_t)open;
		k = last + 1;
		if (close_segment(s, img, last, hit) /*@ ghost (image) */)
			return true;
	}
	/*@ loop invariant open + 1 <= k <= seg;
	    loop invariant scan_sound(s, image) && image_is(img, image);
	    loop invariant swept(image, s->next, s->ntail);
	    loop invariant margin_place(image, k, last, s->next);
	    loop invariant s->next - s->ntail >= \at(s->next - s->ntail, Pre);
	    loop assigns k, last, *hit, s->next, s->ntail, s->tail[0 .. 2];
	    loop variant seg - k;
	*/
	for (; k < seg; k++) {
		/*@ assert segment_is(&img->segs[k], image, k); */
		if ((img->segs[k].flags & IMAGE_X) == 0)
			continue;
		if (pass_segment(s, img, last, k, hit) /*@ ghost (image) */)
			return true;
		last = k;
	}
	if (seg == img->nsegs)
		return to_the_end(s, img, last, hit) /*@ ghost (image) */;
	return open_segment(s, img, last, seg, hit) /*@ ghost (image) */;
}
