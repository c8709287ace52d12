/* ptarch - attributes to bits and back, by an architecture's rules. */
#include "ptarch.h"

bool
pt_arch_allows(const struct pt_arch *a, unsigned attrs)
{
	size_t i;

	if ((attrs & ~a->attrs) != 0)
		return false;
	/*@ loop invariant 0 <= i <= 4;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      !pt_applies(a->never[k].mask, a->never[k].value, attrs) ||
	      a->never[k].mask == 0;
	    loop assigns i;
	    loop variant 4 - i;
	*/
	for (i = 0; i < sizeof a->never / sizeof a->never[0]; i++)
		if (a->never[i].mask != 0 &&
		    (attrs & a->never[i].mask) == a->never[i].value)
			return false;
	return true;
}

uint64_t
pt_arch_encode(const struct pt_arch *a, unsigned attrs)
{
	uint64_t bits = 0;
	size_t i;

	/*@ loop invariant 0 <= i <= PT_RULES;
	    loop invariant bits == pt_bits(a, attrs, i);
	    loop assigns i, bits;
	    loop variant PT_RULES - i;
	*/
	for (i = 0; i < PT_RULES; i++)
		if ((attrs & a->rules[i].mask) == a->rules[i].value)
			bits |= a->rules[i].bits;
	return bits;
}
