#include "pinplan.h"

bool
pinplan_late(const struct site *s, const struct decision *d)
{
	if (d->decision != DECISION_ALLOW)
		return s->kind == SITE_CALL;
	return s->numbers != NUMBERS_ONE;
}

/*@ predicate plan_made(struct pinplan *p) = p->n <= CBPF_LIMIT &&
      p->nlate <= CBPF_MAX;
*/

/*@ requires \valid(p) && plan_made(p);
    assigns p->n, p->raw[0 .. CBPF_MAX - 1];
    ensures plan_made(p);
*/
static void
add(struct pinplan *p, struct pin pin)
{
	if (p->n < CBPF_MAX)
		p->raw[p->n] = pin;
	if (p->n < CBPF_LIMIT)
		p->n++;
}

/*@ requires a->nrestarts <= PINARCH_RESTARTS && \valid_read(a);
    assigns \nothing;
    ensures \result <==> \exists integer i; 0 <= i < a->nrestarts &&
      a->restarts[i] == number;
*/
static bool
may_be_cut(const struct pinarch *a, uint32_t number)
{
	size_t i;

	/*@ loop invariant 0 <= i <= a->nrestarts;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      a->restarts[k] != number;
	    loop assigns i;
	    loop variant a->nrestarts - i;
	*/
	for (i = 0; i < a->nrestarts; i++)
		if (a->restarts[i] == number)
			return true;
	return false;
}

/*@ requires \valid_read(set) && \valid_read(a) && pinarch_good(a);
    assigns \nothing;
*/
static bool
set_restarts(const struct number_set *set, const struct pinarch *a)
{
	size_t i;

	/*@ loop invariant 0 <= i <= a->nrestarts;
	    loop assigns i;
	    loop variant a->nrestarts - i;
	*/
	for (i = 0; i < a->nrestarts; i++)
		if (set_has(set, a->restarts[i]))
			return true;
	return false;
}

/*@ requires \valid(p) && plan_made(p) && \valid_read(set);
    requires \separated(p, set);
    assigns p->n, p->raw[0 .. CBPF_MAX - 1];
    ensures plan_made(p);
*/
/* All numbers of the set but one, which may be none. */
static void
add_set(struct pinplan *p, const struct number_set *set, uint32_t but,
    struct pin pin)
{
	uint32_t k;

	/*@ loop invariant 0 <= k <= ARCH_NUMBERS && plan_made(p);
	    loop assigns k, pin.number, p->n, p->raw[0 .. CBPF_MAX - 1];
	    loop variant ARCH_NUMBERS - k;
	*/
	for (k = 0; k < ARCH_NUMBERS; k++)
		if (k != but && set_has(set, k)) {
			pin.number = k;
			add(p, pin);
		}
}

/*@ requires \valid_read(s);
    assigns \nothing;
*/
/* Sums that wrap are of no site that a stage lets pass. */
static struct pin
pin_of(const struct site *s)
{
	struct pin pin;
	size_t i;

	pin.after =
	    s->vaddr <= UINT64_MAX - UINT8_MAX ? s->vaddr + s->length : 0;
	pin.number = 0;
	pin.known = (uint8_t)(s->known / 2 % 64);
	pin.exec = false;
	/*@ loop invariant 0 <= i <= CBPF_ARGS;
	    loop assigns i, pin.args[0 .. CBPF_ARGS - 1];
	    loop variant CBPF_ARGS - i;
	*/
	for (i = 0; i < CBPF_ARGS; i++)
		pin.args[i] = s->args[i];
	return pin;
}

/*@ requires \valid(p) && plan_made(p);
    assigns p->nlate, p->late[0 .. CBPF_MAX - 1];
    ensures plan_made(p) && p->n == \old(p->n);
*/
/* Each takes an instruction or more, so too many are no filter in any case. */
static void
add_late(struct pinplan *p, struct pin pin)
{
	if (p->nlate == CBPF_MAX)
		return;
	pin.known = 0;
	p->late[p->nlate++] = pin;
}

/*@ requires \valid(p) && plan_made(p) && pinplan_takes(img);
    requires pinplan_apart(img, p) && i < img->nsites;
    requires \valid_read(a) && pinarch_good(a) && \separated(p, a);
    assigns p->n, p->raw[0 .. CBPF_MAX - 1], p->nlate,
      p->late[0 .. CBPF_MAX - 1];
    ensures plan_made(p);
*/
/* Its numbers and, once, restart_syscall, if one of them may be cut: that has
   the registers of the call that was, so no argument is asked. */
static void
add_site(struct pinplan *p, const struct pinarch *a, const struct image *img,
    size_t i)
{
	const struct decision *d = &img->plan[i];
	struct pin pin;
	bool cut;

	pin = pin_of(&img->sites[i]);
	pin.exec = d->exec != 0;
	if (pinplan_late(&img->sites[i], d))
		add_late(p, pin);
	if (d->decision != DECISION_ALLOW)
		return;
	if (d->numbers == NUMBERS_ONE) {
		pin.number = d->number;
		cut = may_be_cut(a, d->number);
		add(p, pin);
	} else if (d->numbers == NUMBERS_SET && d->number < img->npsets) {
		cut = set_restarts(&img->psets[d->number], a);
		add_set(p, &img->psets[d->number],
		    cut ? a->restart : ARCH_NUMBERS, pin);
	} else {
		return;
	}
	if (cut) {
		pin.number = a->restart;
		pin.known = 0;
		add(p, pin);
	}
}

