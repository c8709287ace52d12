#include "table.h"

struct fault
table_sites_whole(const struct image *img)
{
	size_t i;

	if (img->nsites != img->sites_total || img->nsets != img->sets_total)
		return fault_of(FAULT_BAD_TABLE);
	/*@ loop invariant 0 <= i <= img->nsites;
	    loop invariant \forall integer k; 0 <= k < i &&
	      img->sites[k].numbers == NUMBERS_SET ==>
	      img->sites[k].number < img->nsets;
	    loop assigns i;
	    loop variant img->nsites - i;
	*/
	for (i = 0; i < img->nsites; i++)
		if (img->sites[i].numbers == NUMBERS_SET &&
		    img->sites[i].number >= img->nsets)
			return fault_full(FAULT_BAD_SET, AT_ADDRESS,
			    img->sites[i].vaddr, ITEM_SITE, i);
	return fault_none();
}

/* Every number of the decision is in the site's set. */
/*@ requires \valid_read(img) && \valid_read(s) && \valid_read(d);
    requires \valid_read(img->sets + s->number);
    requires d->numbers != NUMBERS_ONE ==>
      \valid_read(img->psets + d->number);
    assigns \nothing;
    ensures \result <==>
      decision_within(&img->sets[s->number], d, img->psets);
*/
static bool
within(const struct image *img, const struct site *s, const struct decision *d)
{
	const struct number_set *set = &img->sets[s->number];
	uint32_t k;

	if (d->numbers == NUMBERS_ONE)
		return set_has(set, d->number);
	/*@ loop invariant 0 <= k <= ARCH_NUMBERS;
	    loop invariant \forall integer j; j < k ==>
	      in_set(&img->psets[d->number], j) ==> in_set(set, j);
	    loop assigns k;
	    loop variant ARCH_NUMBERS - k;
	*/
	for (k = 0; k < ARCH_NUMBERS; k++)
		if (set_has(&img->psets[d->number], k) && !set_has(set, k))
			return false;
	return true;
}

/*@ requires \valid_read(s) && \valid_read(d) && decision_alone(d);
    assigns \nothing;
    ensures \result != 0 <==> holder_fits(s, d);
*/
static bool
holder_fits(const struct site *s, const struct decision *d)
{
	if (d->decision == DECISION_ALLOW)
		return s->kind != SITE_EMBEDDED &&
		    (d->holder != HOLDER_BYTES || site_holds_number(s));
	return d->holder == (site_in_place(s) ? HOLDER_FILTER : HOLDER_NOBODY);
}

/*@ requires \valid_read(img) && \valid_read(s) && \valid_read(d);
    requires \valid_read(img->sets + (0 .. img->nsets - 1));
    requires \valid_read(img->psets + (0 .. img->npsets - 1));
    requires s->numbers == NUMBERS_SET ==> s->number < img->nsets;
    requires site_alone(s) && decision_alone(d);
    assigns \nothing;
    ensures \result == FAULT_NONE <==> decision_fits_site(img, s, d);
*/
static enum fault_code
fits(const struct image *img, const struct site *s, const struct decision *d)
{
	if (d->vaddr != s->vaddr || !holder_fits(s, d))
		return FAULT_PLAN_MISMATCH;
	if (d->numbers == NUMBERS_SET && d->number >= img->npsets)
		return FAULT_BAD_SET;
	if (s->numbers == NUMBERS_ONE)
		return d->numbers == NUMBERS_ONE && d->number == s->number
		    ? FAULT_NONE
		    : FAULT_PLAN_MISMATCH;
	if (d->decision == DECISION_DENY)
		return d->numbers == NUMBERS_NONE ? FAULT_NONE
						  : FAULT_PLAN_MISMATCH;
	if (d->holder != HOLDER_FILTER)
		return FAULT_PLAN_MISMATCH;
	return s->numbers == NUMBERS_NONE || within(img, s, d)
	    ? FAULT_NONE
	    : FAULT_PLAN_MISMATCH;
}

struct fault
table_plan_whole(const struct image *img)
{
	enum fault_code code;
	size_t i;

	if (!img->has_plan)
		return fault_none();
	if (img->nplan != img->plan_total || img->npsets != img->psets_total)
		return fault_of(FAULT_BAD_TABLE);
	/*@ loop invariant 0 <= i <= img->nplan;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      decision_fits(img, k);
	    loop invariant \forall integer k; 0 <= k < i ==>
	      decision_of(&img->sites[k], &img->plan[k]);
	    loop assigns i, code;
	    loop variant img->nplan - i;
	*/
	for (i = 0; i < img->nplan; i++) {
		code = fits(img, &img->sites[i], &img->plan[i]);
		if (code != FAULT_NONE)
			return fault_full(
			    code, AT_ADDRESS, img->plan[i].vaddr, ITEM_SITE, i);
	}
	return fault_none();
}
