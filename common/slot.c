#include "slot.h"

/* The part of a slot that lies in a chunk: slot[skip .. skip + len) is
   chunk[at .. at + len). */
struct part {
	size_t skip, at, len;
};

uint8_t
slot_stub_byte(const struct arch *arch, const struct site *s, size_t k)
{
	if (site_holds_number(s))
		return arch->deny[k];
	return s->kind == SITE_TRAP ? arch->trap[k] : s->original[k];
}

uint8_t
slot_byte(const struct arch *arch, const struct site *s,
    const struct decision *d, size_t k)
{
	if (d->decision != DECISION_ALLOW)
		return slot_stub_byte(arch, s, k);
	if (s->kind != SITE_STUB)
		return s->original[k];
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
	      slot_end(&img->sites[i]) <= vaddr;
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
    requires slot_placed(s) && vaddr < slot_end(s) <= UINT64_MAX;
    requires \separated(s, p);
    assigns *p;
    ensures \result != 0 <==> n > 0 && s->vaddr < vaddr + n;
    ensures \result != 0 ==> p->skip < s->length &&
      p->skip + p->len <= s->length && p->at + p->len <= n &&
      s->vaddr + p->skip == vaddr + p->at;
    ensures here: \result != 0 ==> \forall integer a;
      vaddr <= a < vaddr + n && in_slot(s, a) ==>
      p->at <= a - vaddr < p->at + p->len;
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
	/*@ assert s->length == \at(s->length, Pre); */
	/*@ assert s->vaddr == \at(s->vaddr, Pre); */
	/*@ assert p->skip < s->length && p->at < n; */
	/*@ assert s->vaddr + p->skip == vaddr + p->at; */
	p->len = s->length - p->skip;
	if (p->len > n - p->at)
		p->len = n - p->at;
	/*@ assert s->length == \at(s->length, Pre); */
	/*@ assert s->vaddr + p->skip == vaddr + p->at; */
	return true;
}

/*@ requires \valid_read(img) && arch_known(img->arch) && k < img->nsites;
    requires form == SLOT_DECIDED ==> plan_readable(img);
    requires \valid_read(&img->sites[k]) && slot_placed(&img->sites[k]);
    requires i < img->sites[k].length;
    assigns \nothing;
    ensures \result == expected_byte(img, form, k, i);
*/
static uint8_t
expected(const struct image *img, enum slot_form form, size_t k, size_t i)
{
	if (form == SLOT_DECIDED)
		return slot_byte(img->arch, &img->sites[k], &img->plan[k], i);
	return slot_stub_byte(img->arch, &img->sites[k], i);
}

