#include "plan.h"

/*@ predicate set_kept{A, B}(struct number_set *s) =
      \forall integer k; 0 <= k < ARCH_NUMBERS / 8 ==>
        \at(s->bits[k], A) == \at(s->bits[k], B);

    lemma in_set_kept{A, B}: \forall struct number_set *s, integer nr;
      set_kept{A, B}(s) ==> (in_set{A}(s, nr) <==> in_set{B}(s, nr));

    predicate list_kept{A, B}(struct plan_list *list) =
      \forall integer k; 0 <= k < ARCH_NUMBERS ==>
        \at(list->allowed[k], A) == \at(list->allowed[k], B);

    lemma no_bit: \forall integer k; bit_of(0, k) == 0;

    predicate decision_kept{A, B}(struct decision *d) =
      \at(d->vaddr, A) == \at(d->vaddr, B) &&
      \at(d->number, A) == \at(d->number, B) &&
      \at(d->numbers, A) == \at(d->numbers, B) &&
      \at(d->decision, A) == \at(d->decision, B) &&
      \at(d->holder, A) == \at(d->holder, B);

    predicate site_kept{A, B}(struct site *s) =
      \at(s->vaddr, A) == \at(s->vaddr, B) &&
      \at(s->number, A) == \at(s->number, B) &&
      \at(s->kind, A) == \at(s->kind, B) &&
      \at(s->numbers, A) == \at(s->numbers, B);

    predicate decided_as{D, F}(struct decision *d, struct decision *from) =
      \at(d->number, D) == \at(from->number, F) &&
      \at(d->numbers, D) == \at(from->numbers, F) &&
      \at(d->decision, D) == \at(from->decision, F);

    predicate site_decided{D, F}(struct decision *d, struct site *s,
      struct plan_list *list, struct decision *by_set) =
      \at(d->vaddr, D) == \at(s->vaddr, F) &&
      held_as{D, F}(d, s) &&
      (\at(s->numbers, F) == NUMBERS_ONE ==> one_decided{D, F}(d, s, list)) &&
      (\at(s->numbers, F) == NUMBERS_NONE ==>
        \at(d->decision, D) == DECISION_DENY &&
        \at(d->numbers, D) == NUMBERS_NONE) &&
      (\at(s->numbers, F) == NUMBERS_SET ==>
        decided_as{D, F}(d, by_set + \at(s->number, F)));

    lemma set_decided_as{D, F}: \forall struct decision *d,
      struct decision *by, struct number_set *psets, integer n,
      struct number_set *from, struct plan_list *list;
      decided_as{D, D}(d, by) && set_decided{D, F}(by, psets, n, from, list) ==>
      set_decided{D, F}(d, psets, n, from, list);

    lemma site_decided_kept{A, B, F}: \forall struct decision *d,
      struct site *s, struct plan_list *list, struct decision *by_set;
      decision_kept{A, B}(d) && site_decided{A, F}(d, s, list, by_set) ==>
      site_decided{B, F}(d, s, list, by_set);
*/
/*@ requires \valid_read(list);
    assigns \nothing;
    ensures \result <==> number < ARCH_NUMBERS && list->allowed[number] != 0;
*/
static bool
in_list(const struct plan_list *list, uint32_t number)
{
	return number < ARCH_NUMBERS && list->allowed[number] != 0;
}

/*@ requires \valid(plan + i);
    assigns plan[i];
    ensures plan[i].vaddr == d.vaddr && plan[i].number == d.number &&
      plan[i].numbers == d.numbers && plan[i].decision == d.decision &&
      plan[i].holder == d.holder;
    ensures \forall integer k; k != i ==>
      decision_kept{Pre, Post}(&plan[k]);
*/
static void
put(struct decision *plan, size_t i, struct decision d)
{
	plan[i].vaddr = d.vaddr;
	plan[i].number = d.number;
	plan[i].numbers = d.numbers;
	plan[i].decision = d.decision;
	plan[i].holder = d.holder;
	plan[i].exec = d.exec;
}

/*@ requires \valid_read(s) && \valid_read(list) && s->number < ARCH_NUMBERS;
    assigns \nothing;
    ensures \result.vaddr == s->vaddr && \result.numbers == NUMBERS_ONE &&
      \result.number == s->number;
    ensures list->allowed[s->number] != 0 ?
      \result.decision == DECISION_ALLOW : \result.decision == DECISION_DENY;
*/
static struct decision
decide_one(const struct site *s, const struct plan_list *list)
{
	bool allowed = in_list(list, s->number);
	struct decision d;

	d.vaddr = s->vaddr;
	d.numbers = NUMBERS_ONE;
	d.number = s->number;
	d.decision = allowed ? DECISION_ALLOW : DECISION_DENY;
	d.holder = HOLDER_NOBODY;
	d.exec = 0;
	return d;
}

