#include "cbpf.h"

enum { NEAR = 255 };

void
cbpf_put(struct cbpf *c, uint16_t code, size_t jt, size_t jf, uint32_t k)
{
	size_t at;

	if (c->n < CBPF_MAX) {
		at = CBPF_MAX - 1 - c->n;
		c->insn[at].code = code;
		c->insn[at].jt = (uint8_t)jt;
		c->insn[at].jf = (uint8_t)jf;
		c->insn[at].k = k;
		/*@ assert cbpf_good(c, c->n + 1); */
		/*@ assert \forall integer d; 1 <= d <= c->n ==>
		      cbpf_good(c, d); */
	}
	if (c->n < CBPF_LIMIT)
		c->n++;
}

void
cbpf_load(struct cbpf *c, uint32_t at)
{
	cbpf_put(c, CBPF_LD, 0, 0, at);
}

void
cbpf_return(struct cbpf *c, uint32_t what)
{
	cbpf_put(c, CBPF_RET, 0, 0, what);
}

void
cbpf_jump(struct cbpf *c, size_t label)
{
	cbpf_put(c, CBPF_JA, 0, 0, (uint32_t)(c->n - label));
}

void
cbpf_branch(struct cbpf *c, uint16_t code, uint32_t k, size_t yes, size_t no)
{
	if (c->n - no > NEAR - 1) {
		cbpf_jump(c, no);
		no = c->n;
	}
	if (c->n - yes > NEAR) {
		cbpf_jump(c, yes);
		yes = c->n;
	}
	cbpf_put(c, code, c->n - yes, c->n - no, k);
}

void
cbpf_above(struct cbpf *c, uint64_t address, size_t yes, size_t no)
{
	size_t next;

	cbpf_branch(
	    c, CBPF_JGE, (uint32_t)(address % UINT64_C(0x100000000)), yes, no);
	cbpf_load(c, CBPF_AT_LOW);
	next = c->n;
	cbpf_branch(
	    c, CBPF_JEQ, (uint32_t)(address / UINT64_C(0x100000000)), next, no);
	cbpf_branch(c, CBPF_JGT, (uint32_t)(address / UINT64_C(0x100000000)),
	    yes, c->n);
	cbpf_load(c, CBPF_AT_HIGH);
}

/*@ requires \valid(s) && \valid_read(c) && \separated(s, c);
    requires cbpf_ends(c) && cbpf_label(c, label) && i < CBPF_MAX;
    requires cbpf_labels(s, c, 0, i) && i < from;
    requires cbpf_labels(s, c, from, to);
    assigns s->key[i], s->label[i];
    ensures cbpf_ends(c) && c->n == \old(c->n);
    ensures cbpf_labels(s, c, 0, i + 1);
    ensures cbpf_labels(s, c, from, to);
*/
static void
set(struct cbpf_keys *s, size_t i, uint32_t key, size_t label)
/*@ ghost (const struct cbpf *c, size_t from, size_t to) */
{
	s->key[i] = key;
	s->label[i] = label;
	/*@ assert c->n == \at(c->n, Pre); */
	/*@ assert \forall integer d; 1 <= d <= c->n && d <= CBPF_MAX ==>
	      c->insn[CBPF_MAX - d].code ==
		\at(c->insn[CBPF_MAX - d].code, Pre) &&
	      c->insn[CBPF_MAX - d].jt ==
		\at(c->insn[CBPF_MAX - d].jt, Pre) &&
	      c->insn[CBPF_MAX - d].jf ==
		\at(c->insn[CBPF_MAX - d].jf, Pre); */
	/*@ assert \forall integer d; 1 <= d <= c->n && d <= CBPF_MAX ==>
	      c->insn[CBPF_MAX - d].k ==
		\at(c->insn[CBPF_MAX - d].k, Pre); */
	/*@ assert \forall integer d; 1 <= d <= c->n && d <= CBPF_MAX ==>
	      cbpf_good(c, d); */
}