/*@ requires \valid(p) && plan_made(p) && pinplan_takes(img);
    requires pinplan_apart(img, p) && from <= img->nsites;
    requires \valid_read(a) && pinarch_good(a) && \separated(p, a);
    assigns p->n, p->raw[0 .. CBPF_MAX - 1], p->nlate,
      p->late[0 .. CBPF_MAX - 1];
    ensures plan_made(p) && from <= \result <= img->nsites;
*/
/* Sites from 'from' on, as far as they lie below the address. */
static size_t
add_sites(struct pinplan *p, const struct pinarch *a, const struct image *img,
    size_t from, uint64_t below)
{
	size_t i;

	/*@ loop invariant from <= i <= img->nsites && plan_made(p);
	    loop assigns i, p->n, p->raw[0 .. CBPF_MAX - 1], p->nlate,
	      p->late[0 .. CBPF_MAX - 1];
	    loop variant img->nsites - i;
	*/
	for (i = from; i < img->nsites && img->sites[i].vaddr < below; i++)
		add_site(p, a, img, i);
	return i;
}

/*@ requires \valid(p) && p->n <= CBPF_MAX;
    assigns p->at[0 .. ARCH_NUMBERS], p->pin[0 .. CBPF_MAX - 1];
*/
/* By number, those of one number in the order that they have. */
static void
sort(struct pinplan *p)
{
	uint32_t number, sum = 0, count;
	size_t i;

	/*@ loop invariant 0 <= i <= ARCH_NUMBERS + 1;
	    loop assigns i, p->at[0 .. ARCH_NUMBERS];
	    loop variant ARCH_NUMBERS + 1 - i;
	*/
	for (i = 0; i <= ARCH_NUMBERS; i++)
		p->at[i] = 0;
	/*@ loop invariant 0 <= i <= p->n <= CBPF_MAX;
	    loop assigns i, number, p->at[0 .. ARCH_NUMBERS];
	    loop variant p->n - i;
	*/
	for (i = 0; i < p->n; i++) {
		number = p->raw[i].number;
		if (number < ARCH_NUMBERS && p->at[number] < CBPF_MAX)
			p->at[number]++;
	}
	/*@ loop invariant 0 <= i <= ARCH_NUMBERS && sum <= CBPF_MAX;
	    loop assigns i, count, sum, p->at[0 .. ARCH_NUMBERS];
	    loop variant ARCH_NUMBERS - i;
	*/
	for (i = 0; i < ARCH_NUMBERS; i++) {
		count = p->at[i];
		p->at[i] = sum;
		if (count <= CBPF_MAX - sum)
			sum += count;
	}
	/*@ loop invariant 0 <= i <= p->n <= CBPF_MAX;
	    loop assigns i, number, p->at[0 .. ARCH_NUMBERS],
	      p->pin[0 .. CBPF_MAX - 1];
	    loop variant p->n - i;
	*/
	for (i = 0; i < p->n; i++) {
		number = p->raw[i].number;
		if (number < ARCH_NUMBERS && p->at[number] < CBPF_MAX)
			p->pin[p->at[number]++] = p->raw[i];
	}
}

bool
pinplan_make(const struct image *img, const struct pinarch *a,
    const struct pin *own, size_t nown, struct pinplan *p)
{
	size_t i, rest;

	p->n = 0;
	p->nlate = 0;
	rest = add_sites(p, a, img, 0, nown > 0 ? own[0].after : UINT64_MAX);
	/*@ loop invariant 0 <= i <= nown && plan_made(p);
	    loop assigns i, p->n, p->raw[0 .. CBPF_MAX - 1];
	    loop variant nown - i;
	*/
	for (i = 0; i < nown; i++)
		add(p, own[i]);
	(void)add_sites(p, a, img, rest, UINT64_MAX);
	if (p->n > CBPF_MAX)
		return false;
	sort(p);
	return true;
}

/*@ requires pinplan_takes(img);
    assigns \nothing;
*/
/* The page where the image's memory begins; segments are in order. */
static uint64_t
start_of(const struct image *img)
{
	uint64_t page = img->arch->page;

	if (img->nsegs == 0 || page == 0)
		return 0;
	return img->segs[0].vaddr - img->segs[0].vaddr % page;
}

/*@ requires pinplan_takes(img);
    assigns \nothing;
*/
/* Behind its last page. */
static uint64_t
end_of(const struct image *img)
{
	const struct segment *s;
	uint64_t end = 0;
	size_t i;

	/*@ loop invariant 0 <= i <= img->nsegs;
	    loop assigns i, s, end;
	    loop variant img->nsegs - i;
	*/
	for (i = 0; i < img->nsegs; i++) {
		s = &img->segs[i];
		if (s->memsz <= UINT64_MAX - s->vaddr &&
		    s->vaddr + s->memsz > end)
			end = s->vaddr + s->memsz;
	}
	return end <= UINT64_MAX - img->arch->page ? end + img->arch->page
						   : UINT64_MAX;
}

void
pinplan_pins(const struct image *img, const struct pinarch *a,
    const struct pinplan *p, uint32_t other, struct pins *pins)
{
	pins->audit = a->audit;
	pins->top = a->top;
	pins->other = other;
	pins->pin = p->pin;
	pins->npins = p->n;
	pins->late = p->late;
	pins->nlate = p->nlate;
	pins->rule = a->rules;
	pins->nrules = a->nrules;
	pins->start = start_of(img);
	pins->end = end_of(img);
}
