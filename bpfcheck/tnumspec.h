/*
 * tnumspec - what proofs say of numbers' bits; no code.
 *
 * A sum's bit is odd in its operands' bits and the carry into it. Where all that
 * is known of two operands is a least and a greatest number, bit by bit, carries
 * are between those of the least and of the greatest.
 */
#ifndef TNUMSPEC_H
#define TNUMSPEC_H

/*@ predicate tnum_bit(integer x, integer i) = (x & (1 << i)) != 0;
    logic integer tnum_one(integer x, integer i) =
      (x & (1 << i)) != 0 ? 1 : 0;
    predicate tnum_same(integer x, integer y, integer i) =
      tnum_bit(x, i) <==> tnum_bit(y, i);
    lemma tnum_bits8: \forall uint8_t x; \forall integer i; 8 <= i ==>
      !tnum_bit(x, i);
    lemma tnum_bits16: \forall uint16_t x; \forall integer i; 16 <= i ==>
      !tnum_bit(x, i);
    lemma tnum_bits32: \forall uint32_t x; \forall integer i; 32 <= i ==>
      !tnum_bit(x, i);
    // What is left of x in less bits.
    lemma tnum_low8: \forall integer x, i; 0 <= i ==>
      (tnum_bit((uint8_t)x, i) <==> i < 8 && tnum_bit(x, i));
    lemma tnum_low16: \forall integer x, i; 0 <= i ==>
      (tnum_bit((uint16_t)x, i) <==> i < 16 && tnum_bit(x, i));
    lemma tnum_low32: \forall integer x, i; 0 <= i ==>
      (tnum_bit((uint32_t)x, i) <==> i < 32 && tnum_bit(x, i));
    // All bits of x are set in y.
    predicate tnum_part(integer x, integer y) =
      \forall integer i; 0 <= i < 64 && tnum_bit(x, i) ==> tnum_bit(y, i);

    // x without its n lowest bits; of negative numbers too.
    logic integer tnum_half(integer x) = 0 <= x ? x / 2 : (x - 1) / 2;
    logic integer tnum_shift(integer x, integer n) =
      n <= 0 ? x : tnum_half(tnum_shift(x, n - 1));

    // Into bit n.
    logic integer tnum_carry(integer x, integer y, integer n) = n <= 0 ? 0 :
      tnum_one(x, n - 1) + tnum_one(y, n - 1) + tnum_carry(x, y, n - 1) >= 2 ?
      1 : 0;
    logic integer tnum_borrow(integer x, integer y, integer n) = n <= 0 ? 0 :
      tnum_one(x, n - 1) - tnum_one(y, n - 1) - tnum_borrow(x, y, n - 1) < 0 ?
      1 : 0;
    predicate tnum_is_odd(integer a, integer b, integer c) =
      a + b + c == 1 || a + b + c == 3;

    // 64 bits of s are those of x + y; of x - y.
    predicate tnum_adds(integer s, integer x, integer y) =
      \forall integer i; 0 <= i < 64 ==> (tnum_bit(s, i) <==>
      tnum_is_odd(tnum_one(x, i), tnum_one(y, i), tnum_carry(x, y, i)));
    predicate tnum_subs(integer s, integer x, integer y) =
      \forall integer i; 0 <= i < 64 ==> (tnum_bit(s, i) <==>
      tnum_is_odd(tnum_one(x, i), tnum_one(y, i), tnum_borrow(x, y, i)));
*/

