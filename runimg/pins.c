#include "pins.h"

/*@ assigns \nothing;
    ensures \result == x % 0x100000000;
*/
static uint32_t
low(uint64_t x)
{
	return (uint32_t)(x % UINT64_C(0x100000000));
}

/*@ assigns \nothing;
    ensures \result == x / 0x100000000;
*/
static uint32_t
high(uint64_t x)
{
	return (uint32_t)(x / UINT64_C(0x100000000));
}

/*@ requires \valid(c) && cbpf_ends(c) && \valid_read(p) && \separated(c, p);
    requires cbpf_label(c, good) && cbpf_label(c, bad);
    requires c->n - good <= 220 && c->n - bad <= 220;
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && \old(c->n) <= c->n <= \old(c->n) + 24;
*/
/* The known arguments of one call, one after the other. */
static void
put_args(struct cbpf *c, const struct pin *p, size_t good, size_t bad)
{
	size_t k = CBPF_ARGS, next = good;
	uint32_t at;

	/*@ loop invariant 0 <= k <= CBPF_ARGS && cbpf_ends(c);
	    loop invariant \at(c->n, Pre) <= c->n <=
	      \at(c->n, Pre) + 4 * (CBPF_ARGS - k);
	    loop invariant cbpf_label(c, next) && c->n - next <= 220;
	    loop assigns k, at, next, c->n, c->insn[0 .. CBPF_MAX - 1];
	    loop variant k;
	*/
	while (k > 0) {
		k--;
		if (((p->known >> k) & 1) == 0)
			continue;
		at = (uint32_t)(CBPF_AT_ARGS + 8 * k);
		cbpf_branch(c, CBPF_JEQ, high(p->args[k]), next, bad);
		cbpf_load(c, at + 4);
		cbpf_branch(c, CBPF_JEQ, low(p->args[k]), c->n, bad);
		cbpf_load(c, at);
		next = c->n;
	}
}

/* Where a number's calls go. */
struct ways {
	size_t good, bad, miss;
	size_t free; /* good, of pins that may have executable memory */
	size_t allowed, nosys; /* for what the vDSO makes, if a number may */
};

/*@ predicate ends_in(struct ways *to, struct cbpf *c) =
      cbpf_label(c, to->good) && cbpf_label(c, to->bad) &&
      cbpf_label(c, to->free) && cbpf_label(c, to->miss);
    predicate ways_in(struct ways to, struct cbpf *c) =
      cbpf_label(c, to.good) && cbpf_label(c, to.bad) &&
      cbpf_label(c, to.free) && cbpf_label(c, to.miss) &&
      cbpf_label(c, to.allowed) && cbpf_label(c, to.nosys);

    predicate leaf_in(size_t *label, integer n, struct cbpf *c,
      integer least) =
      \forall integer i; 0 <= i < n ==> least <= label[i] <= c->n;
*/

/*@ requires \valid(c) && cbpf_ends(c) && first < n;
    requires \valid_read(pin + (0 .. n - 1)) && \valid_read(to);
    requires \separated(c, pin + (0 .. n - 1)) && \separated(c, to);
    requires ends_in(to, c);
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures first <= \result < n;
    ensures cbpf_ends(c) && \old(c->n) <= c->n && 1 <= c->n;
*/
/* Of pins [first, n), of one number and the same high half, as many from the
   end on as a leaf takes: the low half is in the accumulator. Returns the first
   of them. Six arguments are 24 instructions; with those, the jump to miss and
   the tests, all is within a jump's reach of 255. */