/* The part of slot k that lies in the chunk. */
/*@ requires \valid_read(img) && arch_known(img->arch) && k < img->nsites;
    requires form == SLOT_DECIDED ==> plan_readable(img);
    requires \valid_read(img->sites + (0 .. img->nsites - 1));
    requires slot_placed(&img->sites[k]);
    requires \valid_read(p) && p->skip + p->len <= img->sites[k].length;
    requires p->at + p->len <= n && \valid_read(d + (0 .. n - 1));
    requires img->sites[k].vaddr + p->skip == vaddr + p->at;
    requires here: \forall integer a; vaddr <= a < vaddr + n &&
      in_slot(&img->sites[k], a) ==> p->at <= a - vaddr < p->at + p->len;
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
	    loop invariant \forall integer a;
	      vaddr + p->at <= a < vaddr + p->at + i ==> byte_at(image, a) ==
		expected_byte(img, form, k, a - img->sites[k].vaddr);
	    loop assigns i;
	    loop variant p->len - i;
	*/
	for (i = 0; i < p->len; i++) {
		/*@ assert d[p->at + i] ==
		      byte_at(image, vaddr + (p->at + i)); */
		/*@ assert vaddr + p->at + i - img->sites[k].vaddr ==
		      p->skip + i; */
		/*@ assert in_slot(&img->sites[k], vaddr + p->at + i); */
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

/*@ predicate forms_same{A, B}(struct arch *a) =
      \at(a->number_at, A) == \at(a->number_at, B) &&
      \at(a->number_base, A) == \at(a->number_base, B) &&
      \at(a->number_scale, A) == \at(a->number_scale, B) &&
      (\forall integer k; 0 <= k < ARCH_SLOT ==>
        \at(a->deny[k], A) == \at(a->deny[k], B)) &&
      (\forall integer k; 0 <= k < ARCH_SLOT ==>
        \at(a->allow[k], A) == \at(a->allow[k], B)) &&
      (\forall integer k; 0 <= k < ARCH_SLOT ==>
        \at(a->bare[k], A) == \at(a->bare[k], B)) &&
      \forall integer k; 0 <= k < ARCH_SLOT ==>
        \at(a->trap[k], A) == \at(a->trap[k], B);

    // Slots before k are written, the others not yet.
    predicate half_patched(struct image *img, integer k, integer vaddr,
      uint8_t *d, integer n, integer before, integer after) =
      (\forall integer a; vaddr <= a < vaddr + n &&
        (k < img->nsites ==> a < img->sites[k].vaddr) ==>
        d[a - vaddr] == byte_at(after, a)) &&
      (\forall integer a; vaddr <= a < vaddr + n && k < img->nsites &&
        img->sites[k].vaddr <= a ==> d[a - vaddr] == byte_at(before, a));
*/

/* Writes the decided form of slot k into the part. */
/*@ requires sites_readable(img) && arch_known(img->arch) && k < img->nsites;
    requires plan_readable(img) && vaddr + n <= UINT64_MAX;
    requires \valid_read(p) && p->skip + p->len <= img->sites[k].length;
    requires p->at + p->len <= n && \valid(d + (0 .. n - 1));
    requires img->sites[k].vaddr + p->skip == vaddr + p->at;
    requires here: \forall integer a; vaddr <= a < vaddr + n &&
      in_slot(&img->sites[k], a) ==> p->at <= a - vaddr < p->at + p->len;
    requires \separated(d + (0 .. n - 1), img);
    requires \separated(d + (0 .. n - 1), img->arch);
    requires \separated(d + (0 .. n - 1), p);
    requires \separated(d + (0 .. n - 1),
      img->sites + (0 .. img->nsites - 1));
    requires \separated(d + (0 .. n - 1), img->plan + (0 .. img->nsites - 1));
    assigns d[p->at .. p->at + p->len - 1];
    ensures in: \forall integer a; vaddr <= a < vaddr + n &&
      in_slot(&img->sites[k], a) ==> d[a - vaddr] ==
	decided_byte(img->arch, &img->sites[k], &img->plan[k],
	  a - img->sites[k].vaddr);
    ensures out: \forall integer a; vaddr <= a < vaddr + n &&
      !in_slot(&img->sites[k], a) ==> d[a - vaddr] == \old(d[a - vaddr]);
*/
static void
write_part(const struct image *img, size_t k, const struct part *p,
    uint64_t vaddr, uint8_t *d, size_t n)
{
	size_t i;
	uint8_t b;

	(void)vaddr;
	(void)n;
	/*@ loop invariant 0 <= i <= p->len;
	    loop invariant \forall integer j; 0 <= j < img->sites[k].length ==>
	      decided_byte(img->arch, &img->sites[k], &img->plan[k], j) ==
		\at(decided_byte(img->arch, &img->sites[k], &img->plan[k], j),
		  Pre);
	    loop invariant \forall integer j; p->at <= j < p->at + i ==>
	      d[j] == \at(decided_byte(img->arch, &img->sites[k],
		&img->plan[k], vaddr + j - img->sites[k].vaddr), Pre);
	    loop assigns i, b, d[p->at .. p->at + p->len - 1];
	    loop variant p->len - i;
	*/
	for (i = 0; i < p->len; i++) {
		b = slot_byte(
		    img->arch, &img->sites[k], &img->plan[k], p->skip + i);
		/*@ assert vaddr + (p->at + i) - img->sites[k].vaddr ==
		      p->skip + i; */
		/*@ assert b == \at(decided_byte(img->arch, &img->sites[k],
		      &img->plan[k], vaddr + (p->at + \at(i, Here)) -
			img->sites[k].vaddr), Pre); */
		d[p->at + i] = b;
	}
}

/* Slot k, of which something lies in the chunk. */
/*@ requires sites_readable(img) && arch_known(img->arch) && k < img->nsites;
    requires plan_readable(img) && vaddr + n <= UINT64_MAX;
    requires \valid_read(p) && p->skip + p->len <= img->sites[k].length;
    requires p->at + p->len <= n && \valid(d + (0 .. n - 1));
    requires img->sites[k].vaddr + p->skip == vaddr + p->at;
    requires here: \forall integer a; vaddr <= a < vaddr + n &&
      in_slot(&img->sites[k], a) ==> p->at <= a - vaddr < p->at + p->len;
    requires \separated(d + (0 .. n - 1), img);
    requires \separated(d + (0 .. n - 1), img->arch);
    requires \separated(d + (0 .. n - 1), p);
    requires \separated(d + (0 .. n - 1),
      img->sites + (0 .. img->nsites - 1));
    requires \separated(d + (0 .. n - 1), img->plan + (0 .. img->nsites - 1));
    requires patch_frame(img, before, after);
    requires half_patched(img, k, vaddr, d, n, before, after);
    assigns d[0 .. n - 1];
    ensures half_patched(img, k + 1, vaddr, d, n, before, after);
*/
static bool
patch_one(const struct image *img, size_t k, const struct part *p,
    uint64_t vaddr, uint8_t *d, size_t n) /*@ ghost (int before, int after) */
{
	/*@ assert \forall integer a; slot_end(&img->sites[k]) <= a &&
	      (k + 1 < img->nsites ==> a < img->sites[k + 1].vaddr) ==>
	      \forall integer i; 0 <= i < img->nsites ==>
	      !in_slot(&img->sites[i], a); */
	/*@ assert \forall integer a; slot_end(&img->sites[k]) <= a &&
	      (k + 1 < img->nsites ==> a < img->sites[k + 1].vaddr) ==>
	      byte_at(after, a) == byte_at(before, a); */
	/*@ assert \forall integer a, i; in_slot(&img->sites[k], a) &&
	      0 <= i < img->nsites && in_slot(&img->sites[i], a) ==> i == k; */
	if (img->plan[k].decision != DECISION_ALLOW) {
		/*@ assert \forall integer a; in_slot(&img->sites[k], a) ==>
		      byte_at(after, a) == byte_at(before, a); */
		return false;
	}
	/*@ assert \forall integer a; in_slot(&img->sites[k], a) ==>
	      allowed_slot(img, k, a); */
	/*@ assert \forall integer a; in_slot(&img->sites[k], a) ==>
	      byte_at(after, a) == decided_byte(img->arch, &img->sites[k],
		&img->plan[k], a - img->sites[k].vaddr); */
	/*@ assert k + 1 < img->nsites ==>
	      slot_end(&img->sites[k]) <= img->sites[k + 1].vaddr; */
	write_part(img, k, p, vaddr, d, n);
	/*@ assert \forall integer j; 0 <= j < img->sites[k].length ==>
	      decided_byte(img->arch, &img->sites[k], &img->plan[k], j) ==
		\at(decided_byte(img->arch, &img->sites[k], &img->plan[k], j),
		  Pre); */
	/*@ assert \forall integer a; vaddr <= a < vaddr + n &&
	      in_slot(&img->sites[k], a) ==> d[a - vaddr] == byte_at(after, a); */
	/*@ assert \forall integer a; vaddr <= a < vaddr + n &&
	      a < img->sites[k].vaddr ==> d[a - vaddr] == byte_at(after, a); */
	/*@ assert \forall integer a; vaddr <= a < vaddr + n &&
	      slot_end(&img->sites[k]) <= a ==>
	      d[a - vaddr] == byte_at(before, a); */
	return true;
}

bool
slot_patch(const struct image *img, uint64_t vaddr, uint8_t *d, size_t n,
    size_t *site) /*@ ghost (int before, int after) */
{
	bool changed = false;
	struct part p;
	size_t k;

	*site = slot_from(img, *site, vaddr);
	/*@ loop invariant *site <= k <= img->nsites;
	    loop invariant half_patched(img, k, vaddr, d, n, before, after);
	    loop assigns k, p, changed, d[0 .. n - 1];
	    loop variant img->nsites - k;
	*/
	for (k = *site; k < img->nsites; k++) {
		if (!part_of(&img->sites[k], vaddr, n, &p))
			break;
		/*@ assert \forall integer i; 0 <= i < img->nsites ==>
		      img->plan[i].decision == \at(img->plan[i].decision, Pre); */
		/*@ assert \forall integer i; 0 <= i < img->nsites ==>
		      img->plan[i].holder == \at(img->plan[i].holder, Pre) &&
		      img->plan[i].number == \at(img->plan[i].number, Pre); */
		/*@ assert \forall integer i; 0 <= i < img->nsites ==>
		      img->sites[i].vaddr == \at(img->sites[i].vaddr, Pre); */
		/*@ assert \forall integer i; 0 <= i < img->nsites ==>
		      img->sites[i].kind == \at(img->sites[i].kind, Pre) &&
		      img->sites[i].length == \at(img->sites[i].length, Pre); */
		/*@ assert sites_readable(img); */
		/*@ assert plan_readable(img); */
		/*@ assert arch_known(img->arch); */
		/*@ assert \forall integer i, j; 0 <= i < img->nsites &&
		      0 <= j < ARCH_SLOT ==> img->sites[i].original[j] ==
			\at(img->sites[i].original[j], Pre); */
		/*@ assert forms_same{Pre, Here}(img->arch); */
		/*@ assert \forall integer i, j; 0 <= i < img->nsites &&
		      0 <= j < img->sites[i].length ==>
		      stub_byte(img->arch, &img->sites[i], j) ==
			\at(stub_byte(img->arch, &img->sites[i], j), Pre); */
		/*@ assert \forall integer i, j; 0 <= i < img->nsites &&
		      0 <= j < img->sites[i].length ==>
		      decided_byte(img->arch, &img->sites[i], &img->plan[i], j)
			== \at(decided_byte(img->arch, &img->sites[i],
			  &img->plan[i], j), Pre); */
		/*@ assert \forall integer i, a; allowed_slot(img, i, a) <==>
		      \at(allowed_slot(img, i, a), Pre); */
		/*@ assert \forall integer i, a; 0 <= i < img->nsites &&
		      in_slot(&img->sites[i], a) ==>
		      decided_byte(img->arch, &img->sites[i], &img->plan[i],
			a - img->sites[i].vaddr) ==
			\at(decided_byte(img->arch, &img->sites[i],
			  &img->plan[i], a - img->sites[i].vaddr), Pre); */
		/*@ assert \forall integer i, a; allowed_slot(img, i, a) ==>
		      byte_at(after, a) == decided_byte(img->arch,
			&img->sites[i], &img->plan[i],
			a - img->sites[i].vaddr); */
		/*@ assert patch_frame(img, before, after); */
		if (patch_one(
			img, k, &p, vaddr, d, n) /*@ ghost (before, after) */)
			changed = true;
	}
	return changed;
}
