#include "placed.h"

/*@ assigns \nothing;
    ensures \result >= a && \result >= b && (\result == a || \result == b);
*/
static uint64_t
greater(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/*@ requires a + alen <= UINT64_MAX && b + blen <= UINT64_MAX;
    assigns \nothing;
    ensures \result <==> ranges_apart(a, alen, b, blen);
*/
static bool
apart(uint64_t a, uint64_t alen, uint64_t b, uint64_t blen)
{
	return a + alen <= b || b + blen <= a;
}

/*@ requires \valid_read(ld) && \valid_read(segs + (0 .. IMAGE_PHDRS - 1));
    requires ld->first + ld->count <= IMAGE_PHDRS;
    requires ld->offset <= LAYOUT_FILE_MAX;
    requires phoff <= LAYOUT_FILE_MAX && len <= LAYOUT_TABLE;
    requires \forall integer k; load_holds(ld, k) ==> load_over(ld, segs + k);
    assigns \nothing;
    ensures \result <==> load_clear(ld, segs, phoff, len);
*/
/*
 * Where headers will be written over a segment's bytes, the segment's own
 * bytes there were headers: it stands at its linked offset.
 */
static bool
headers_fit(const struct segment *segs, const struct load *ld, uint64_t phoff,
    uint64_t len)
{
	uint64_t at;
	size_t k;

	/*@ loop invariant ld->first <= k <= ld->first + ld->count;
	    loop invariant \forall integer j; ld->first <= j < k ==>
	      clear_of_headers(ld, segs + j, phoff, len);
	    loop assigns k, at;
	    loop variant ld->first + ld->count - k;
	*/
	for (k = ld->first; k < ld->first + ld->count; k++) {
		/*@ assert load_over(ld, segs + k); */
		at = ld->offset + (segs[k].vaddr - ld->vaddr);
		if (segs[k].filesz == 0 || at == segs[k].offset)
			continue;
		if (!apart(at, segs[k].filesz, 0, LAYOUT_EHDR) ||
		    !apart(at, segs[k].filesz, phoff, len)) {
			/*@ assert !clear_of_headers(ld, segs + k, phoff,
			      len); */
			return false;
		}
	}
	return true;
}

/*@ requires arch_known(arch) && \valid_read(ld) && load_bounded(ld);
    requires size <= LAYOUT_FILE_MAX;
    assigns \nothing;
    ensures \result <==> load_within(arch, ld, size);
*/
static bool
within(const struct arch *arch, const struct load *ld, uint64_t size)
{
	return ld->offset % arch->page == 0 && ld->offset <= size &&
	    arch_page_up(arch, ld->filesz) <= size - ld->offset &&
	    ld->vaddr % ld->align == ld->offset % ld->align;
}

/*@ requires arch_known(arch) && i < IMAGE_PHDRS;
    requires \valid_read(loads + (0 .. i)) && loads_bounded(loads, i + 1);
    requires loads_within(arch, loads, i + 1, size);
    requires size <= LAYOUT_FILE_MAX;
    assigns \nothing;
    ensures \result <==> \forall integer k; 0 <= k < i ==>
      files_apart(arch, loads + i, loads + k);
*/
static bool
pages_apart(const struct arch *arch, const struct load *loads,
    size_t i) /*@ ghost (uint64_t size) */
{
	const struct load *a = &loads[i], *b;
	size_t k;

	/*@ assert load_bounded(loads + i); */
	/*@ assert load_within(arch, loads + i, size); */
	/*@ loop invariant 0 <= k <= i;
	    loop invariant \forall integer j; 0 <= j < k ==>
	      files_apart(arch, loads + i, loads + j);
	    loop assigns k, b;
	    loop variant i - k;
	*/
	for (k = 0; k < i; k++) {
		b = &loads[k];
		/*@ assert load_bounded(loads + k); */
		/*@ assert load_within(arch, loads + k, size); */
		if (!apart(a->offset, arch_page_up(arch, a->filesz), b->offset,
			arch_page_up(arch, b->filesz)))
			return false;
	}
	return true;
}

bool
placed_fit(const struct image *img, const struct layout *l)
{
	uint64_t len = (uint64_t)l->phnum * IMAGE_PHDR_BYTES;
	size_t i;

	if (l->phoff < LAYOUT_EHDR || l->phoff + len > l->size)
		return false;
	/*@ loop invariant 0 <= i <= l->nloads;
	    loop invariant loads_within(img->arch, &l->loads[0], i, l->size);
	    loop invariant loads_apart(img->arch, &l->loads[0], i);
	    loop invariant loads_clear(&l->loads[0], i, &img->segs[0],
	      l->phoff, l->phnum * IMAGE_PHDR_BYTES);
	    loop assigns i;
	    loop variant l->nloads - i;
	*/
	for (i = 0; i < l->nloads; i++) {
		/*@ assert load_bounded(&l->loads[0] + i); */
		if (!within(img->arch, &l->loads[i], l->size))
			return false;
		/*@ assert loads_within(img->arch, &l->loads[0], i + 1,
		      l->size); */
		if (!pages_apart(img->arch, l->loads, i) /*@ ghost (l->size) */)
			return false;
		if (!headers_fit(img->segs, &l->loads[i], l->phoff, len))
			return false;
	}
	return true;
}

uint64_t
placed_end(const struct layout *l)
{
	uint64_t len = (uint64_t)l->phnum * IMAGE_PHDR_BYTES;
	uint64_t next = greater(LAYOUT_EHDR, l->phoff + len);
	size_t i;

	/*@ loop invariant 0 <= i <= l->nloads;
	    loop invariant LAYOUT_EHDR <= next <= 0x2000000000000;
	    loop invariant l->phoff + l->phnum * IMAGE_PHDR_BYTES <= next;
	    loop invariant \forall integer k; 0 <= k < i &&
	      l->loads[k].placed != 0 ==>
	        l->loads[k].offset + l->loads[k].filesz <= next;
	    loop assigns i, next;
	    loop variant l->nloads - i;
	*/
	for (i = 0; i < l->nloads; i++) {
		/*@ assert load_bounded(&l->loads[0] + i); */
		if (l->loads[i].placed)
			next = greater(
			    next, l->loads[i].offset + l->loads[i].filesz);
	}
	return next;
}

bool
placed_exec(const struct layout *l)
{
	size_t i;

	/*@ loop invariant 0 <= i <= l->nloads;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      l->loads[k].placed == 0 || (l->loads[k].flags & IMAGE_X) == 0;
	    loop assigns i;
	    loop variant l->nloads - i;
	*/
	for (i = 0; i < l->nloads; i++)
		if (l->loads[i].placed && (l->loads[i].flags & IMAGE_X) != 0)
			return true;
	return false;
}
