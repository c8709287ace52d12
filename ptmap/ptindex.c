/* Lemmas alone: which addresses have the same indices; of these nothing else is
   proved. */
#include "ptspec.h"

/*@ // Addresses that are alike over the bits that a frame at level l leaves free
    // have the same indices.
    lemma pt_rises_0{L}: \forall struct pt *pt, integer l, m; pt_shaped(pt) &&
      0 <= l <= m <= pt_top(pt) && m == l + 0 ==>
      0 <= pt_sh(pt, l) <= pt_sh(pt, m);
    lemma pt_rises_1{L}: \forall struct pt *pt, integer l, m; pt_shaped(pt) &&
      0 <= l <= m <= pt_top(pt) && m == l + 1 ==>
      0 <= pt_sh(pt, l) <= pt_sh(pt, m);
    lemma pt_rises_2{L}: \forall struct pt *pt, integer l, m; pt_shaped(pt) &&
      0 <= l <= m <= pt_top(pt) && m == l + 2 ==>
      0 <= pt_sh(pt, l) <= pt_sh(pt, m);
    lemma pt_rises_3{L}: \forall struct pt *pt, integer l, m; pt_shaped(pt) &&
      0 <= l <= m <= pt_top(pt) && m == l + 3 ==>
      0 <= pt_sh(pt, l) <= pt_sh(pt, m);
    lemma pt_rises_4{L}: \forall struct pt *pt, integer l, m; pt_shaped(pt) &&
      0 <= l <= m <= pt_top(pt) && m == l + 4 ==>
      0 <= pt_sh(pt, l) <= pt_sh(pt, m);
    lemma pt_rises{L}: \forall struct pt *pt, integer l, m; pt_shaped(pt) &&
      0 <= l <= m <= pt_top(pt) ==> 0 <= pt_sh(pt, l) <= pt_sh(pt, m);
    lemma pt_shift_twice: \forall integer x, a, b; 0 <= a <= b ==>
      (x >> b) == ((x >> a) >> (b - a));
    lemma pt_shift_more: \forall integer x, y, a, b; 0 <= a <= b &&
      (x >> a) == (y >> a) ==> (x >> b) == (y >> b);
    lemma pt_frame_index{L}: \forall struct pt *pt, integer va, vb, l, m;
      pt_shaped(pt) && 0 <= l <= m <= pt_top(pt) && 0 <= va <= UINT64_MAX &&
      0 <= vb <= UINT64_MAX &&
      (va >> pt_sh(pt, l)) == (vb >> pt_sh(pt, l)) ==>
      pt_idx(pt, m, va) == pt_idx(pt, m, vb);
    lemma pt_frame_agrees{L}: \forall struct pt *pt, integer va, vb, l;
      pt_shaped(pt) && 0 <= l <= pt_top(pt) && 0 <= va <= UINT64_MAX &&
      0 <= vb <= UINT64_MAX &&
      (va >> pt_sh(pt, l)) == (vb >> pt_sh(pt, l)) ==>
      pt_agree(pt, va, vb, l, pt_top(pt));
*/