void
cbpf_choose(struct cbpf *c, struct cbpf_keys *s)
{
	size_t i, half;

	/*@ loop invariant cbpf_ends(c) && \at(c->n, Pre) <= c->n;
	    loop invariant s->n <= CBPF_MAX && cbpf_labels(s, c, 0, s->n);
	    loop assigns i, half, c->n, c->insn[0 .. CBPF_MAX - 1], s->n,
	      s->key[0 .. CBPF_MAX - 1], s->label[0 .. CBPF_MAX - 1];
	    loop variant s->n;
	*/
	while (s->n > 1) {
		half = s->n / 2;
		/*@ loop invariant 0 <= i <= half && half == s->n / 2;
		    loop invariant 1 < s->n == \at(s->n, LoopEntry);
		    loop invariant cbpf_ends(c) && \at(c->n, Pre) <= c->n;
		    loop invariant s->n <= CBPF_MAX;
		    loop invariant cbpf_labels(s, c, 0, i);
		    loop invariant 2 * i <= s->n &&
		      cbpf_labels(s, c, 2 * i, s->n);
		    loop assigns i, c->n, c->insn[0 .. CBPF_MAX - 1],
		      s->key[0 .. CBPF_MAX - 1],
		      s->label[0 .. CBPF_MAX - 1];
		    loop variant half - i;
		*/
		for (i = 0; i < half; i++) {
			cbpf_branch(c, CBPF_JGE, s->key[2 * i + 1],
			    s->label[2 * i + 1], s->label[2 * i]);
			/*@ assert cbpf_labels(s, c, 0, i); */
			/*@ assert cbpf_labels(s, c, 2 * i + 2, s->n); */
			set(s, i, s->key[2 * i], c->n)
			    /*@ ghost (c, 2 * i + 2, s->n) */;
		}
		if (s->n % 2 == 1) {
			set(s, half, s->key[s->n - 1], s->label[s->n - 1])
			    /*@ ghost (c, s->n, s->n) */;
			half++;
		}
		s->n = half;
	}
}

void
cbpf_keys_add(struct cbpf_keys *s, uint32_t key, size_t label)
/*@ ghost (const struct cbpf *c) */
{
	if (s->n < CBPF_MAX) {
		set(s, s->n, key, label) /*@ ghost (c, s->n + 1, s->n) */;
		s->n++;
		/*@ assert c->n == \at(c->n, Pre); */
	}
}

/*@ requires \valid(s) && \valid_read(c) && \separated(s, c);
    requires cbpf_known(s, c) && cbpf_ends(c) && i < s->n;
    requires cbpf_label(c, label);
    assigns s->key[i], s->label[i];
    ensures cbpf_known(s, c) && cbpf_ends(c) && c->n == \old(c->n);
*/
static void
replace(struct cbpf_keys *s, size_t i, uint32_t key, size_t label)
/*@ ghost (const struct cbpf *c) */
{
	set(s, i, key, label) /*@ ghost (c, i + 1, s->n) */;
}

void
cbpf_keys_turn(struct cbpf_keys *s) /*@ ghost (const struct cbpf *c) */
{
	size_t i, j, label;
	uint32_t key;

	/*@ loop invariant 0 <= i <= s->n / 2;
	    loop invariant cbpf_known(s, c) && cbpf_ends(c);
	    loop invariant c->n == \at(c->n, Pre);
	    loop assigns i, j, key, label, s->key[0 .. CBPF_MAX - 1],
	      s->label[0 .. CBPF_MAX - 1];
	    loop variant s->n / 2 - i;
	*/
	for (i = 0; i < s->n / 2; i++) {
		j = s->n - 1 - i;
		key = s->key[i];
		label = s->label[i];
		replace(s, i, s->key[j], s->label[j]) /*@ ghost (c) */;
		replace(s, j, key, label) /*@ ghost (c) */;
	}
}