static size_t
put_leaf(struct cbpf *c, const struct pin *pin, size_t first, size_t n,
    const struct ways *to)
{
	size_t good, bad, start = c->n, i = n, j, label[PINS_LEAF];
	size_t free, to_good;

	cbpf_jump(c, to->good);
	good = free = c->n;
	if (to->free != to->good) {
		cbpf_jump(c, to->free);
		free = c->n;
	}
	cbpf_jump(c, to->bad);
	bad = c->n;
	/*@ loop invariant first <= i <= n && n - i <= PINS_LEAF;
	    loop invariant i == n ==> c->n - start <= 3;
	    loop invariant cbpf_ends(c) && start <= c->n <= start + 236;
	    loop invariant cbpf_label(c, good) && cbpf_label(c, bad);
	    loop invariant cbpf_label(c, free) && start <= free;
	    loop invariant start <= good && start <= bad;
	    loop invariant leaf_in(&label[0], n - i, c, 1);
	    loop invariant leaf_in(&label[0], n - i, c, start);
	    loop assigns i, to_good, label[0 .. PINS_LEAF - 1], c->n,
	      c->insn[0 .. CBPF_MAX - 1];
	    loop variant i;
	*/
	while (i > first && n - i < PINS_LEAF && c->n - start <= 212) {
		i--;
		to_good = pin[i].exec ? free : good;
		label[n - 1 - i] = to_good;
		if (pin[i].known != 0) {
			put_args(c, &pin[i], to_good, bad);
			label[n - 1 - i] = c->n;
		}
	}
	cbpf_jump(c, to->miss);
	/*@ loop invariant 0 <= j <= n - i && cbpf_ends(c) && 1 <= c->n;
	    loop invariant start <= c->n <= start + 237 + j;
	    loop invariant leaf_in(&label[0], n - i, c, 1);
	    loop invariant leaf_in(&label[0], n - i, c, start);
	    loop assigns j, c->n, c->insn[0 .. CBPF_MAX - 1];
	    loop variant n - i - j;
	*/
	for (j = 0; j < n - i; j++)
		cbpf_put(
		    c, CBPF_JEQ, c->n - label[j], 0, low(pin[n - 1 - j].after));
	return i;
}

/*@ requires \valid(w) && cbpf_ends(&w->code) && first < n;
    requires \valid_read(pin + (0 .. n - 1)) && \valid_read(to);
    requires \separated(w, pin + (0 .. n - 1)) && \separated(w, to);
    requires ends_in(to, &w->code);
    assigns w->code, w->low;
    ensures cbpf_ends(&w->code) && \old(w->code.n) <= w->code.n;
    ensures 1 <= w->code.n;
*/
/* Pins [first, n) of one number and the same high half. */
static void
put_low(struct pins_work *w, const struct pin *pin, size_t first, size_t n,
    const struct ways *to)
{
	w->low.n = 0;
	/*@ loop invariant first <= n <= \at(n, Pre);
	    loop invariant cbpf_ends(&w->code) && 1 <= w->code.n;
	    loop invariant \at(w->code.n, Pre) <= w->code.n;
	    loop invariant ends_in(to, &w->code);
	    loop invariant cbpf_known(&w->low, &w->code);
	    loop assigns n, w->code, w->low;
	    loop variant n;
	*/
	while (n > first) {
		n = put_leaf(&w->code, pin, first, n, to);
		cbpf_keys_add(&w->low, low(pin[n].after),
		    w->code.n) /*@ ghost (&w->code) */;
	}
	cbpf_keys_turn(&w->low) /*@ ghost (&w->code) */;
	cbpf_choose(&w->code, &w->low);
	cbpf_load(&w->code, CBPF_AT_LOW);
}

/*@ requires \valid(w) && cbpf_ends(&w->code) && first < n;
    requires \valid_read(pin + (0 .. n - 1)) && \valid_read(to);
    requires \separated(w, pin + (0 .. n - 1)) && \separated(w, to);
    requires ends_in(to, &w->code);
    assigns w->code, w->low, w->high;
    ensures cbpf_ends(&w->code) && \old(w->code.n) <= w->code.n;
    ensures 1 <= w->code.n;
*/
/* Pins [first, n) of one number, by address. */
static void
put_addresses(struct pins_work *w, const struct pin *pin, size_t first,
    size_t n, const struct ways *to)
{
	size_t from;
	uint32_t top;

	w->high.n = 0;
	/*@ loop invariant first <= n <= \at(n, Pre);
	    loop invariant cbpf_ends(&w->code) && 1 <= w->code.n;
	    loop invariant \at(w->code.n, Pre) <= w->code.n;
	    loop invariant ends_in(to, &w->code);
	    loop invariant cbpf_known(&w->high, &w->code);
	    loop assigns n, from, top, w->code, w->low, w->high;
	    loop variant n;
	*/
	while (n > first) {
		top = high(pin[n - 1].after);
		from = n - 1;
		/*@ loop invariant first <= from < n;
		    loop assigns from;
		    loop variant from;
		*/
		while (from > first && high(pin[from - 1].after) == top)
			from--;
		put_low(w, pin, from, n, to);
		cbpf_branch(&w->code, CBPF_JEQ, top, w->code.n, to->miss);
		cbpf_keys_add(&w->high, top, w->code.n) /*@ ghost (&w->code) */;
		n = from;
	}
	cbpf_keys_turn(&w->high) /*@ ghost (&w->code) */;
	cbpf_choose(&w->code, &w->high);
	cbpf_load(&w->code, CBPF_AT_HIGH);
}