/*@ requires \valid_read(from) && \valid_read(list) && \valid(to);
    requires \separated(from, to) && \separated(list, to);
    assigns to->bits[0 .. 127];
    ensures \forall integer nr;
      in_set(to, nr) <==> in_both{Pre}(from, list, nr);
*/
static void
intersect(const struct number_set *from, const struct plan_list *list,
    struct number_set *to)
{
	uint32_t nr;

	/*@ loop invariant 0 <= nr <= ARCH_NUMBERS / 8;
	    loop invariant \forall integer k; 0 <= k < nr ==> to->bits[k] == 0;
	    loop assigns nr, to->bits[0 .. 127];
	    loop variant ARCH_NUMBERS / 8 - nr;
	*/
	for (nr = 0; nr < ARCH_NUMBERS / 8; nr++)
		to->bits[nr] = 0;
	/*@ loop invariant 0 <= nr <= ARCH_NUMBERS;
	    loop invariant \forall integer k; 0 <= k < nr ==>
	      (in_set(to, k) <==> in_both{Pre}(from, list, k));
	    loop invariant \forall integer k; nr <= k ==> !in_set(to, k);
	    loop assigns nr, to->bits[0 .. 127];
	    loop variant ARCH_NUMBERS - nr;
	*/
	for (nr = 0; nr < ARCH_NUMBERS; nr++) {
		/*@ assert set_kept{Pre, Here}(from); */
		if (set_has(from, nr) && in_list(list, nr))
			set_add(to, nr);
	}
}

/*@ assigns \nothing;
    ensures \result.decision == DECISION_DENY &&
      \result.numbers == NUMBERS_NONE;
*/
static struct decision
decide_none(void)
{
	struct decision d;

	d.vaddr = 0;
	d.numbers = NUMBERS_NONE;
	d.number = 0;
	d.decision = DECISION_DENY;
	d.holder = HOLDER_NOBODY;
	d.exec = 0;
	return d;
}

/*@ requires \valid_read(to);
    assigns \nothing;
    ensures (\result.decision == DECISION_DENY &&
        \result.numbers == NUMBERS_NONE &&
        \forall integer nr; !in_set(to, nr)) ||
      (\result.decision == DECISION_ALLOW &&
        \result.numbers == NUMBERS_ONE &&
        \forall integer nr; in_set(to, nr) <==> nr == \result.number) ||
      (\result.decision == DECISION_ALLOW &&
        \result.numbers == NUMBERS_SET &&
        \result.number == index);
*/
/* The number is known at run time only: what is allowed of the set, to. */
static struct decision
decide_set(const struct number_set *to, uint32_t index)
{
	uint32_t count = set_count(to);
	struct decision d = decide_none();

	if (count == 0)
		return d;
	d.decision = DECISION_ALLOW;
	d.numbers = count == 1 ? NUMBERS_ONE : NUMBERS_SET;
	d.number = count == 1 ? set_least(to) : index;
	return d;
}

/*@ requires nsets <= IMAGE_SETS && \valid_read(list);
    requires \valid_read(sets + (0 .. nsets - 1));
    requires \valid(psets + (0 .. nsets - 1));
    requires \valid(by_set + (0 .. nsets - 1));
    requires \separated(list, sets + (0 .. nsets - 1),
      psets + (0 .. nsets - 1), by_set + (0 .. nsets - 1));
    assigns psets[0 .. nsets - 1], by_set[0 .. nsets - 1];
    ensures \result <= nsets;
    ensures \forall integer k; 0 <= k < nsets ==> set_decided{Post, Pre}(
      by_set + k, psets, \result, sets + k, list);
*/
/* The decisions for sites with a set, and the sets of the plan's they name. */
static size_t
decide_sets(const struct number_set *sets, size_t nsets,
    const struct plan_list *list, struct number_set *psets,
    struct decision *by_set)
{
	struct decision d;
	size_t i, n = 0;

