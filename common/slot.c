#include "slot.h"

/* The part of a slot that lies in a chunk: slot[skip .. skip + len) is
   chunk[at .. at + len). */
struct part {
	size_t skip, at, len;
};

uint8_t
slot_byte(const struct arch *arch, const struct decision *d, size_t k)
{
	if (d->decision != DECISION_ALLOW)
		return arch->deny[k];
	if (d->holder != HOLDER_BYTES)
		return arch->bare[k];
	return arch_allow_byte(arch, d->number, k);
}

size_t
slot_from(const struct image *img, size_t from, uint64_t vaddr)
{
	size_t k = from;

	/*@ loop invariant from <= k <= img->nsites;
	    loop invariant \forall integer i; from <= i < k ==>
	      img->sites[i].vaddr + ARCH_SLOT <= vaddr;
	    loop assigns k;
	    loop variant img->nsites - k;
	*/
	while (k < img->nsites &&
	    img->sites[k].vaddr + img->sites[k].length <= vaddr)
		k++;
	return k;
}

/* The slot of s ends after vaddr; false if it starts after the chunk. */
/*@ requires \valid_read(s) && \valid(p) && vaddr + n <= UINT64_MAX;
    requires s->length == ARCH_SLOT;
    requires vaddr < s->vaddr + ARCH_SLOT <= UINT64_MAX;
    requires \separated(s, p);
    assigns *p;
    ensures \result != 0 <==> n > 0 && s->vaddr < vaddr + n;
    ensures \result != 0 ==> p->skip < ARCH_SLOT &&
      p->skip + p->len <= ARCH_SLOT && p->at + p->len <= n &&
      s->vaddr + p->skip == vaddr + p->at;
    ensures whole: \result != 0 ==> \forall integer k; 0 <= k < ARCH_SLOT &&
      vaddr <= s->vaddr + k < vaddr + n ==>
      p->skip <= k < p->skip + p->len;
*/
static bool
part_of(const struct site *s, uint64_t vaddr, size_t n, struct part *p)
{
	if (s->vaddr >= vaddr) {
		if (s->vaddr - vaddr >= n)
			return false;
		p->skip = 0;
		p->at = (size_t)(s->vaddr - vaddr);
	} else {
		if (n == 0)
			return false;
		p->skip = (size_t)(vaddr - s->vaddr);
		p->at = 0;
	}
	p->len = s->length - p->skip;
	if (p->len > n - p->at)
		p->len = n - p->at;
	return true;
}

/*@ requires \valid_read(img) && arch_known(img->arch) && k < img->nsites;
    requires form == SLOT_DECIDED ==> plan_readable(img);
    requires i < ARCH_SLOT;
    assigns \nothing;
    ensures \result == expected_byte(img, form, k, i);
*/
static uint8_t
expected(const struct image *img, enum slot_form form, size_t k, size_t i)
{
	if (form == SLOT_DECIDED)
		return slot_byte(img->arch, &img->plan[k], i);
	return img->arch->deny[i];
}

/* The part of slot k that lies in the chunk. */
/*@ requires \valid_read(img) && arch_known(img->arch) && k < img->nsites;
    requires form == SLOT_DECIDED ==> plan_readable(img);
    requires \valid_read(img->sites + (0 .. img->nsites - 1));
    requires \valid_read(p) && p->skip + p->len <= ARCH_SLOT;
    requires p->at + p->len <= n && \valid_read(d + (0 .. n - 1));
    requires img->sites[k].vaddr + p->skip == vaddr + p->at;
    requires whole: \forall integer i; 0 <= i < ARCH_SLOT &&
      vaddr <= img->sites[k].vaddr + i < vaddr + n ==>
      p->skip <= i < p->skip + p->len;
    requires holds_bytes(image, vaddr, d, n);
    assigns \nothing;
    ensures \result != 0 <==> slot_holds(img, form, k, image, vaddr, n);
*/
static bool
part_good(const struct image *img, enum slot_form form, size_t k,
    const struct part *p, uint64_t vaddr, const uint8_t *d,
    size_t n) /*@ ghost (int image) */
{
	size_t i;

	(void)vaddr;
	(void)n;
	/*@ loop invariant 0 <= i <= p->len;
	    loop invariant \forall integer j; p->skip <= j < p->skip + i ==>
	      byte_at(image, img->sites[k].vaddr + j) ==
		expected_byte(img, form, k, j);
	    loop assigns i;
	    loop variant p->len - i;
	*/
	for (i = 0; i < p->len; i++) {
		/*@ assert d[p->at + i] ==
		      byte_at(image, img->sites[k].vaddr + (p->skip + i)); */
		if (d[p->at + i] != expected(img, form, k, p->skip + i))
			return false;
	}
	return true;
}

