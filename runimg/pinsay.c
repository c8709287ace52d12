#include "pinplan.h"

/*@ assigns \nothing; */
/* [addr, addr + len) reaches into runimg's range. */
static bool
reserved(uint64_t addr, uint64_t len)
{
	return addr < IMAGE_RESERVED_END &&
	    (addr >= IMAGE_RESERVED_START || len > IMAGE_RESERVED_START - addr);
}

/*@ requires \valid_read(call);
    assigns \nothing;
*/
static uint32_t
ruled(uint8_t rules, const struct cbpf_call *call)
{
	if ((rules & PINS_PROT) != 0 && (call->args[2] & PINS_EXEC_PROT) != 0)
		return PINS_EPERM;
	if ((rules & PINS_SHM) != 0 && (call->args[2] & PINS_EXEC_SHM) != 0)
		return PINS_EPERM;
	if ((rules & PINS_MAP) != 0 && reserved(call->args[0], call->args[1]))
		return PINS_EPERM;
	if ((rules & PINS_MOVED) != 0 &&
	    (call->args[3] & PINS_FIXED_REMAP) != 0 &&
	    reserved(call->args[4], call->args[2]))
		return PINS_EPERM;
	return PINS_ALLOW;
}

/*@ requires \valid_read(args + (0 .. CBPF_ARGS - 1)) && \valid_read(call);
    assigns \nothing;
    ensures \result <==> \forall integer k; 0 <= k < CBPF_ARGS &&
      ((known >> k) & 1) == 1 ==> args[k] == call->args[k];
*/
static bool
held(uint8_t known, const uint64_t *args, const struct cbpf_call *call)
{
	size_t k;

	/*@ loop invariant 0 <= k <= CBPF_ARGS;
	    loop invariant \forall integer j; 0 <= j < k &&
	      ((known >> j) & 1) == 1 ==> args[j] == call->args[j];
	    loop assigns k;
	    loop variant CBPF_ARGS - k;
	*/
	for (k = 0; k < CBPF_ARGS; k++)
		if (((known >> k) & 1) == 1 && args[k] != call->args[k])
			return false;
	return true;
}

/*@ requires pinplan_takes(img) && i < img->nsites;
    assigns \nothing;
*/
/* The site may issue that number. */
static bool
may(const struct image *img, size_t i, uint32_t number)
{
	const struct decision *d = &img->plan[i];

	if (d->decision != DECISION_ALLOW)
		return false;
	if (d->numbers == NUMBERS_ONE)
		return d->number == number;
	return d->numbers == NUMBERS_SET && d->number < img->npsets &&
	    set_has(&img->psets[d->number], number);
}

/*@ requires pinplan_takes(img) && i < img->nsites;
    requires \valid_read(a) && pinarch_good(a);
    assigns \nothing;
*/
static bool
may_restart(const struct image *img, const struct pinarch *a, size_t i)
{
	size_t k;

	/*@ loop invariant 0 <= k <= a->nrestarts;
	    loop assigns k;
	    loop variant a->nrestarts - k;
	*/
	for (k = 0; k < a->nrestarts; k++)
		if (may(img, i, a->restarts[k]))
			return true;
	return false;
}

/*@ requires pinplan_takes(img) && \valid_read(a) && pinarch_good(a);
    requires \valid_read(call);
    assigns \nothing;
*/
/* No site may issue the number at all. */
static bool
never(const struct image *img, const struct pinarch *a,
    const struct cbpf_call *call)
{
	size_t i;

	/*@ loop invariant 0 <= i <= img->nsites;
	    loop assigns i;
	    loop variant img->nsites - i;
	*/
	for (i = 0; i < img->nsites; i++)
		if (may(img, i, call->number) ||
		    (call->number == a->restart && may_restart(img, a, i)))
			return false;
	return true;
}

/*@ requires pinplan_takes(img);
    assigns \nothing;
*/
/* From none of the image's pages up to its end, nor from runimg's range. */
static bool
outside(const struct image *img, uint64_t after)
{
	uint64_t page = img->arch->page, first, last;

	if (after >= IMAGE_RESERVED_START && after < IMAGE_RESERVED_END)
		return false;
	if (img->nsegs == 0 || page == 0)
		return true;
	first = img->segs[0].vaddr;
	last = img->segs[img->nsegs - 1].vaddr;
	if (page > UINT64_MAX - last ||
	    img->segs[img->nsegs - 1].memsz > UINT64_MAX - page - last)
		return false;
	last += img->segs[img->nsegs - 1].memsz;
	return after < first - first % page || after >= last + page;
}

