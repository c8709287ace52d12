#include "align.h"

/*@ predicate bit_at(integer x, integer k) = (x & (1 << k)) != 0;

    // two is 2^k: numbers with it as their highest bit have bit k.
    predicate top_bit(integer k, integer two) = 0 <= k && \forall integer x;
      0 <= x && two <= x < 2 * two ==> bit_at(x, k);

    predicate no_power_above(integer two) = \forall integer x;
      0 <= x && two < x < 2 * two ==> (x & (x - 1)) != 0;

    lemma bit_half: \forall integer x, k;
      0 < k && 0 <= x && bit_at(x / 2, k - 1) ==> bit_at(x, k);
    lemma bit_both: \forall integer x, y, k;
      0 <= k && bit_at(x, k) && bit_at(y, k) ==> bit_at(x & y, k);
    lemma bit_none: \forall integer k; !bit_at(0, k);
    lemma half_range: \forall integer x, t; 0 <= x && 2 * t <= x < 4 * t ==>
      0 <= x / 2 && t <= x / 2 < 2 * t;

    lemma top_bit_0: top_bit(0, 1);
    lemma top_half: \forall integer k, two, x; 0 < k && top_bit(k - 1, two) &&
      0 <= x && 2 * two <= x < 4 * two ==>
      bit_at(x / 2, k - 1) && bit_at(x, k);
    lemma top_bit_next: \forall integer k, two;
      0 < k && top_bit(k - 1, two) ==> top_bit(k, 2 * two);
    lemma top_pair: \forall integer k, two, x, y; top_bit(k, two) &&
      0 <= x && 0 <= y && two <= x < 2 * two && two <= y < 2 * two ==>
      bit_at(x, k) && bit_at(y, k) && bit_at(x & y, k) && (x & y) != 0;
    lemma power_next: \forall integer k, two;
      top_bit(k, two) ==> no_power_above(two);

    lemma top_bits_12: top_bit(12, 0x1000);
    lemma top_bits_20: top_bit(12, 0x1000) && top_bit(13, 0x2000) &&
      top_bit(14, 0x4000) && top_bit(15, 0x8000) && top_bit(16, 0x10000) &&
      top_bit(17, 0x20000) && top_bit(18, 0x40000) && top_bit(19, 0x80000) &&
      top_bit(20, 0x100000);
    lemma top_bits_24: top_bit(21, 0x200000) && top_bit(22, 0x400000) &&
      top_bit(23, 0x800000) && top_bit(24, 0x1000000);
    lemma top_bits_29: top_bit(25, 0x2000000) && top_bit(26, 0x4000000) &&
      top_bit(27, 0x8000000) && top_bit(28, 0x10000000) &&
      top_bit(29, 0x20000000);

    lemma powers_20: no_power_above(0x1000) && no_power_above(0x2000) &&
      no_power_above(0x4000) && no_power_above(0x8000) &&
      no_power_above(0x10000) && no_power_above(0x20000) &&
      no_power_above(0x40000) && no_power_above(0x80000) &&
      no_power_above(0x100000);
    lemma powers_24: no_power_above(0x200000) && no_power_above(0x400000) &&
      no_power_above(0x800000) && no_power_above(0x1000000);
    lemma powers_29: no_power_above(0x2000000) && no_power_above(0x4000000) &&
      no_power_above(0x8000000) && no_power_above(0x10000000) &&
      no_power_above(0x20000000);
    lemma power_one_of: \forall integer a; 0x1000 <= a <= 0x40000000 &&
      (a & (a - 1)) == 0 ==> align_size(a);

    predicate rest(integer a, integer k, integer w, integer x) =
      0 < a && 0 <= k && 0 <= w < a && x == a * k + w;
    lemma rest_sum: \forall integer a, k, w; 0 < a && 0 <= k && 0 <= w < a ==>
      (a * k + w) % a == w;
    lemma rest_mod: \forall integer a, k, w, x; rest(a, k, w, x) ==>
      (a * k + w) % a == w && x % a == w;

    // What is equal modulo a multiple of a page is equal modulo a page.
    predicate same_mod(integer x, integer y, integer a) =
      0 <= x && 0 <= y && x % a == y % a;
    lemma same_4096_0: \forall integer x, y;
      (same_mod(x, y, 0x1000) || same_mod(x, y, 0x2000) ||
        same_mod(x, y, 0x4000) || same_mod(x, y, 0x8000)) ==>
      same_mod(x, y, 4096);
    lemma same_4096_1: \forall integer x, y;
      (same_mod(x, y, 0x10000) || same_mod(x, y, 0x20000) ||
        same_mod(x, y, 0x40000) || same_mod(x, y, 0x80000)) ==>
      same_mod(x, y, 4096);
    lemma same_4096_2: \forall integer x, y;
      (same_mod(x, y, 0x100000) || same_mod(x, y, 0x200000) ||
        same_mod(x, y, 0x400000) || same_mod(x, y, 0x800000)) ==>
      same_mod(x, y, 4096);
    lemma same_4096_3: \forall integer x, y;
      (same_mod(x, y, 0x1000000) || same_mod(x, y, 0x2000000) ||
        same_mod(x, y, 0x4000000) || same_mod(x, y, 0x8000000)) ==>
      same_mod(x, y, 4096);
    lemma same_4096_4: \forall integer x, y;
      (same_mod(x, y, 0x10000000) || same_mod(x, y, 0x20000000) ||
        same_mod(x, y, 0x40000000)) ==>
      same_mod(x, y, 4096);
    lemma same_65536_0: \forall integer x, y;
      (same_mod(x, y, 0x10000) || same_mod(x, y, 0x20000) ||
        same_mod(x, y, 0x40000) || same_mod(x, y, 0x80000)) ==>
      same_mod(x, y, 65536);
    lemma same_65536_1: \forall integer x, y;
      (same_mod(x, y, 0x100000) || same_mod(x, y, 0x200000) ||
        same_mod(x, y, 0x400000) || same_mod(x, y, 0x800000)) ==>
      same_mod(x, y, 65536);
    lemma same_65536_2: \forall integer x, y;
      (same_mod(x, y, 0x1000000) || same_mod(x, y, 0x2000000) ||
        same_mod(x, y, 0x4000000) || same_mod(x, y, 0x8000000)) ==>
      same_mod(x, y, 65536);
    lemma same_65536_3: \forall integer x, y;
      (same_mod(x, y, 0x10000000) || same_mod(x, y, 0x20000000) ||
        same_mod(x, y, 0x40000000)) ==>
      same_mod(x, y, 65536);
    lemma same_4096: \forall integer x, y, a;
      align_size(a) && same_mod(x, y, a) ==> same_mod(x, y, 4096);
    lemma same_65536: \forall integer x, y, a; align_size(a) &&
      65536 <= a && same_mod(x, y, a) ==> same_mod(x, y, 65536);
*/
uint64_t
align_greater(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

uint64_t
align_fit(uint64_t align, uint64_t vaddr, uint64_t offset)
{
	/*@ loop invariant align_size(align) && align <= \at(align, Pre);
	    loop invariant \forall integer p; align_size(p) &&
	      p <= \at(align, Pre) && vaddr % p == offset % p ==> p <= align;
	    loop assigns align;
	    loop variant align;
	*/
	while (vaddr % align != offset % align)
		align /= 2;
	return align;
}

uint64_t
align_next(uint64_t align, uint64_t vaddr, uint64_t next)
{
	uint64_t end = next % align, want = vaddr % align;

	/*@ assert next == align * (next / align) + end; */
	/*@ assert rest(align, next / align, want, next - end + want); */
	/*@ assert rest(align, next / align + 1, want,
	      next - end + align + want); */
	/*@ assert (next - end + want) % align == want; */
	/*@ assert (next - end + align + want) % align == want; */
	next += want >= end ? want - end : want + align - end;
	/*@ assert next % align == want; */
	/*@ assert same_mod(next, vaddr, align); */
	return next;
}