struct fault
slot_check(const struct image *img, enum slot_form form, uint64_t vaddr,
    const uint8_t *d, size_t n, size_t *site) /*@ ghost (int image) */
{
	enum fault_code code =
	    form == SLOT_DENY ? FAULT_SLOT_STUB : FAULT_NOT_PATCHED;
	struct part p;
	size_t k;

	*site = slot_from(img, *site, vaddr);
	/*@ loop invariant *site <= k <= img->nsites;
	    loop invariant \forall integer i; 0 <= i < k ==>
	      slot_holds(img, form, i, image, vaddr, n);
	    loop assigns k, p;
	    loop variant img->nsites - k;
	*/
	for (k = *site; k < img->nsites; k++) {
		if (!part_of(&img->sites[k], vaddr, n, &p))
			break;
		if (!part_good(
			img, form, k, &p, vaddr, d, n) /*@ ghost (image) */)
			return fault_full(code, AT_ADDRESS, img->sites[k].vaddr,
			    ITEM_SITE, k);
	}
	return fault_none();
}

/* Writes the decided form of slot k into the part. */
/*@ requires \valid_read(img) && arch_known(img->arch) && k < img->nsites;
    requires plan_readable(img);
    requires \valid_read(p) && p->skip + p->len <= ARCH_SLOT;
    requires p->at + p->len <= n && \valid(d + (0 .. n - 1));
    requires \separated(d + (0 .. n - 1), img, img->arch, p,
      img->plan + (0 .. img->nsites - 1));
    assigns d[p->at .. p->at + p->len - 1];
*/
static void
write_part(const struct image *img, size_t k, const struct part *p, uint8_t *d,
    size_t n)
{
	size_t i;

	(void)n;
	/*@ loop invariant 0 <= i <= p->len;
	    loop assigns i, d[p->at .. p->at + p->len - 1];
	    loop variant p->len - i;
	*/
	for (i = 0; i < p->len; i++)
		d[p->at + i] = slot_byte(img->arch, &img->plan[k], p->skip + i);
}

bool
slot_patch(
    const struct image *img, uint64_t vaddr, uint8_t *d, size_t n, size_t *site)
{
	bool changed = false;
	struct part p;
	size_t k;

	*site = slot_from(img, *site, vaddr);
	/*@ loop invariant *site <= k <= img->nsites;
	    loop assigns k, p, changed, d[0 .. n - 1];
	    loop variant img->nsites - k;
	*/
	for (k = *site; k < img->nsites; k++) {
		if (!part_of(&img->sites[k], vaddr, n, &p))
			break;
		if (img->plan[k].decision != DECISION_ALLOW)
			continue;
		write_part(img, k, &p, d, n);
		changed = true;
	}
	return changed;
}

bool
slot_allows(const struct image *img, uint64_t vaddr, size_t *site)
{
	*site = slot_from(img, *site, vaddr);
	return *site < img->nsites &&
	    img->plan[*site].decision == DECISION_ALLOW &&
	    vaddr >= img->sites[*site].vaddr &&
	    vaddr - img->sites[*site].vaddr == img->arch->call_at;
}
