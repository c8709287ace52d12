#include "reject.h"

void
reject_start(struct reject *r, const struct image *img) /*@ ghost (int image) */
{
	sweep_start(&r->sweep, img, SLOT_DENY) /*@ ghost (image) */;
	/*@ ghost Started: ; */
	r->site = 0;
	/*@ assert scan_same{Started, Here}(&r->sweep.scan); */
}

struct fault
reject_embedded(const struct image *img)
{
	size_t i;

	/*@ loop invariant 0 <= i <= img->nsites;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      img->sites[k].kind != SITE_EMBEDDED;
	    loop assigns i;
	    loop variant img->nsites - i;
	*/
	for (i = 0; i < img->nsites; i++)
		if (img->sites[i].kind == SITE_EMBEDDED)
			return fault_full(FAULT_EMBEDDED, AT_ADDRESS,
			    img->sites[i].vaddr, ITEM_SITE, i);
	return fault_none();
}

struct fault
reject_data(struct reject *r, size_t seg, uint64_t vaddr, const uint8_t *d,
    size_t n) /*@ ghost (int image) */
{
	const struct image *img = r->sweep.img;
	struct fault f;

	/*@ assert segment_is(&img->segs[seg], image, seg); */
	if ((img->segs[seg].flags & IMAGE_X) == 0)
		return fault_none();
	/*@ assert \forall integer a; r->sweep.scan.next <= a < vaddr ==>
	      !exec_file_byte(image, a); */
	/*@ assert slots_executable(img->sites, img->nsites, image); */
	/*@ assert stubs_before(img, image, vaddr); */
	/*@ assert 0 <= r->sweep.open < seg ==>
	      segs_apart(image, r->sweep.open, seg) &&
	      seg_sound(image, r->sweep.open); */
	/*@ assert r->sweep.scan.next <= vaddr; */
	/*@ assert sites_before(img, r->site, vaddr); */
	f = slot_stubs(img, vaddr, d, n, &r->site) /*@ ghost (image) */;
	/*@ assert table_same{Pre, Here}(img); */
	/*@ assert scan_same{Pre, Here}(&r->sweep.scan); */
	/*@ assert scan_sound(&r->sweep.scan, image); */
	/*@ assert accepts(img, SLOT_DENY, image); */
	/*@ assert \forall integer i; 0 <= i < img->nsegs ==>
	      segment_same{Pre, Here}(&img->segs[i]); */
	/*@ assert machine_same{Pre, Here}(img->arch); */
	/*@ assert image_is(img, image); */
	/*@ assert stubs_kept{Pre, Here}(img); */
	if (f.code != FAULT_NONE)
		return f;
	/*@ assert stubs_before(img, image, vaddr + n); */
	/*@ ghost Checked: ; */
	f = sweep_data(&r->sweep, seg, vaddr, d, n) /*@ ghost (image) */;
	/*@ assert table_same{Checked, Here}(img); */
	/*@ assert stubs_kept{Checked, Here}(img); */
	/*@ assert stubs_before(img, image, vaddr + n); */
	/*@ assert f.code != FAULT_NONE ==> !only_allowed_calls(image); */
	/*@ assert f.code != FAULT_NONE ==>
	      !reject_spec(img, image); */
	/*@ assert f.code == FAULT_NONE ==> sweep_sound(&r->sweep, image); */
	/*@ assert f.code == FAULT_NONE ==>
	      stubs_before(img, image, r->sweep.scan.next); */
	/*@ assert f.code == FAULT_NONE ==>
	      sites_before(img, r->site, r->sweep.scan.next); */
	return f;
}

struct fault
reject_end(struct reject *r) /*@ ghost (int image) */
{
	/*@ assert \forall integer a; r->sweep.scan.next <= a ==>
	      !exec_file_byte(image, a); */
	/*@ assert stubs_in_place(r->sweep.img->arch,
	      r->sweep.img->sites, r->sweep.img->nsites,
	      image); */
	struct fault f = sweep_end(&r->sweep) /*@ ghost (image) */;

	/*@ assert table_same{Pre, Here}(r->sweep.img); */
	/*@ assert stubs_kept{Pre, Here}(r->sweep.img); */
	/*@ assert accepts(r->sweep.img, SLOT_DENY, image); */
	/*@ assert only_allowed_calls(image) <==> \forall integer a;
	      exec_call(image, a) ==> site_stays_at(r->sweep.img, a); */
	/*@ assert stubs_in_place(r->sweep.img->arch, r->sweep.img->sites,
	      r->sweep.img->nsites, image); */
	/*@ assert only_allowed_calls(image) <==>
	      reject_spec(r->sweep.img, image); */
	return f;
}