/*@ requires first <= n && \valid_read(pin + (0 .. n - 1));
    assigns \nothing;
    ensures \result <==> \exists integer i; first <= i < n &&
      pin[i].exec != 0;
*/
static bool
some_exec(const struct pin *pin, size_t first, size_t n)
{
	size_t i;

	/*@ loop invariant first <= i <= n;
	    loop invariant \forall integer k; first <= k < i ==>
	      pin[k].exec == 0;
	    loop assigns i;
	    loop variant n - i;
	*/
	for (i = first; i < n; i++)
		if (pin[i].exec)
			return true;
	return false;
}

/*@ requires \valid(w) && cbpf_ends(&w->code) && pins_valid(p);
    requires pins_apart(p, w) && 0 < p->nlate && cbpf_label(&w->code, bad);
    assigns w->code, w->low, w->high;
    ensures cbpf_ends(&w->code) && \old(w->code.n) <= w->code.n;
    ensures 1 <= \result <= w->code.n;
*/
/* ENOSYS from where a number is known at run time only, else bad. */
static size_t
put_late(struct pins_work *w, const struct pins *p, size_t bad)
{
	struct ways to;

	cbpf_return(&w->code, PINS_ENOSYS);
	to.good = to.free = w->code.n;
	to.bad = to.miss = bad;
	put_addresses(w, p->late, 0, p->nlate, &to);
	return w->code.n;
}

/*@ requires \valid(w) && cbpf_ends(&w->code) && pins_valid(p);
    requires pins_apart(p, w) && first <= n <= p->npins;
    requires ways_in(to, &w->code);
    assigns w->code, w->low, w->high;
    ensures cbpf_ends(&w->code) && \old(w->code.n) <= w->code.n;
    ensures 1 <= \result <= w->code.n;
*/
/* One number's calls: pins [first, n), of which there may be none. Returns
   where they go. */
static size_t
put_calls(struct pins_work *w, const struct pins *p, uint8_t rules,
    size_t first, size_t n, struct ways to)
{
	struct ways own;

	own.good = own.free = to.good;
	own.bad = to.bad;
	own.miss = to.miss;
	if ((rules & PINS_VDSO) != 0)
		own.miss = first < n || (rules & PINS_ALWAYS) == PINS_ALWAYS
		    ? to.allowed
		    : to.nosys;
	if (first == n)
		return own.miss;
	if ((rules & ~PINS_ALWAYS) != 0) {
		own.good = pinrules_put(&w->code, rules);
		own.free = own.good;
	}
	if ((rules & PINS_EXEC) != 0 && some_exec(p->pin, first, n))
		own.free =
		    pinrules_put(&w->code, (uint8_t)(rules & ~PINS_EXEC));
	put_addresses(w, p->pin, first, n, &own);
	return w->code.n;
}

/*@ requires \valid(w) && cbpf_ends(&w->code) && pins_valid(p);
    requires pins_apart(p, w) && first <= n <= p->npins;
    requires ways_in(to, &w->code) && cbpf_known(&w->numbers, &w->code);
    assigns *w;
    ensures cbpf_ends(&w->code) && \old(w->code.n) <= w->code.n;
    ensures ways_in(to, &w->code) && cbpf_known(&w->numbers, &w->code);
    ensures 1 <= w->code.n;
*/
static void
put_number(struct pins_work *w, const struct pins *p, uint32_t number,
    size_t first, size_t n, struct ways to)
{
	size_t calls = put_calls(
	    w, p, pinrules_of(p->rule, p->nrules, number), first, n, to);

	cbpf_branch(&w->code, CBPF_JEQ, number, calls, to.miss);
	cbpf_keys_add(&w->numbers, number, w->code.n) /*@ ghost (&w->code) */;
}

