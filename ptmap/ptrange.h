/* ptrange - numbers that differ in their low bits alone lie between two; no code. */
#ifndef PTRANGE_H
#define PTRANGE_H

#include "ptdigits.h"

/*@ // q followed by n digits that are not set.
    logic integer pt_scaled(integer q, integer n) =
      n <= 0 ? q : pt_scaled(2 * q, n - 1);
*/
/*@ ghost
    /@ requires k < 64;
       requires \forall integer q, r; r <= q + 1 ==>
         pt_scaled(r, k) <= pt_scaled(q, k) + pt_ones(k) + 1;
       requires \forall integer q, r; q < r ==>
         pt_scaled(q, k) + pt_ones(k) + 1 <= pt_scaled(r, k);
       assigns \nothing;
       ensures \forall integer q, r; r <= q + 1 ==>
         pt_scaled(r, k + 1) <= pt_scaled(q, k + 1) + pt_ones(k + 1) + 1;
       ensures \forall integer q, r; q < r ==>
         pt_scaled(q, k + 1) + pt_ones(k + 1) + 1 <= pt_scaled(r, k + 1);
    @/
    static inline void pt_scale_next(unsigned k)
    {
      /@ assert \forall integer q; pt_scaled(q, k + 1) == pt_scaled(2 * q, k);
           @/
      /@ assert pt_ones(k + 1) == 2 * pt_ones(k) + 1; @/
      /@ assert \forall integer q, r; q < r ==>
           pt_scaled(2 * q, k) + pt_ones(k) + 1 <= pt_scaled(2 * q + 1, k) &&
           pt_scaled(2 * q + 1, k) + pt_ones(k) + 1 <= pt_scaled(2 * r, k); @/
      /@ assert \forall integer q, r; r <= q + 1 ==>
           pt_scaled(2 * q + 1, k) <= pt_scaled(2 * q, k) + pt_ones(k) + 1 &&
           pt_scaled(2 * r, k) <= pt_scaled(2 * q + 1, k) + pt_ones(k) + 1; @/
    }
*/
/*@ ghost
    /@ requires k <= 64;
       assigns \nothing;
       ensures \forall integer q, r; r <= q + 1 ==>
         pt_scaled(r, k) <= pt_scaled(q, k) + pt_ones(k) + 1;
       ensures \forall integer q, r; q < r ==>
         pt_scaled(q, k) + pt_ones(k) + 1 <= pt_scaled(r, k);
    @/
    static inline void pt_scale(unsigned k)
    {
      unsigned n = 0;
      /@ loop invariant 0 <= n <= k;
         loop invariant \forall integer q, r; r <= q + 1 ==>
           pt_scaled(r, n) <= pt_scaled(q, n) + pt_ones(n) + 1;
         loop invariant \forall integer q, r; q < r ==>
           pt_scaled(q, n) + pt_ones(n) + 1 <= pt_scaled(r, n);
         loop assigns n;
         loop variant k - n;
      @/
      for (; n < k; n++)
        pt_scale_next(n);
    }
*/
/*@ ghost
    /@ requires k < 64;
       assigns \nothing;
       ensures \forall integer x; 0 <= x ==> 0 <= pt_down(x, k + 1) &&
         pt_down(x, k) == 2 * pt_down(x, k + 1) + pt_one(x, k);
    @/
    static inline void pt_next_at(unsigned k)
    {
      pt_next();
    }
*/
/*@ ghost
    /@ requires k < 64;
       requires \forall integer x; 0 <= x ==>
         pt_scaled(pt_down(x, k), k) <= x <=
         pt_scaled(pt_down(x, k), k) + pt_ones(k);
       requires \forall integer x; 0 <= x && (\forall integer i; 0 <= i < k ==>
         !pt_digit(x, i)) ==> x == pt_scaled(pt_down(x, k), k);
       assigns \nothing;
       ensures \forall integer x; 0 <= x ==> pt_scaled(pt_down(x, k + 1), k + 1)
         <= x <= pt_scaled(pt_down(x, k + 1), k + 1) + pt_ones(k + 1);
       ensures \forall integer x; 0 <= x && (\forall integer i;
         0 <= i < k + 1 ==> !pt_digit(x, i)) ==>
         x == pt_scaled(pt_down(x, k + 1), k + 1);
    @/
    static inline void pt_floor_next(unsigned k)
    {
      pt_scale(k);
      pt_next_at(k);
      /@ assert \forall integer x; 0 <= x && !pt_digit(x, k) ==>
           pt_down(x, k) == 2 * pt_down(x, k + 1); @/
      /@ assert \forall integer q; pt_scaled(q, k + 1) == pt_scaled(2 * q, k);
           @/
      /@ assert pt_ones(k + 1) == 2 * pt_ones(k) + 1; @/
      /@ assert \forall integer x; 0 <= x ==>
           pt_scaled(2 * pt_down(x, k + 1), k) <= pt_scaled(pt_down(x, k), k);
           @/
      /@ assert \forall integer x; 0 <= x ==>
           pt_scaled(pt_down(x, k), k) <= pt_scaled(2 * pt_down(x, k + 1), k) +
           pt_ones(k) + 1; @/
    }
*/
/*@ ghost
    /@ requires k <= 64;
       assigns \nothing;
       ensures \forall integer x; 0 <= x ==>
         pt_scaled(pt_down(x, k), k) <= x <=
         pt_scaled(pt_down(x, k), k) + pt_ones(k);
       ensures \forall integer x; 0 <= x && (\forall integer i; 0 <= i < k ==>
         !pt_digit(x, i)) ==> x == pt_scaled(pt_down(x, k), k);
    @/
    static inline void pt_floor_of(unsigned k)
    {
      unsigned n = 0;
      /@ loop invariant 0 <= n <= k;
         loop invariant \forall integer x; 0 <= x ==>
           pt_scaled(pt_down(x, n), n) <= x <=
           pt_scaled(pt_down(x, n), n) + pt_ones(n);
         loop invariant \forall integer x; 0 <= x && (\forall integer i;
           0 <= i < n ==> !pt_digit(x, i)) ==> x == pt_scaled(pt_down(x, n), n);
         loop assigns n;
         loop variant k - n;
      @/
      for (; n < k; n++)
        pt_floor_next(n);
    }
*/
/*@ ghost
    /@ requires k <= 64;
       assigns \nothing;
       ensures \forall integer x; 0 <= x && (x & ((1 << k) - 1)) == 0 ==>
         x == pt_scaled(pt_down(x, k), k);
    @/
    static inline void pt_low_clear(unsigned k)
    {
      pt_floor_of(k);
      pt_low_alike(k);
      /@ assert \forall integer x, i; 0 <= i < k &&
           (x & ((1 << k) - 1)) == 0 ==> !pt_digit(x, i); @/
    }
*/
/*@ ghost
    /@ requires s <= 63;
       assigns \nothing;
       ensures \forall integer va, vb; 0 <= va && 0 <= vb &&
         (va & ((1 << s) - 1)) == 0 ==> ((va >> s) == (vb >> s) <==>
         va <= vb < va + (1 << s));
    @/
    static inline void pt_range(unsigned s)
    {
      pt_scale(s);
      pt_floor_of(s);
      pt_low_clear(s);
      pt_shift_down();
      pt_mask_full();
      /@ assert \forall integer va, vb; 0 <= va && 0 <= vb &&
           (va & ((1 << s) - 1)) == 0 && pt_down(va, s) < pt_down(vb, s) ==>
           va + (1 << s) <= vb; @/
      /@ assert \forall integer va, vb; 0 <= va && 0 <= vb &&
           (va & ((1 << s) - 1)) == 0 && pt_down(vb, s) < pt_down(va, s) ==>
           vb < va; @/
      /@ assert \forall integer va, vb; 0 <= va && 0 <= vb &&
           (va & ((1 << s) - 1)) == 0 && pt_down(vb, s) == pt_down(va, s) ==>
           va <= vb < va + (1 << s); @/
    }
*/

#endif
