/* tnummul - products of tracked numbers. */
#include "tnum.h"

/*@ // x * y; recursive, so that provers take it for a name.
    logic integer tnum_product(integer x, integer y, integer n) =
      n <= 0 ? x * y : tnum_product(x, y, n - 1);
    logic integer tnum_up(integer y, integer n) =
      n <= 0 ? y : 2 * tnum_up(y, n - 1);
    // The sum of y times 2^i, of all bits i < n that x has.
    logic integer tnum_partial(integer x, integer y, integer n) = n <= 0 ? 0 :
      tnum_partial(x, y, n - 1) +
      (tnum_one(x, n - 1) != 0 ? tnum_up(y, n - 1) : 0);
    // Not as equalities, for which variables would be replaced.
    lemma tnum_product_even: \forall integer a, s, z, w; 2 * s <= a <= 2 * s &&
      2 * z <= w <= 2 * z ==> tnum_product(a, z, 0) == tnum_product(s, w, 0);
    lemma tnum_product_odd: \forall integer a, s, z, w;
      2 * s < a < 2 * s + 2 && 2 * z <= w <= 2 * z ==>
      tnum_product(a, z, 0) == tnum_product(s, w, 0) + z;
    lemma tnum_product_none: \forall integer y; tnum_product(0, y, 0) == 0;
*/

/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer x, y, i; 0 <= i <= 64 ==>
         tnum_product(x, y, 0) == tnum_partial(x, y, i) +
         tnum_product(tnum_shift(x, i), tnum_up(y, i), 0);
    @/
    static inline void tnum_products(void)
    {
      unsigned k = 0;
      tnum_shifted();
      /@ loop invariant 0 <= k <= 64;
         loop invariant \forall integer x, y, i; 0 <= i <= k ==>
           tnum_product(x, y, 0) == tnum_partial(x, y, i) +
           tnum_product(tnum_shift(x, i), tnum_up(y, i), 0);
         loop assigns k;
         loop variant 64 - k;
      @/
      for (; k < 64; k++) {
        /@ assert \forall integer y; tnum_up(y, k + 1) == 2 * tnum_up(y, k); @/
        /@ assert \forall integer x; tnum_bit(x, k) ==>
           tnum_shift(x, k) == 2 * tnum_shift(x, k + 1) + 1; @/
        /@ assert \forall integer x; !tnum_bit(x, k) ==>
           tnum_shift(x, k) == 2 * tnum_shift(x, k + 1); @/
        /@ assert \forall integer x, y; tnum_bit(x, k) ==>
           tnum_product(tnum_shift(x, k), tnum_up(y, k), 0) ==
           tnum_product(tnum_shift(x, k + 1), tnum_up(y, k + 1), 0) +
           tnum_up(y, k); @/
        /@ assert \forall integer x, y; !tnum_bit(x, k) ==>
           tnum_product(tnum_shift(x, k), tnum_up(y, k), 0) ==
           tnum_product(tnum_shift(x, k + 1), tnum_up(y, k + 1), 0); @/
        /@ assert \forall integer x, y; tnum_partial(x, y, k + 1) ==
           tnum_partial(x, y, k) + (tnum_one(x, k) != 0 ? tnum_up(y, k) : 0); @/
      }
    }
*/

/* Of x without bits from k up. */
/*@ ghost
    /@ requires k <= 64;
       assigns \nothing;
       ensures \forall uint64_t x; \forall integer y;
         (\forall integer i; k <= i < 64 ==> !tnum_bit(x, i)) ==>
         x * y == tnum_partial(x, y, k);
    @/
    static inline void tnum_product_ends(unsigned k)
    {
      unsigned n = 64;
      tnum_shifted();
      tnum_nothing();
      /@ loop invariant k <= n <= 64;
         loop invariant \forall uint64_t x;
           (\forall integer i; k <= i < 64 ==> !tnum_bit(x, i)) ==>
           tnum_shift(x, n) == 0;
         loop assigns n;
         loop variant n;
      @/
      for (; n > k; n--)
        ;
      tnum_products();
      /@ assert \forall integer x, y; tnum_shift(x, k) == 0 ==>
         tnum_product(x, y, 0) == tnum_partial(x, y, k); @/
      /@ assert \forall integer x, y; tnum_product(x, y, 0) == x * y; @/
    }
*/

/* The sum so far, with b where a's lowest bit is set; with both where it is
   unknown. */
/*@ assigns \nothing;
    ensures \forall integer x, y; tnum_has(sum, x) && tnum_has(b, y) &&
      (tnum_bit(a.mask, 0) || tnum_bit(a.value, 0)) ==>
      tnum_has(\result, x + y);
    ensures \forall integer x; tnum_has(sum, x) &&
      (tnum_bit(a.mask, 0) || !tnum_bit(a.value, 0)) ==>
      tnum_has(\result, x);
*/
static inline struct tnum
add_where(struct tnum sum, struct tnum a, struct tnum b)
{
	if ((a.mask & 1) != 0)
		return tnum_union(sum, tnum_add(sum, b));
	return (a.value & 1) != 0 ? tnum_add(sum, b) : sum;
}

