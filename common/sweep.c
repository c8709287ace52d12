#include "sweep.h"

void
sweep_start(struct sweep *w, const struct image *img,
    enum slot_form form) /*@ ghost (int image) */
{
	w->img = img;
	w->form = form;
	w->open = -1;
	w->site = 0;
	scan_start(&w->scan, img->arch);
}

/*@ requires \valid_read(img) && img->nsegs <= IMAGE_PHDRS;
    assigns \nothing;
    ensures \result.code == FAULT_RAW_CALL;
*/
static struct fault
raw_call(const struct image *img, uint64_t hit)
{
	size_t i, in = img->nsegs;

	/*@ loop invariant 0 <= i <= img->nsegs;
	    loop assigns i, in;
	    loop variant img->nsegs - i;
	*/
	for (i = 0; i < img->nsegs; i++)
		if (hit >= img->segs[i].vaddr)
			in = i;
	if (in == img->nsegs)
		return fault_at(FAULT_RAW_CALL, AT_ADDRESS, hit);
	return fault_full(FAULT_RAW_CALL, AT_ADDRESS, hit, ITEM_SEGMENT, in);
}

/* In the bytes at scan.next: the first call that is not accepted. */
/*@ requires \valid(s) && \valid(site) && \valid(hit) && \valid_read(img);
    requires \valid_read(d + (0 .. n - 1)) && n <= SIZE_MAX - 256;
    requires \separated(s, hit) && \separated(s, site) &&
      \separated(s, s->arch) && \separated(s, d + (0 .. n - 1)) &&
      \separated(hit, s->arch) && \separated(hit, d + (0 .. n - 1)) &&
      \separated(s->arch, d + (0 .. n - 1));
    requires \separated(s, img) && \separated(hit, img) &&
      \separated(s, img->sites + (0 .. img->nsites - 1)) &&
      \separated(s, img->plan + (0 .. img->nsites - 1)) &&
      \separated(hit, img->sites + (0 .. img->nsites - 1)) &&
      \separated(hit, img->plan + (0 .. img->nsites - 1));
    requires slot_apart(img, site) && \separated(hit, site);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires s->arch == img->arch && machine_is(img->arch, image);
    requires accepts(img, form, image) && table_readable(img, form);
    requires holds_bytes(image, s->next, d, n);
    requires s->next + n <= UINT64_MAX - SCAN_TAIL;
    requires swept(image, s->next, s->ntail);
    requires executes(image, s->next, s->next + n);
    requires sites_before(img, *site, s->next - s->ntail);
    assigns *hit, *site, s->next, s->ntail, s->tail[0 .. 2];
    ensures sound: \result == 0 ==> scan_sound(s, image);
    ensures moved: \result == 0 ==> s->next == \old(s->next) + n;
    ensures swept: \result == 0 ==> swept(image, s->next, s->ntail);
    ensures sites: \result == 0 ==>
      sites_before(img, *site, s->next - s->ntail);
    ensures found: \result != 0 ==> !only_allowed_calls(image);
*/
static bool
unaccepted(struct scan *s, const struct image *img, enum slot_form form,
    const uint8_t *d, size_t n, size_t *site,
    uint64_t *hit) /*@ ghost (int image) */
{
	size_t pos = 0, k = *site;

	/*@ assert executes(image, s->next - s->ntail, s->next + n); */
	/*@ loop invariant scan_sound(s, image);
	    loop invariant s->next == \at(s->next, Pre);
	    loop invariant s->ntail == \at(s->ntail, Pre);
	    loop invariant 0 <= pos <= s->ntail + n;
	    loop invariant pos > 0 ==> s->next - s->ntail + pos - 1 +
	      image_call_len(image) <= s->next + n;
	    loop invariant \forall integer a; s->next - s->ntail <= a <
	      s->next - s->ntail + pos &&
	      a + image_call_len(image) <= s->next + n && call_at(image, a) ==>
	      call_allowed(image, a);
	    loop invariant sites_before(img, k, s->next - s->ntail + pos);
	    loop invariant machine_is(img->arch, image);
	    loop invariant table_same{Pre, Here}(img);
	    loop assigns pos, k, *hit, s->next, s->ntail, s->tail[0 .. 2];
	    loop variant s->ntail + n - pos;
	*/
	while (scan_piece(s, d, n, &pos, hit) /*@ ghost (image) */) {
		/*@ assert table_same{Pre, Here}(img); */
		/*@ assert s->arch == img->arch; */
		/*@ assert machine_is(img->arch, image); */
		/*@ assert \forall integer a; raw_syscall_at(s->arch, image, a)
		      <==> call_at(image, a); */
		/*@ assert call_at(image, *hit); */
		/*@ assert exec_call(image, *hit); */
		/*@ assert accepts(img, form, image); */
		k = slot_from(img, k, *hit);
		if (!slot_calls(img, form, k, *hit))
			return true;
		/*@ assert call_allowed(image, *hit); */
	}
	/*@ assert s->arch == img->arch; */
	/*@ assert machine_is(img->arch, image); */
	/*@ assert \forall integer a; raw_syscall_at(s->arch, image, a) <==>
	      call_at(image, a); */
	/*@ assert calls_allowed(image, \at(s->next - s->ntail, Pre), s->next); */
	/*@ assert swept(image, s->next, s->ntail); */
	/*@ assert sites_before(img, k, s->next - s->ntail); */
	/*@ ghost Done: ; */
	*site = k;
	/*@ assert table_same{Done, Here}(img); */
	/*@ assert scan_same{Done, Here}(s); */
	return false;
}