	/*@ loop invariant 0 <= n <= i <= nsets;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      set_decided{Here, Pre}(by_set + k, psets, n, sets + k, list);
	    loop assigns i, n, d, psets[0 .. nsets - 1], by_set[0 .. nsets - 1];
	    loop variant nsets - i;
	*/
	for (i = 0; i < nsets; i++) {
		intersect(&sets[i], list, &psets[n]);
		/*@ assert \forall integer k; 0 <= k < nsets ==>
		      set_kept{Pre, Here}(sets + k); */
		/*@ assert list_kept{Pre, Here}(list); */
		/*@ assert \forall integer nr; in_set(psets + n, nr) <==>
		      in_both{Pre}(sets + i, list, nr); */
		d = decide_set(&psets[n], (uint32_t)n);
		put(by_set, i, d);
		/*@ assert \forall integer k; 0 <= k < n ==>
		      set_kept{LoopCurrent, Here}(psets + k); */
		/*@ assert \forall integer k; 0 <= k < i ==>
		      decision_kept{LoopCurrent, Here}(by_set + k); */
		/*@ assert \forall integer k; 0 <= k < i ==>
		      set_decided{Here, Pre}(by_set + k, psets, n, sets + k,
		        list); */
		/*@ assert \forall integer nr; in_set(psets + n, nr) <==>
		      in_both{Pre}(sets + i, list, nr); */
		/*@ assert d.numbers != NUMBERS_SET ==>
		      set_decided{Here, Pre}(by_set + i, psets, n, sets + i,
		        list); */
		/*@ assert set_decided{Here, Pre}(by_set + i, psets, n + 1,
		      sets + i, list); */
		/*@ assert \forall integer k; 0 <= k <= i ==>
		      set_decided{Here, Pre}(by_set + k, psets, n + 1,
		        sets + k, list); */
		if (d.numbers == NUMBERS_SET)
			n++;
	}
	/*@ assert i == nsets; */
	return n;
}

/*@ requires \valid_read(s);
    assigns \nothing;
    ensures \result == holder_for(decision, s->numbers, s->kind);
*/
static uint8_t
holder_of(const struct site *s, uint8_t decision)
{
	if (decision != DECISION_ALLOW)
		return site_in_place(s) ? HOLDER_FILTER : HOLDER_NOBODY;
	return s->numbers == NUMBERS_ONE && site_holds_number(s)
	    ? HOLDER_BYTES
	    : HOLDER_FILTER;
}

/*@ requires \valid_read(list) && \valid_read(sites + (0 .. nsites - 1));
    requires \valid_read(by_set + (0 .. nsets - 1));
    requires \valid(plan + (0 .. nsites - 1));
    requires \separated(list, sites + (0 .. nsites - 1),
      by_set + (0 .. nsets - 1), plan + (0 .. nsites - 1));
    requires sites_fit(sites, nsites, nsets);
    assigns plan[0 .. nsites - 1];
    ensures \forall integer i; 0 <= i < nsites ==>
      site_decided{Post, Pre}(plan + i, sites + i, list, by_set);
*/
static void
decide_sites(const struct site *sites, size_t nsites,
    const struct plan_list *list, const struct decision *by_set,
    struct decision *plan) /*@ ghost (size_t nsets) */
{
	struct decision d;
	size_t i;

	/*@ loop invariant 0 <= i <= nsites;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      site_decided{Here, Pre}(plan + k, sites + k, list, by_set);
	    loop assigns i, d, plan[0 .. nsites - 1];
	    loop variant nsites - i;
	*/
	for (i = 0; i < nsites; i++) {
		if (sites[i].numbers == NUMBERS_ONE)
			d = decide_one(&sites[i], list);
		else if (sites[i].numbers == NUMBERS_SET)
			d = by_set[sites[i].number];
		else
			d = decide_none();
		d.vaddr = sites[i].vaddr;
		d.holder = holder_of(&sites[i], d.decision);
		/*@ assert site_kept{Pre, Here}(sites + i); */
		/*@ assert sites[i].numbers == NUMBERS_SET ==>
		      decision_kept{Pre, Here}(by_set + sites[i].number); */
		/*@ assert list_kept{Pre, Here}(list); */
		put(plan, i, d);
		/*@ assert site_decided{Here, Pre}(plan + i, sites + i, list,
		      by_set); */
		/*@ assert \forall integer k; 0 <= k < i ==>
		      decision_kept{LoopCurrent, Here}(plan + k); */
		/*@ assert \forall integer k; 0 <= k < i ==>
		      site_decided{Here, Pre}(plan + k, sites + k, list,
		        by_set); */
	}
	/*@ assert i == nsites; */
}

