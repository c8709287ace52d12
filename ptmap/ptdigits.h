/* ptdigits - numbers by their bits; no code. */
#ifndef PTDIGITS_H
#define PTDIGITS_H

/*@ predicate pt_digit(integer x, integer i) = (x & (1 << i)) != 0;
    logic integer pt_one(integer x, integer i) =
      (x & (1 << i)) != 0 ? 1 : 0;
    predicate pt_alike(integer x, integer y, integer n) =
      \forall integer i; 0 <= i < n ==> (pt_digit(x, i) <==> pt_digit(y, i));

    // x without its n lowest bits.
    logic integer pt_down(integer x, integer n) =
      n <= 0 ? x : pt_down(x, n - 1) / 2;
    // n bits that are set.
    logic integer pt_ones(integer n) = n <= 0 ? 0 : 2 * pt_ones(n - 1) + 1;
*/

/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer x, i; 0 <= x && 0 <= i <= 64 ==>
         0 <= pt_down(x, i);
       ensures \forall integer x, i; 0 <= x && 0 <= i <= 64 ==>
         (x >> i) == pt_down(x, i);
       ensures \forall integer x, i, m; 0 <= x && 0 <= i <= 64 && 0 <= m ==>
         (pt_digit(pt_down(x, i), m) <==> pt_digit(x, i + m));
       ensures \forall integer x, i; 0 <= x && 0 <= i < 64 ==>
         pt_down(x, i) == 2 * pt_down(x, i + 1) + pt_one(x, i);
    @/
    static inline void pt_shifted(void)
    {
      unsigned k = 0;
      /@ assert \forall integer a; (a << 1) == 2 * a; @/
      /@ assert \forall integer a; !pt_digit(a << 1, 0); @/
      /@ assert \forall integer a; (a << 1) + 1 == ((a << 1) | 1); @/
      /@ assert \forall integer a; pt_digit((a << 1) | 1, 0); @/
      /@ assert \forall integer x; 0 <= x ==> (x >> 1) == x / 2; @/
      /@ assert \forall integer x; 0 <= x ==> x == ((x / 2) << 1) ||
           x == (((x / 2) << 1) | 1); @/
      /@ assert \forall integer x; 0 <= x ==> x == 2 * (x / 2) + pt_one(x, 0);
           @/
      /@ assert \forall integer a, i; 0 <= i ==>
           (pt_digit(a << 1, i + 1) <==> pt_digit(a, i)); @/
      /@ assert \forall integer a, i; 0 <= i ==> (pt_digit((a << 1) | 1, i + 1)
           <==> pt_digit(a, i)); @/
      /@ assert \forall integer x, i; 0 <= x && 0 <= i ==>
           (pt_digit(x, i + 1) <==> pt_digit(x / 2, i)); @/
      /@ loop invariant 0 <= k <= 64;
         loop invariant \forall integer x, i; 0 <= x && 0 <= i <= k ==>
           0 <= pt_down(x, i);
         loop invariant \forall integer x, i; 0 <= x && 0 <= i <= k ==>
           (x >> i) == pt_down(x, i);
         loop invariant \forall integer x, i, m; 0 <= x && 0 <= i <= k &&
           0 <= m ==> (pt_digit(pt_down(x, i), m) <==> pt_digit(x, i + m));
         loop assigns k;
         loop variant 64 - k;
      @/
      for (; k < 64; k++)
        ;
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer x, i; 0 <= x && 0 <= i <= 64 ==>
         0 <= pt_down(x, i);
       ensures \forall integer x, i; 0 <= x && 0 <= i < 64 ==>
         pt_down(x, i) == 2 * pt_down(x, i + 1) + pt_one(x, i);
    @/
    static inline void pt_next(void)
    {
      pt_shifted();
    }
*/
/*@ ghost
    /@ requires k < 64;
       assigns \nothing;
       ensures pt_digit(pt_ones(k + 1), 0);
       ensures (1 << k) == pt_ones(k) + 1 ==> (1 << (k + 1)) ==
         pt_ones(k + 1) + 1;
       ensures \forall integer i; 0 < i && pt_digit(pt_ones(k), i - 1) ==>
         pt_digit(pt_ones(k + 1), i);
    @/
    static inline void pt_ones_next(unsigned k)
    {
      /@ assert \forall integer a; (a << 1) == 2 * a; @/
      /@ assert \forall integer a; !pt_digit(a << 1, 0); @/
      /@ assert \forall integer a; (a << 1) + 1 == ((a << 1) | 1); @/
      /@ assert \forall integer a; 2 * a + 1 == ((a << 1) | 1); @/
      /@ assert \forall integer a; pt_digit((a << 1) | 1, 0); @/
      /@ assert \forall integer a, i; 0 <= i ==> (pt_digit((a << 1) | 1, i + 1)
           <==> pt_digit(a, i)); @/
      /@ assert pt_ones(k + 1) == 2 * pt_ones(k) + 1; @/
      /@ assert pt_ones(k + 1) == ((pt_ones(k) << 1) | 1); @/
      /@ assert (1 << (k + 1)) == ((1 << k) << 1); @/
      /@ assert \forall integer i; 0 <= i && pt_digit(pt_ones(k), i) ==>
           pt_digit((pt_ones(k) << 1) | 1, i + 1); @/
      /@ assert \forall integer i; 0 < i && pt_digit(pt_ones(k), i - 1) ==>
           pt_digit((pt_ones(k) << 1) | 1, (i - 1) + 1); @/
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer b; 0 <= b <= 64 ==> 0 <= pt_ones(b) &&
         (1 << b) == pt_ones(b) + 1;
       ensures \forall integer b, i; 0 <= i < b <= 64 ==>
         pt_digit(pt_ones(b), i);
    @/
    static inline void pt_mask_full(void)
    {
      unsigned k = 0;
      /@ loop invariant 0 <= k <= 64;
         loop invariant \forall integer b; 0 <= b <= k ==>
           0 <= pt_ones(b) && (1 << b) == pt_ones(b) + 1;
         loop invariant \forall integer b, i; 0 <= i < b <= k ==>
           pt_digit(pt_ones(b), i);
         loop assigns k;
         loop variant 64 - k;
      @/
      for (; k < 64; k++) {
        pt_ones_next(k);
        /@ assert \forall integer i; 0 < i <= k ==> pt_digit(pt_ones(k + 1), i);
             @/
      }
    }
*/
/*@ ghost
    /@ requires k < 64;
       assigns \nothing;
       ensures \forall integer x, y; 0 <= x && 0 <= y &&
         pt_down(x, k + 1) == pt_down(y, k + 1) && (pt_digit(x, k) <==>
         pt_digit(y, k)) ==> pt_down(x, k) == pt_down(y, k);
    @/
    static inline void pt_split_next(unsigned k)
    {
      pt_next();
    }
*/
/*@ ghost
    /@ requires k < 64 && (\forall integer x, y; 0 <= x && 0 <= y &&
         pt_down(x, k) == pt_down(y, k) && (\forall integer i; 0 <= i < k ==>
         (pt_digit(x, i) <==> pt_digit(y, i))) ==> x == y);
       assigns \nothing;
       ensures \forall integer x, y; 0 <= x && 0 <= y &&
         pt_down(x, k + 1) == pt_down(y, k + 1) && (\forall integer i;
         0 <= i < k + 1 ==> (pt_digit(x, i) <==> pt_digit(y, i))) ==> x == y;
    @/
    static inline void pt_split_more(unsigned k)
    {
      pt_split_next(k);
    }
*/
/*@ ghost
    /@ requires k <= 64;
       assigns \nothing;
       ensures \forall integer x, y; 0 <= x && 0 <= y &&
         pt_down(x, k) == pt_down(y, k) && (\forall integer i; 0 <= i < k ==>
         (pt_digit(x, i) <==> pt_digit(y, i))) ==> x == y;
    @/
    static inline void pt_split(unsigned k)
    {
      unsigned n = 0;
      /@ loop invariant 0 <= n <= k;
         loop invariant \forall integer x, y; 0 <= x && 0 <= y &&
           pt_down(x, n) == pt_down(y, n) && (\forall integer i; 0 <= i < n ==>
           (pt_digit(x, i) <==> pt_digit(y, i))) ==> x == y;
         loop assigns n;
         loop variant k - n;
      @/
      for (; n < k; n++)
        pt_split_more(n);
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer x, i; 0 <= x && 0 <= i <= 64 ==>
         0 <= (x >> i) && (x >> i) == pt_down(x, i);
    @/
    static inline void pt_shift_down(void)
    {
      pt_shifted();
    }
*/
/*@ ghost
    /@ requires b <= 64;
       assigns \nothing;
       ensures \forall integer x; (x & ((1 << b) - 1)) == (x & pt_ones(b));
       ensures \forall integer x, y, i; 0 <= i < b &&
         (x & pt_ones(b)) == (y & pt_ones(b)) ==>
         (pt_digit(x, i) <==> pt_digit(y, i));
       ensures \forall integer x, i; 0 <= i < b && (x & pt_ones(b)) == 0 ==>
         !pt_digit(x, i);
    @/
    static inline void pt_low_alike(unsigned b)
    {
      pt_mask_full();
      /@ assert \forall integer x, m, i; 0 <= i ==>
           (pt_digit(x & m, i) <==> pt_digit(x, i) && pt_digit(m, i)); @/
      /@ assert \forall integer x, i; 0 <= i < b ==>
           (pt_digit(x & pt_ones(b), i) <==> pt_digit(x, i)); @/
      /@ assert \forall integer x; pt_alike(x & pt_ones(b), x, b); @/
      /@ assert \forall integer i; 0 <= i ==> !pt_digit(0, i); @/
    }
*/
/*@ ghost
    /@ requires 1 <= b <= 15;
       assigns \nothing;
       ensures \forall integer x, y, i; 0 <= i < b &&
         (x & ((1 << b) - 1)) == (y & ((1 << b) - 1)) ==>
         (pt_digit(x, i) <==> pt_digit(y, i));
    @/
    static inline void pt_mask_alike(unsigned b)
    {
      pt_low_alike(b);
      /@ assert \forall integer x, y; (x & ((1 << b) - 1)) ==
           (y & ((1 << b) - 1)) ==> (x & pt_ones(b)) == (y & pt_ones(b)); @/
    }
*/
/*@ ghost
    /@ requires 1 <= b <= 15;
       assigns \nothing;
       ensures \forall integer x, y; 0 <= x && 0 <= y &&
         pt_down(x, b) == pt_down(y, b) && (x & ((1 << b) - 1)) ==
         (y & ((1 << b) - 1)) ==> x == y;
    @/
    static inline void pt_low(unsigned b)
    {
      pt_mask_alike(b);
      pt_split(b);
    }
*/
/*@ ghost
    /@ requires 1 <= b <= 15;
       assigns \nothing;
       ensures \forall integer x, y; 0 <= x && 0 <= y && (x >> b) == (y >> b) &&
         (x & ((1 << b) - 1)) == (y & ((1 << b) - 1)) ==> x == y;
    @/
    static inline void pt_low_split(unsigned b)
    {
      pt_low(b);
      pt_shift_down();
      /@ assert \forall integer x, y; 0 <= x && 0 <= y &&
           (x >> b) == (y >> b) ==> pt_down(x, b) == pt_down(y, b); @/
    }
*/
/*@ ghost
    /@ requires s <= 48 && 1 <= b <= 15;
       assigns \nothing;
       ensures \forall integer x, y; 0 <= x && 0 <= y &&
         (x >> (s + b)) == (y >> (s + b)) &&
         ((x >> s) & ((1 << b) - 1)) == ((y >> s) & ((1 << b) - 1)) ==>
         (x >> s) == (y >> s);
    @/
    static inline void pt_part(unsigned s, unsigned b)
    {
      pt_low_split(b);
      pt_shift_down();
      /@ assert \forall integer x; ((x >> s) >> b) == (x >> (s + b)); @/
      /@ assert \forall integer x; 0 <= x ==> 0 <= (x >> s); @/
    }
*/

#endif
