#include "widen.h"

/*@ requires \valid(s);
    assigns s->numbers, s->number;
    ensures widened{Post, Pre}(s, any);
    ensures \forall struct site *p; \separated(p, s) ==>
      p->vaddr == \old(p->vaddr) && p->numbers == \old(p->numbers) &&
      p->kind == \old(p->kind) && p->number == \old(p->number);
*/
static void
widen(struct site *s, uint32_t any)
{
	if (s->numbers != NUMBERS_NONE || s->kind == SITE_EMBEDDED)
		return;
	s->numbers = NUMBERS_SET;
	s->number = any;
}

void
widen_sites(struct site *sites, size_t n, uint32_t any)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      widened{Here, Pre}(sites + k, any);
	    loop invariant \forall integer k; i <= k < n ==>
	      sites[k].vaddr == \at(sites[k].vaddr, Pre) &&
	      sites[k].kind == \at(sites[k].kind, Pre) &&
	      sites[k].numbers == \at(sites[k].numbers, Pre) &&
	      sites[k].number == \at(sites[k].number, Pre);
	    loop assigns i, sites[0 .. n - 1].numbers, sites[0 .. n - 1].number;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		widen(&sites[i], any);
}

void
widen_set(struct number_set *s)
{
	uint32_t nr;

	/*@ loop invariant 0 <= nr <= ARCH_NUMBERS;
	    loop invariant \forall integer k; 0 <= k < nr ==> in_set(s, k);
	    loop assigns nr, s->bits[0 .. 127];
	    loop variant ARCH_NUMBERS - nr;
	*/
	for (nr = 0; nr < ARCH_NUMBERS; nr++)
		set_add(s, nr);
}

/*@ requires \valid(d);
    assigns d->exec;
    ensures d->exec == (d->decision == DECISION_ALLOW ? 1 : 0);
    ensures \forall struct decision *p; \separated(p, d) ==>
      p->exec == \old(p->exec) && p->decision == \old(p->decision);
*/
static void
grant(struct decision *d)
{
	d->exec = d->decision == DECISION_ALLOW ? 1 : 0;
}

void
widen_memory(struct decision *plan, size_t n)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      plan[k].exec == (plan[k].decision == DECISION_ALLOW ? 1 : 0);
	    loop assigns i, plan[0 .. n - 1].exec;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		grant(&plan[i]);
}
