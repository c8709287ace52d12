#include "plan.h"

static bool
in_list(const struct plan_list *list, uint32_t number)
{
	return number < ARCH_NUMBERS && list->allowed[number] != 0;
}

static void
deny(struct decision *d)
{
	d->decision = DECISION_DENY;
	d->holder = HOLDER_NOBODY;
}

static void
decide_one(
    const struct site *s, const struct plan_list *list, struct decision *d)
{
	d->numbers = NUMBERS_ONE;
	d->number = s->number;
	if (!in_list(list, s->number)) {
		deny(d);
		return;
	}
	d->decision = DECISION_ALLOW;
	d->holder = HOLDER_BYTES;
}

/* The number is known at run time only: what is allowed of the set, held by
   the filter. */
static void
decide_set(struct image *img, size_t k, const struct plan_list *list,
    struct decision *d)
{
	struct number_set *set = &img->psets[img->npsets];
	uint32_t nr, count;

	for (nr = 0; nr < ARCH_NUMBERS / 8; nr++)
		set->bits[nr] = 0;
	for (nr = 0; nr < ARCH_NUMBERS; nr++)
		if (set_has(&img->sets[k], nr) && in_list(list, nr))
			set_add(set, nr);
	count = set_count(set);
	d->numbers = NUMBERS_NONE;
	d->number = 0;
	deny(d);
	if (count == 0)
		return;
	d->decision = DECISION_ALLOW;
	d->holder = HOLDER_FILTER;
	d->numbers = count == 1 ? NUMBERS_ONE : NUMBERS_SET;
	d->number = count == 1 ? set_least(set) : (uint32_t)img->npsets;
	if (count > 1)
		img->npsets++;
}

struct fault
plan_make(
    struct image *img, const struct plan_list *list, struct decision *by_set)
{
	size_t i;

	if (img->has_plan)
		return fault_of(FAULT_PLAN_EXISTS);
	for (i = 0; i < img->nsites; i++)
		if (img->sites[i].numbers == NUMBERS_NONE)
			return fault_full(FAULT_NUMBER_UNKNOWN, AT_ADDRESS,
			    img->sites[i].vaddr, ITEM_SITE, i);
	img->npsets = 0;
	for (i = 0; i < img->nsets; i++)
		decide_set(img, i, list, &by_set[i]);
	for (i = 0; i < img->nsites; i++) {
		if (img->sites[i].numbers == NUMBERS_ONE)
			decide_one(&img->sites[i], list, &img->plan[i]);
		else
			img->plan[i] = by_set[img->sites[i].number];
		img->plan[i].vaddr = img->sites[i].vaddr;
	}
	img->nplan = img->nsites;
	img->has_plan = true;
	return fault_none();
}
