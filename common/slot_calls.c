#include "slot.h"

struct fault
slot_stubs(const struct image *img, uint64_t vaddr, const uint8_t *d, size_t n,
    size_t *site) /*@ ghost (int image) */
{
	struct fault f =
	    slot_check(img, SLOT_DENY, vaddr, d, n, site) /*@ ghost (image) */;

	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      img->sites[i].vaddr == \at(img->sites[i].vaddr, Pre); */
	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      (slot_holds(img, SLOT_DENY, i, image, vaddr, n) <==>
	      \forall integer a; in_slot(&img->sites[i], a) &&
	      vaddr <= a < vaddr + n ==> byte_at(image, a) ==
		stub_byte(img->arch, &img->sites[i],
		  a - img->sites[i].vaddr)); */
	/*@ assert f.code == FAULT_NONE ==> \forall integer i;
	      0 <= i < img->nsites ==>
	      slot_holds(img, SLOT_DENY, i, image, vaddr, n) &&
	      \forall integer a; in_slot(&img->sites[i], a) &&
	      vaddr <= a < vaddr + n ==> byte_at(image, a) ==
		stub_byte(img->arch, &img->sites[i],
		  a - img->sites[i].vaddr); */
	/*@ assert f.code == FAULT_NONE ==> \forall integer i, a;
	      0 <= i < img->nsites && in_slot(&img->sites[i], a) &&
	      vaddr <= a < vaddr + n ==>
	      byte_at(image, a) == stub_byte(img->arch,
		&img->sites[i], a - img->sites[i].vaddr); */
	/*@ assert f.code == FAULT_NONE ==> stubs_before(img, image,
	      vaddr + n); */
	/*@ assert f.code != FAULT_NONE ==> \exists integer i;
	      0 <= i < img->nsites &&
	      !slot_holds(img, SLOT_DENY, i, image, vaddr, n); */
	/*@ assert f.code != FAULT_NONE ==> \exists integer i, a;
	      0 <= i < img->nsites && in_slot(&img->sites[i], a) &&
	      byte_at(image, a) != stub_byte(img->arch,
		&img->sites[i], a - img->sites[i].vaddr); */
	/*@ assert f.code != FAULT_NONE ==> !stubs_in_place(img->arch,
	      img->sites, img->nsites, image); */
	return f;
}

bool
slot_calls(
    const struct image *img, enum slot_form form, size_t site, uint64_t vaddr)
{
	const struct site *s = &img->sites[site];
	bool calls;

	/*@ assert \forall integer i; site < i < img->nsites ==>
	      slot_end(&img->sites[site]) <= img->sites[i].vaddr; */
	/*@ assert \forall integer i; site < i < img->nsites ==>
	      vaddr < img->sites[i].vaddr; */
	/*@ assert \forall integer i; 0 <= i < img->nsites && i != site ==>
	      !site_called(img, form, i, vaddr); */
	calls = site < img->nsites && vaddr >= s->vaddr &&
	    vaddr - s->vaddr + img->arch->call_len == s->length &&
	    (site_in_place(s) ||
		(form == SLOT_DECIDED &&
		    img->plan[site].decision == DECISION_ALLOW));
	/*@ assert calls != 0 <==>
	      site < img->nsites && site_called(img, form, site, vaddr); */
	return calls;
}