/* The scan comes to the bytes at vaddr of segment seg, which executes. */
/*@ requires \valid(w) && \valid(hit) && sweep_apart(w);
    requires \separated(hit, w) && \separated(hit, w->img) &&
      \separated(hit, w->img->arch) &&
      \separated(hit, w->img->sites + (0 .. w->img->nsites - 1)) &&
      \separated(hit, w->img->plan + (0 .. w->img->nsites - 1));
    requires sweep_image(w, image) && sweep_sound(w, image);
    requires seg < w->img->nsegs && seg_exec(image, seg);
    requires sweep_due(w, image, seg, vaddr);
    assigns *hit, w->scan.next, w->scan.ntail, w->scan.tail[0 .. 2], w->open;
    ensures image: sweep_image(w, image);
    ensures sound: \result == 0 ==> sweep_sound(w, image);
    ensures place: \result == 0 ==> w->open == seg && w->scan.next == vaddr;
    ensures found: \result != 0 ==> !only_allowed_calls(image);
*/
static bool
to_segment(struct sweep *w, size_t seg, uint64_t vaddr,
    uint64_t *hit) /*@ ghost (int image) */
{
	const struct image *img = w->img;
	bool found;

	(void)vaddr;
	if (w->open == (int)seg)
		return false;
	found =
	    margin_pass(&w->scan, img, w->open, seg, hit) /*@ ghost (image) */;
	/*@ assert table_same{Pre, Here}(img); */
	/*@ assert accepts(img, w->form, image); */
	/*@ ghost Passed: ; */
	w->open = (int)seg;
	/*@ assert sweep_image(w, image); */
	/*@ assert scan_same{Passed, Here}(&w->scan); */
	/*@ assert scan_sound(&w->scan, image); */
	return found;
}

struct fault
sweep_data(struct sweep *w, size_t seg, uint64_t vaddr, const uint8_t *d,
    size_t n) /*@ ghost (int image) */
{
	const struct image *img = w->img;
	uint64_t hit;

	/*@ assert segment_is(&img->segs[seg], image, seg); */
	if ((img->segs[seg].flags & IMAGE_X) == 0)
		return fault_none();
	if (to_segment(w, seg, vaddr, &hit) /*@ ghost (image) */)
		return raw_call(img, hit);
	/*@ assert executes(image, vaddr, vaddr + n); */
	if (unaccepted(&w->scan, img, w->form, d, n, &w->site,
		&hit) /*@ ghost (image) */)
		return raw_call(img, hit);
	return fault_none();
}

struct fault
sweep_end(struct sweep *w) /*@ ghost (int image) */
{
	const struct image *img = w->img;
	uint64_t hit;

	if (margin_pass(
		&w->scan, img, w->open, img->nsegs, &hit) /*@ ghost (image) */)
		return raw_call(img, hit);
	return fault_none();
}