struct tnum
tnum_mul(struct tnum a, struct tnum b)
{
	struct tnum sum = tnum_const(0);

	/*@ ghost unsigned k = 0; */
	/*@ assert \forall integer z; (z << 1) == 2 * z; */
	/*@ assert \forall uint64_t z; \forall integer i; 64 <= i ==>
	      !tnum_bit(z, i); */
	/*@ ghost tnum_nothing(); */
	/* Long multiplication. */
	/*@ loop invariant 0 <= k <= 64;
	    loop invariant \forall integer i; 64 - k <= i < 64 ==>
	      !tnum_bit(a.value, i) && !tnum_bit(a.mask, i);
	    loop invariant \forall integer i; k <= i ==>
	      (tnum_bit(\at(a.value, Pre), i) <==> tnum_bit(a.value, i - k)) &&
	      (tnum_bit(\at(a.mask, Pre), i) <==> tnum_bit(a.mask, i - k));
	    loop invariant \forall integer y; tnum_has(\at(b, Pre), y) ==>
	      tnum_has(b, tnum_up(y, k));
	    loop invariant \forall uint64_t x; \forall integer y;
	      tnum_has(\at(a, Pre), x) && tnum_has(\at(b, Pre), y) ==>
	      tnum_has(sum, tnum_partial(x, y, k));
	    loop assigns a, b, sum, k;
	    loop variant 64 - k;
	*/
	while ((a.value | a.mask) != 0) {
		/*@ assert k < 64; */
		/*@ assert \forall integer x, y; tnum_bit(x, k) ==>
		      tnum_partial(x, y, k + 1) ==
		      tnum_partial(x, y, k) + tnum_up(y, k); */
		/*@ assert \forall integer x, y; !tnum_bit(x, k) ==>
		      tnum_partial(x, y, k + 1) == tnum_partial(x, y, k); */
		/*@ assert \forall integer y;
		      tnum_up(y, k + 1) == (tnum_up(y, k) << 1); */
		/*@ assert \forall integer x; tnum_has(\at(a, Pre), x) ==>
		      tnum_bit(a.mask, 0) ||
		      (tnum_bit(x, k) <==> tnum_bit(a.value, 0)); */
		sum = add_where(sum, a, b);
		/*@ assert \forall uint64_t x; \forall integer y;
		      tnum_has(\at(a, Pre), x) && tnum_has(\at(b, Pre), y) &&
		      tnum_bit(x, k) ==>
		      tnum_has(sum, tnum_partial(x, y, k) + tnum_up(y, k)); */
		/*@ assert \forall uint64_t x; \forall integer y;
		      tnum_has(\at(a, Pre), x) && tnum_has(\at(b, Pre), y) ==>
		      tnum_has(sum, tnum_partial(x, y, k + 1)); */
		a = tnum_rsh(a, 1);
		b = tnum_lsh(b, 1);
		/*@ ghost k++; */
		/*@ assert k == \at(k, LoopCurrent) + 1; */
		/*@ assert \forall integer i; 0 <= i ==>
		      (tnum_bit(a.value, i) <==>
		       tnum_bit(\at(a.value, LoopCurrent), i + 1)) &&
		      (tnum_bit(a.mask, i) <==>
		       tnum_bit(\at(a.mask, LoopCurrent), i + 1)); */
		/*@ assert \forall integer i; k <= i ==>
		      (tnum_bit(a.value, i - k) <==>
		       tnum_bit(\at(a.value, LoopCurrent), i - k + 1)) &&
		      (tnum_bit(a.mask, i - k) <==>
		       tnum_bit(\at(a.mask, LoopCurrent), i - k + 1)); */
		/*@ assert \forall integer y; tnum_has(\at(b, Pre), y) ==>
		      tnum_has(b, tnum_up(y, k - 1) << 1); */
		/*@ assert \forall integer y; tnum_has(\at(b, Pre), y) ==>
		      tnum_has(b, tnum_up(y, k)); */
		/*@ assert \forall uint64_t x; \forall integer y;
		      tnum_has(\at(a, Pre), x) && tnum_has(\at(b, Pre), y) ==>
		      tnum_has(sum, tnum_partial(x, y, k)); */
	}
	/*@ assert \forall uint64_t x; tnum_has(\at(a, Pre), x) ==>
	      \forall integer i; k <= i < 64 ==> !tnum_bit(x, i); */
	/*@ ghost tnum_product_ends(k); */
	/*@ assert \forall uint64_t x; \forall integer y;
	      tnum_has(\at(a, Pre), x) ==> x * y == tnum_partial(x, y, k); */
	/*@ assert \forall uint64_t x; \forall integer y, z;
	      tnum_has(\at(a, Pre), x) && tnum_has(\at(b, Pre), y) &&
	      tnum_partial(x, y, k) <= z <= tnum_partial(x, y, k) ==>
	      tnum_has(sum, z); */
	return sum;
}