/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer x, i, m; 0 <= i <= 64 && 0 <= m ==>
         (tnum_bit(tnum_shift(x, i), m) <==> tnum_bit(x, i + m));
       ensures \forall integer x, i; 0 <= i < 64 ==>
         tnum_shift(x, i) == 2 * tnum_shift(x, i + 1) + tnum_one(x, i);
    @/
    static inline void tnum_shifted(void)
    {
      unsigned k = 0;
      /@ assert \forall integer a; (a << 1) == 2 * a; @/
      /@ assert \forall integer a; !tnum_bit(a << 1, 0); @/
      /@ assert \forall integer a; (a << 1) + 1 == ((a << 1) | 1); @/
      /@ assert \forall integer a; tnum_bit((a << 1) | 1, 0); @/
      /@ assert \forall integer x;
         x == (tnum_half(x) << 1) || x == ((tnum_half(x) << 1) | 1); @/
      /@ assert \forall integer x; x == 2 * tnum_half(x) + tnum_one(x, 0); @/
      /@ assert \forall integer a, i; 0 <= i ==>
         (tnum_bit(a << 1, i + 1) <==> tnum_bit(a, i)); @/
      /@ assert \forall integer a, i; 0 <= i ==>
         (tnum_bit((a << 1) | 1, i + 1) <==> tnum_bit(a, i)); @/
      /@ assert \forall integer x, i; 0 <= i ==>
         (tnum_bit(x, i + 1) <==> tnum_bit(tnum_half(x), i)); @/
      /@ loop invariant 0 <= k <= 64;
         loop invariant \forall integer x, i, m; 0 <= i <= k && 0 <= m ==>
           (tnum_bit(tnum_shift(x, i), m) <==> tnum_bit(x, i + m));
         loop assigns k;
         loop variant 64 - k;
      @/
      for (; k < 64; k++)
        ;
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer x, y, i; 0 <= i < 64 ==>
         (tnum_bit(x + y, i) <==>
          tnum_is_odd(tnum_one(x, i), tnum_one(y, i), tnum_carry(x, y, i)));
       ensures \forall integer x, y, i; 0 <= i < 64 ==>
         (tnum_bit(x - y, i) <==>
          tnum_is_odd(tnum_one(x, i), tnum_one(y, i), tnum_borrow(x, y, i)));
    @/
    static inline void tnum_summed(void)
    {
      unsigned k = 0;
      tnum_shifted();
      /@ loop invariant 0 <= k <= 64;
         loop invariant \forall integer x, y, i; 0 <= i <= k ==>
         tnum_shift(x + y, i) ==
         tnum_shift(x, i) + tnum_shift(y, i) + tnum_carry(x, y, i);
         loop invariant \forall integer x, y, i; 0 <= i <= k ==>
         tnum_shift(x - y, i) ==
         tnum_shift(x, i) - tnum_shift(y, i) - tnum_borrow(x, y, i);
         loop assigns k;
         loop variant 64 - k;
      @/
      for (; k < 64; k++)
        ;
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures tnum_adds((uint64_t)(x + y), x, y);
    @/
    static inline void tnum_sum(uint64_t x, uint64_t y)
    {
      tnum_summed();
      /@ assert tnum_adds(x + y, x, y); @/
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures tnum_subs((uint64_t)(x - y), x, y);
    @/
    static inline void tnum_difference(uint64_t x, uint64_t y)
    {
      tnum_summed();
      /@ assert tnum_subs(x - y, x, y); @/
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer x, y, u, v, i; 0 <= i <= 64 &&
         tnum_part(x, u) && tnum_part(y, v) ==>
         tnum_carry(x, y, i) <= tnum_carry(u, v, i);
       ensures \forall integer x, y, u, v, i; 0 <= i <= 64 &&
         tnum_part(x, u) && tnum_part(y, v) ==>
         tnum_borrow(u, y, i) <= tnum_borrow(x, v, i);
    @/
    static inline void tnum_ordered(void)
    {
      unsigned k = 0;
      /@ loop invariant 0 <= k <= 64;
         loop invariant \forall integer x, y, u, v, i; 0 <= i <= k &&
         tnum_part(x, u) && tnum_part(y, v) ==>
         tnum_carry(x, y, i) <= tnum_carry(u, v, i);
         loop invariant \forall integer x, y, u, v, i; 0 <= i <= k &&
         tnum_part(x, u) && tnum_part(y, v) ==>
         tnum_borrow(u, y, i) <= tnum_borrow(x, v, i);
         loop assigns k;
         loop variant 64 - k;
      @/
      for (; k < 64; k++)
        ;
    }
*/
/* The least operands are u and v, the greatest m and n. */
/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer x, y, i; 0 <= i < 64 &&
         tnum_part(u, x) && tnum_part(x, m) && tnum_part(v, y) &&
         tnum_part(y, n) && tnum_same(u, m, i) && tnum_same(v, n, i) &&
         tnum_same((uint64_t)(u + v), (uint64_t)(m + n), i) ==>
         tnum_same(x + y, (uint64_t)(u + v), i);
    @/
    static inline void tnum_sums(uint64_t u, uint64_t m, uint64_t v,
      uint64_t n)
    {
      tnum_sum(u, v);
      tnum_sum(m, n);
      tnum_ordered();
      /@ assert \forall integer x, y, i; 0 <= i < 64 &&
         tnum_part(u, x) && tnum_part(x, m) && tnum_part(v, y) &&
         tnum_part(y, n) ==>
         tnum_carry(u, v, i) <= tnum_carry(x, y, i) <=
         tnum_carry(m, n, i); @/
      /@ assert \forall integer s, x, y, i; 0 <= i < 64 &&
         tnum_adds(s, x, y) && tnum_part(u, x) && tnum_part(x, m) &&
         tnum_part(v, y) && tnum_part(y, n) && tnum_same(u, m, i) &&
         tnum_same(v, n, i) &&
         tnum_same((uint64_t)(u + v), (uint64_t)(m + n), i) ==>
         tnum_same(s, (uint64_t)(u + v), i); @/
      tnum_summed();
      /@ assert \forall integer x, y, i; 0 <= i < 64 &&
         tnum_part(u, x) && tnum_part(x, m) && tnum_part(v, y) &&
         tnum_part(y, n) && tnum_same(u, m, i) && tnum_same(v, n, i) &&
         tnum_same((uint64_t)(u + v), (uint64_t)(m + n), i) ==>
         tnum_adds(x + y, x, y) && tnum_same(x + y, (uint64_t)(u + v), i); @/
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer x, y, i; 0 <= i < 64 &&
         tnum_part(u, x) && tnum_part(x, m) && tnum_part(v, y) &&
         tnum_part(y, n) && tnum_same(u, m, i) && tnum_same(v, n, i) &&
         tnum_same((uint64_t)(u - n), (uint64_t)(m - v), i) ==>
         tnum_same(x - y, (uint64_t)(u - v), i);
    @/
    static inline void tnum_differences(uint64_t u, uint64_t m, uint64_t v,
      uint64_t n)
    {
      tnum_difference(u, v);
      tnum_difference(u, n);
      tnum_difference(m, v);
      tnum_ordered();
      /@ assert \forall integer x, y, i; 0 <= i < 64 &&
         tnum_part(u, x) && tnum_part(x, m) && tnum_part(v, y) &&
         tnum_part(y, n) ==>
         tnum_borrow(m, v, i) <= tnum_borrow(x, y, i) <=
         tnum_borrow(u, n, i) &&
         tnum_borrow(m, v, i) <= tnum_borrow(u, v, i) <=
         tnum_borrow(u, n, i); @/
      /@ assert \forall integer s, x, y, i; 0 <= i < 64 &&
         tnum_subs(s, x, y) && tnum_part(u, x) && tnum_part(x, m) &&
         tnum_part(v, y) && tnum_part(y, n) && tnum_same(u, m, i) &&
         tnum_same(v, n, i) &&
         tnum_same((uint64_t)(u - n), (uint64_t)(m - v), i) ==>
         tnum_same(s, (uint64_t)(u - v), i); @/
      tnum_summed();
      /@ assert \forall integer x, y, i; 0 <= i < 64 &&
         tnum_part(u, x) && tnum_part(x, m) && tnum_part(v, y) &&
         tnum_part(y, n) && tnum_same(u, m, i) && tnum_same(v, n, i) &&
         tnum_same((uint64_t)(u - n), (uint64_t)(m - v), i) ==>
         tnum_subs(x - y, x, y) && tnum_same(x - y, (uint64_t)(u - v), i); @/
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures (1 << (n + 1)) == 2 * (1 << n);
    @/
    static inline void tnum_power(unsigned n)
    {
      /@ assert (1 << (n + 1)) == ((1 << n) << 1); @/
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures \forall uint64_t x; tnum_shift(x, 64) == 0;
       ensures \forall uint64_t x;
         (\forall integer i; 0 <= i < 64 ==> !tnum_bit(x, i)) ==> x == 0;
    @/
    static inline void tnum_nothing(void)
    {
      unsigned k = 0;
      /@ loop invariant 0 <= k <= 64;
         loop invariant \forall uint64_t x;
           0 <= tnum_shift(x, k) < (1 << (64 - k));
         loop assigns k;
         loop variant 64 - k;
      @/
      for (; k < 64; k++) {
        tnum_power(63 - k);
        /@ assert (1 << (64 - k)) == 2 * (1 << (63 - k)); @/
        /@ assert \forall integer x;
           tnum_shift(x, k + 1) == tnum_half(tnum_shift(x, k)); @/
        /@ assert \forall uint64_t x;
           0 <= tnum_shift(x, k + 1) < (1 << (63 - k)); @/
      }
      /@ assert \forall uint64_t x; tnum_shift(x, 64) == 0; @/
      tnum_shifted();
      /@ loop invariant 0 <= k <= 64;
         loop invariant \forall uint64_t x;
           (\forall integer i; 0 <= i < 64 ==> !tnum_bit(x, i)) ==>
           tnum_shift(x, k) == 0;
         loop assigns k;
         loop variant k;
      @/
      for (; k > 0; k--)
        ;
    }
*/

#endif