/*@ requires pinplan_takes(img) && i < img->nsites;
    assigns \nothing;
*/
static bool
returns_to(const struct image *img, size_t i, uint64_t after)
{
	return after >= img->sites[i].vaddr &&
	    after - img->sites[i].vaddr == img->sites[i].length;
}

/*@ requires pinplan_takes(img);
    assigns \nothing;
    ensures 0 <= \result <= img->nsites;
*/
/* Sites are in order, none longer than 255 bytes: the first that may end at the
   address. */
static size_t
first_near(const struct image *img, uint64_t after)
{
	uint64_t from = after > UINT8_MAX ? after - UINT8_MAX : 0;
	size_t low = 0, high = img->nsites, middle;

	/*@ loop invariant 0 <= low <= high <= img->nsites;
	    loop assigns low, high, middle;
	    loop variant high - low;
	*/
	while (low < high) {
		middle = low + (high - low) / 2;
		if (img->sites[middle].vaddr < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*@ requires pinplan_takes(img);
    assigns \nothing;
*/
/* From a site there other numbers get ENOSYS. */
static bool
late(const struct image *img, uint64_t after)
{
	size_t i = first_near(img, after);

	/*@ loop invariant 0 <= i <= img->nsites;
	    loop assigns i;
	    loop variant img->nsites - i;
	*/
	for (; i < img->nsites && img->sites[i].vaddr <= after; i++)
		if (returns_to(img, i, after) &&
		    pinplan_late(&img->sites[i], &img->plan[i]))
			return true;
	return false;
}

/*@ requires pinplan_takes(img) && \valid_read(a) && pinarch_good(a);
    requires \valid_read(call);
    assigns \nothing;
    ensures 0 <= \result <= img->nsites;
*/
/* The site that allows the call, by address and number; or nsites. */
static size_t
site_of(const struct image *img, const struct pinarch *a,
    const struct cbpf_call *call)
{
	size_t i = first_near(img, call->after);

	/*@ loop invariant 0 <= i <= img->nsites;
	    loop assigns i;
	    loop variant img->nsites - i;
	*/
	for (; i < img->nsites && img->sites[i].vaddr <= call->after; i++)
		if (returns_to(img, i, call->after) &&
		    (may(img, i, call->number) ||
			(call->number == a->restart && may_restart(img, a, i))))
			return i;
	return img->nsites;
}

uint32_t
pinplan_answer(const struct image *img, const struct pinarch *a,
    const struct pin *own, size_t nown, uint32_t other,
    const struct cbpf_call *call)
{
	uint8_t rules = pinrules_of(a->rules, a->nrules, call->number);
	const struct site *s;
	bool none;
	size_t i;

	if (call->audit != a->audit || (a->top != 0 && call->number >= a->top))
		return other;
	none = true;
	/*@ loop invariant 0 <= i <= nown;
	    loop assigns i, none;
	    loop variant nown - i;
	*/
	for (i = 0; i < nown; i++) {
		if (own[i].number != call->number)
			continue;
		none = false;
		if (own[i].after == call->after)
			return held(own[i].known, own[i].args, call)
			    ? ruled(rules, call)
			    : other;
	}
	i = site_of(img, a, call);
	if (i < img->nsites) {
		s = &img->sites[i];
		if (img->plan[i].exec != 0)
			rules &= (uint8_t)~PINS_EXEC;
		if ((call->number == a->restart && may_restart(img, a, i)) ||
		    held((uint8_t)(s->known / 2 % 64), s->args, call))
			return ruled(rules, call);
		return other;
	}
	if ((rules & PINS_VDSO) == 0 || !outside(img, call->after))
		return late(img, call->after) ? PINS_ENOSYS : other;
	none = none && never(img, a, call);
	return none && (rules & PINS_ALWAYS) != PINS_ALWAYS ? PINS_ENOSYS
							    : PINS_ALLOW;
}
