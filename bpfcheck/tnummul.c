/* tnummul - products of tracked numbers. */
#include "tnum.h"

struct tnum
tnum_mul(struct tnum a, struct tnum b)
{
	struct tnum sum = tnum_const(0);

	/* Long multiplication; where a bit of a is unknown, both cases. */
	for (; (a.value | a.mask) != 0; a = tnum_rsh(a, 1), b = tnum_lsh(b, 1))
		if ((a.value & 1) != 0)
			sum = tnum_add(sum, b);
		else if ((a.mask & 1) != 0)
			sum = tnum_union(sum, tnum_add(sum, b));
	return sum;
}
