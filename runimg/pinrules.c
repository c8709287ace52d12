#include "pins.h"

/*@ requires \valid(c) && cbpf_ends(c) && 1 <= c->n && addr < CBPF_ARGS;
    requires len < CBPF_ARGS && cbpf_label(c, good);
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && \old(c->n) <= c->n;
*/
/* [args[addr], + args[len]) touches the reserved range: refused. */
static void
put_reserved(struct cbpf *c, size_t addr, size_t len, size_t good)
{
	size_t refuse, yes;
	uint32_t start = (uint32_t)IMAGE_RESERVED_START;
	uint32_t end = (uint32_t)IMAGE_RESERVED_END;
	uint32_t a = (uint32_t)(CBPF_AT_ARGS + 8 * addr);
	uint32_t l = (uint32_t)(CBPF_AT_ARGS + 8 * len);

	cbpf_return(c, PINS_EPERM);
	refuse = c->n;
	/* The sum does not wrap: both are below the range's ends. */
	cbpf_branch(c, CBPF_JGT, start, refuse, good);
	cbpf_put(c, CBPF_ADDX, 0, 0, 0);
	cbpf_branch(c, CBPF_JGT, start, refuse, c->n);
	cbpf_load(c, l);
	cbpf_put(c, CBPF_TAX, 0, 0, 0);
	cbpf_load(c, a);
	yes = c->n;
	cbpf_branch(c, CBPF_JEQ, 0, yes, refuse);
	cbpf_load(c, l + 4);
	yes = c->n;
	cbpf_branch(c, CBPF_JGE, end, good, yes);
	cbpf_load(c, a);
	yes = c->n;
	cbpf_branch(c, CBPF_JEQ, 0, yes, good);
	cbpf_load(c, a + 4);
}

size_t
pinrules_put(struct cbpf *c, uint8_t rules)
{
	size_t good, next;

	cbpf_return(c, PINS_ALLOW);
	good = c->n;
	if ((rules & PINS_MAP) != 0)
		put_reserved(c, 0, 1, good);
	if ((rules & PINS_MOVED) != 0) {
		put_reserved(c, 4, 2, good);
		next = c->n;
		cbpf_branch(c, CBPF_JSET, PINS_FIXED_REMAP, next, good);
		cbpf_load(c, CBPF_AT_ARGS + 8 * 3);
	}
	if ((rules & (PINS_PROT | PINS_SHM)) != 0) {
		next = c->n;
		cbpf_return(c, PINS_EPERM);
		cbpf_branch(c, CBPF_JSET,
		    (rules & PINS_PROT) != 0 ? PINS_EXEC_PROT : PINS_EXEC_SHM,
		    c->n, next);
		cbpf_load(c, CBPF_AT_ARGS + 8 * 2);
	}
	return c->n;
}

size_t
pinrules_outside(
    struct cbpf *c, const struct pins *p, uint32_t what, size_t miss)
{
	size_t good, next, apart;

	cbpf_return(c, what);
	good = c->n;
	cbpf_above(c, IMAGE_RESERVED_END, good, miss);
	next = c->n;
	cbpf_above(c, IMAGE_RESERVED_START, next, good);
	apart = c->n;
	cbpf_above(c, p->end, apart, miss);
	next = c->n;
	cbpf_above(c, p->start, next, apart);
	return c->n;
}

uint8_t
pinrules_of(const struct pins_number *rule, size_t n, uint32_t number)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop assigns i;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		if (rule[i].number == number)
			return rule[i].rules;
	return 0;
}