/*@ requires nsets <= IMAGE_SETS && \valid_read(list);
    requires \valid_read(sites + (0 .. nsites - 1));
    requires \valid_read(sets + (0 .. nsets - 1));
    requires \valid(plan + (0 .. nsites - 1));
    requires \valid(psets + (0 .. nsets - 1));
    requires \valid(by_set + (0 .. nsets - 1));
    requires \separated(list, sites + (0 .. nsites - 1),
      sets + (0 .. nsets - 1), plan + (0 .. nsites - 1),
      psets + (0 .. nsets - 1), by_set + (0 .. nsets - 1));
    requires sites_fit(sites, nsites, nsets);
    assigns plan[0 .. nsites - 1], psets[0 .. nsets - 1],
      by_set[0 .. nsets - 1];
    ensures \result <= nsets;
    ensures \forall integer i; 0 <= i < nsites ==>
      plan[i].vaddr == \old(sites[i].vaddr);
    ensures \forall integer i; 0 <= i < nsites &&
      \old(sites[i].numbers) == NUMBERS_ONE ==>
        one_decided{Post, Pre}(plan + i, sites + i, list);
    ensures \forall integer i; 0 <= i < nsites &&
      \old(sites[i].numbers) == NUMBERS_SET ==>
        set_decided{Post, Pre}(plan + i, psets, \result,
          sets + \old(sites[i].number), list);
    ensures \forall integer i; 0 <= i < nsites &&
      \old(sites[i].numbers) == NUMBERS_NONE ==>
        plan[i].decision == DECISION_DENY && plan[i].numbers == NUMBERS_NONE;
    ensures \forall integer i; 0 <= i < nsites ==>
      held_as{Post, Pre}(plan + i, sites + i);
*/
static size_t
decide(const struct site *sites, size_t nsites, const struct number_set *sets,
    size_t nsets, const struct plan_list *list, struct number_set *psets,
    struct decision *by_set, struct decision *plan)
{
	size_t n = decide_sets(sets, nsets, list, psets, by_set);

	/*@ assert list_kept{Pre, Here}(list); */
	/*@ assert \forall integer k; 0 <= k < nsites ==>
	      site_kept{Pre, Here}(sites + k); */
	/*@ ghost sets_done: ; */
	decide_sites(sites, nsites, list, by_set, plan) /*@ ghost (nsets) */;
	/*@ assert \forall integer k; 0 <= k < nsets ==>
	      set_kept{sets_done, Here}(psets + k); */
	/*@ assert \forall integer k; 0 <= k < nsets ==>
	      decision_kept{sets_done, Here}(by_set + k); */
	/*@ assert \forall integer k; 0 <= k < nsets ==>
	      set_decided{Here, Pre}(by_set + k, psets, n, sets + k, list); */
	/*@ assert \forall integer k; 0 <= k < nsites &&
	      \at(sites[k].numbers, Pre) == NUMBERS_SET ==>
	        \at(sites[k].number, Pre) < nsets &&
	        decided_as{Here, Here}(plan + k,
	          by_set + \at(sites[k].number, Pre)); */
	return n;
}

struct fault
plan_make(
    struct image *img, const struct plan_list *list, struct decision *by_set)
{
	size_t i, n;

	if (img->has_plan)
		return fault_of(FAULT_PLAN_EXISTS);
	/*@ loop invariant 0 <= i <= img->nsites;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      img->sites[k].numbers != NUMBERS_NONE ||
	      img->sites[k].kind == SITE_EMBEDDED;
	    loop assigns i;
	    loop variant img->nsites - i;
	*/
	for (i = 0; i < img->nsites; i++)
		if (img->sites[i].numbers == NUMBERS_NONE &&
		    img->sites[i].kind != SITE_EMBEDDED)
			return fault_full(FAULT_NUMBER_UNKNOWN, AT_ADDRESS,
			    img->sites[i].vaddr, ITEM_SITE, i);
	n = decide(img->sites, img->nsites, img->sets, img->nsets, list,
	    img->psets, by_set, img->plan);
	/*@ assert img->nsites == \at(img->nsites, Pre); */
	/*@ assert img->nsets == \at(img->nsets, Pre); */
	/*@ assert \forall integer k; 0 <= k < img->nsites ==>
	      site_kept{Pre, Here}(img->sites + k); */
	/*@ assert \forall integer k; 0 <= k < img->nsites ==>
	      img->plan[k].vaddr == img->sites[k].vaddr; */
	/*@ ghost decided: ; */
	img->npsets = n;
	img->nplan = img->nsites;
	img->has_plan = true;
	/*@ assert \forall integer k; 0 <= k < img->nsites ==>
	      site_kept{decided, Here}(img->sites + k); */
	/*@ assert \forall integer k; 0 <= k < img->nsites ==>
	      decision_kept{decided, Here}(img->plan + k); */
	/*@ assert list_kept{Pre, Here}(list); */
	/*@ assert \forall integer k; 0 <= k < img->nsites &&
	      img->sites[k].numbers == NUMBERS_ONE ==>
	        img->sites[k].number < ARCH_NUMBERS &&
	        one_decided{Here, Here}(img->plan + k, img->sites + k, list); */
	return fault_none();
}