struct next {
	uint32_t number;
	bool found;
};

/*@ requires pins_valid(p) && n <= p->npins;
    assigns \nothing;
    ensures \result.found ==> \result.number < limit;
*/
/* The greatest number below limit that has pins (the last is pin n - 1) or is
   the vDSO's. */
static struct next
next_number(const struct pins *p, size_t n, uint64_t limit)
{
	struct next next;
	size_t i;

	next.found = n > 0 && p->pin[n - 1].number < limit;
	next.number = next.found ? p->pin[n - 1].number : 0;
	/*@ loop invariant 0 <= i <= p->nrules;
	    loop invariant next.found ==> next.number < limit;
	    loop assigns i, next;
	    loop variant p->nrules - i;
	*/
	for (i = 0; i < p->nrules; i++)
		if ((p->rule[i].rules & PINS_VDSO) != 0 &&
		    p->rule[i].number < limit &&
		    (!next.found || p->rule[i].number > next.number)) {
			next.number = p->rule[i].number;
			next.found = true;
		}
	return next;
}

/*@ requires \valid(w) && cbpf_ends(&w->code) && pins_valid(p);
    requires pins_apart(p, w);
    requires ways_in(to, &w->code);
    assigns *w;
    ensures cbpf_ends(&w->code) && 1 <= w->code.n;
    ensures ways_in(to, &w->code);
*/
static void
put_numbers(struct pins_work *w, const struct pins *p, struct ways to)
{
	uint64_t limit = UINT64_C(1) << 32;
	size_t n = p->npins, first;
	struct next next = next_number(p, n, limit);

	w->numbers.n = 0;
	/*@ loop invariant n <= p->npins && cbpf_ends(&w->code);
	    loop invariant ways_in(to, &w->code) && 1 <= w->code.n;
	    loop invariant cbpf_known(&w->numbers, &w->code);
	    loop invariant next.found ==> next.number < limit;
	    loop assigns n, first, next, limit, *w;
	    loop variant limit;
	*/
	while (next.found) {
		first = n;
		/*@ loop invariant 0 <= first <= n;
		    loop assigns first;
		    loop variant first;
		*/
		while (first > 0 && p->pin[first - 1].number == next.number)
			first--;
		put_number(w, p, next.number, first, n, to);
		n = first;
		limit = next.number;
		next = next_number(p, n, limit);
	}
	if (w->numbers.n == 0) {
		cbpf_jump(&w->code, to.miss);
		return;
	}
	cbpf_keys_turn(&w->numbers) /*@ ghost (&w->code) */;
	cbpf_choose(&w->code, &w->numbers);
}

bool
pins_compile(const struct pins *p, struct pins_work *w)
{
	struct cbpf *c = &w->code;
	struct ways to;

	c->n = 0;
	if (p->npins > CBPF_MAX || p->nlate > CBPF_MAX) {
		c->n = CBPF_MAX + 1;
		return false;
	}
	cbpf_return(c, p->other);
	to.bad = c->n;
	to.miss = p->nlate > 0 ? put_late(w, p, to.bad) : to.bad;
	cbpf_return(c, PINS_ALLOW);
	to.good = to.free = c->n;
	to.allowed = pinrules_outside(c, p, PINS_ALLOW, to.miss);
	to.nosys = pinrules_outside(c, p, PINS_ENOSYS, to.miss);
	put_numbers(w, p, to);
	if (p->top != 0)
		cbpf_branch(c, CBPF_JGE, p->top, to.bad, c->n);
	cbpf_load(c, CBPF_AT_NUMBER);
	cbpf_branch(c, CBPF_JEQ, p->audit, c->n, to.bad);
	cbpf_load(c, CBPF_AT_AUDIT);
	return c->n <= CBPF_MAX;
}
