/* Ghost functions alone: a frame's addresses are those from its first on that have
   its indices. */
#include "ptrange.h"
#include "ptspec.h"

/*@ ghost
    /@ requires \valid_read(pt) && pt_shaped(pt) && l < pt_top(pt);
       assigns \nothing;
       ensures \forall uint64_t va, vb; pt_idx(pt, l, va) ==
         pt_idx(pt, l, vb) && (va >> pt_sh(pt, l + 1)) ==
         (vb >> pt_sh(pt, l + 1)) ==> (va >> pt_sh(pt, l)) ==
         (vb >> pt_sh(pt, l));
    @/
    static inline void pt_step_down(struct pt *pt, unsigned l)
    {
      unsigned b = pt->index_bits, s;
      /@ assert pt_sh(pt, l) == pt->page_shift + l * pt->index_bits; @/
      /@ assert 0 <= l * b <= 48; @/
      s = pt->page_shift + l * b;
      /@ assert s == pt_sh(pt, l) <= 48; @/
      pt_part(s, b);
      /@ assert pt_sh(pt, l) == s && pt_sh(pt, l + 1) == s + b; @/
      /@ assert \forall uint64_t va; pt_idx(pt, l, va) == ((va >> s) & ((1 << b)
           - 1)); @/
      /@ assert \forall uint64_t va; (va >> pt_sh(pt, l + 1)) ==
           (va >> (s + b)); @/
    }
*/
/*@ ghost
    /@ requires v < 64;
       assigns \nothing;
       ensures \forall uint64_t va; (va >> v) == 0 ==> !pt_digit(va, v);
       ensures \forall uint64_t va; (va >> v) == (UINT64_MAX >> v) ==>
         pt_digit(va, v);
    @/
    static inline void pt_half_digit(unsigned v)
    {
      /@ assert \forall integer x, k; 0 <= k ==>
           (pt_digit(x >> k, 0) <==> pt_digit(x, k)); @/
      pt_mask_full();
      /@ assert pt_ones(64) == UINT64_MAX; @/
      /@ assert pt_digit(UINT64_MAX, v); @/
      /@ assert !pt_digit(0, 0); @/
    }
*/
/*@ ghost
    /@ requires s <= 48 && 1 <= b <= 15 && v + 1 == s + b && v < 64;
       assigns \nothing;
       ensures \forall uint64_t va, vb; ((va >> s) & ((1 << b) - 1)) ==
         ((vb >> s) & ((1 << b) - 1)) ==>
         (pt_digit(va, v) <==> pt_digit(vb, v));
    @/
    static inline void pt_last_digit(unsigned s, unsigned b, unsigned v)
    {
      pt_mask_alike(b);
      /@ assert \forall integer x, k, i; 0 <= k && 0 <= i ==>
           (pt_digit(x >> k, i) <==> pt_digit(x, i + k)); @/
      /@ assert \forall uint64_t va, vb; ((va >> s) & ((1 << b) - 1)) ==
           ((vb >> s) & ((1 << b) - 1)) ==>
           (pt_digit(va >> s, b - 1) <==> pt_digit(vb >> s, b - 1)); @/
    }
*/
/*@ ghost
    /@ requires \valid_read(pt) && \valid_read(pt->arch) && pt_shaped(pt);
       requires pt_halved(pt);
       assigns \nothing;
       ensures \forall uint64_t va, vb; pt_address(pt, va) &&
         pt_address(pt, vb) && pt_idx(pt, pt_top(pt), va) ==
         pt_idx(pt, pt_top(pt), vb) ==> (va >> pt->arch->va_bits) ==
         (vb >> pt->arch->va_bits);
    @/
    static inline void pt_one_half(struct pt *pt)
    {
      unsigned b = pt->arch->root_bits, v = pt->arch->va_bits, s;
      unsigned l = pt->levels - 1;
      /@ assert pt_sh(pt, l) == pt->page_shift + l * pt->index_bits; @/
      /@ assert 0 <= l * pt->index_bits <= 48; @/
      s = pt->page_shift + l * pt->index_bits;
      /@ assert s == pt_sh(pt, pt_top(pt)) <= 48; @/
      /@ assert \forall uint64_t va; pt_idx(pt, pt_top(pt), va) ==
           ((va >> s) & ((1 << b) - 1)); @/
      pt_half_digit(v);
      if (v + 1 == s + b)
        pt_last_digit(s, b, v);
      /@ assert v + 1 == s + b || pt->low == 0 || pt->high == 0; @/
    }
*/
/*@ ghost
    /@ requires \valid_read(pt) && \valid_read(pt->arch) && pt_shaped(pt);
       requires pt_halved(pt);
       assigns \nothing;
       ensures \forall uint64_t va, vb; pt_address(pt, va) &&
         pt_address(pt, vb) && pt_idx(pt, pt_top(pt), va) ==
         pt_idx(pt, pt_top(pt), vb) ==> (va >> pt_sh(pt, pt_top(pt))) ==
         (vb >> pt_sh(pt, pt_top(pt)));
    @/
    static inline void pt_top_down(struct pt *pt)
    {
      unsigned b = pt->arch->root_bits, v = pt->arch->va_bits, s;
      unsigned l = pt->levels - 1;
      /@ assert pt_sh(pt, l) == pt->page_shift + l * pt->index_bits; @/
      /@ assert 0 <= l * pt->index_bits <= 48; @/
      s = pt->page_shift + l * pt->index_bits;
      /@ assert s == pt_sh(pt, pt_top(pt)) <= 48; @/
      /@ assert \forall uint64_t va; pt_idx(pt, pt_top(pt), va) ==
           ((va >> s) & ((1 << b) - 1)); @/
      pt_one_half(pt);
      /@ assert \forall integer x, y; (x >> v) == (y >> v) ==>
           ((x >> v) >> 1) == ((y >> v) >> 1); @/
      /@ assert \forall integer x; ((x >> v) >> 1) == (x >> (v + 1)); @/
      /@ assert \forall integer x, y; (x >> v) == (y >> v) ==>
           (x >> (v + 1)) == (y >> (v + 1)); @/
      /@ assert v == s + b || v + 1 == s + b; @/
      /@ assert \forall integer x, y; (x >> v) == (y >> v) ==>
           (x >> (s + b)) == (y >> (s + b)); @/
      pt_part(s, b);
    }
*/
/*@ ghost
    /@ requires \valid_read(pt) && \valid_read(pt->arch) && pt_shaped(pt);
       requires pt_halved(pt) && l <= pt_top(pt);
       assigns \nothing;
       ensures \forall uint64_t va, vb; pt_address(pt, va) &&
         pt_address(pt, vb) && (\forall integer m; l <= m <= pt_top(pt) ==>
         pt_idx(pt, m, va) == pt_idx(pt, m, vb)) ==>
         (va >> pt_sh(pt, l)) == (vb >> pt_sh(pt, l));
    @/
    static inline void pt_all_down(struct pt *pt, unsigned l)
    {
      unsigned k = pt->levels - 1;
      pt_top_down(pt);
      /@ assert k == pt_top(pt); @/
      /@ loop invariant l <= k <= pt_top(pt);
         loop invariant \forall uint64_t va, vb;
           pt_address(pt, va) && pt_address(pt, vb) && (\forall integer m;
           k <= m <= pt_top(pt) ==> pt_idx(pt, m, va) == pt_idx(pt, m, vb)) ==>
           (va >> pt_sh(pt, k)) == (vb >> pt_sh(pt, k));
         loop assigns k;
         loop variant k;
      @/
      while (k > l) {
        k--;
        pt_step_down(pt, k);
      }
    }
*/
/*@ ghost
    /@ requires \valid_read(pt) && pt_shaped(pt) && l < pt_top(pt);
       assigns \nothing;
       ensures \forall uint64_t va, vb; (va >> pt_sh(pt, l)) ==
         (vb >> pt_sh(pt, l)) ==> (va >> pt_sh(pt, l + 1)) ==
         (vb >> pt_sh(pt, l + 1));
    @/
    static inline void pt_step_up(struct pt *pt, unsigned l)
    {
      unsigned b = pt->index_bits, s;
      /@ assert pt_sh(pt, l) == pt->page_shift + l * pt->index_bits; @/
      /@ assert 0 <= l * b <= 48; @/
      s = pt->page_shift + l * b;
      /@ assert s == pt_sh(pt, l) <= 48; @/
      /@ assert \forall integer x; ((x >> s) >> b) == (x >> (s + b)); @/
      /@ assert pt_sh(pt, l + 1) == s + b; @/
      /@ assert \forall uint64_t va; (va >> pt_sh(pt, l + 1)) ==
           ((va >> pt_sh(pt, l)) >> b); @/
    }
*/
/*@ ghost
    /@ requires \valid_read(pt) && pt_shaped(pt) && l <= pt_top(pt);
       assigns \nothing;
       ensures \forall uint64_t va, vb, integer m; l <= m <= pt_top(pt) &&
         (va >> pt_sh(pt, l)) == (vb >> pt_sh(pt, l)) ==>
         pt_idx(pt, m, va) == pt_idx(pt, m, vb);
    @/
    static inline void pt_all_up(struct pt *pt, unsigned l)
    {
      unsigned k = l;
      /@ loop invariant l <= k <= pt_top(pt);
         loop invariant \forall uint64_t va, vb, integer m; l <= m <= k &&
           (va >> pt_sh(pt, l)) == (vb >> pt_sh(pt, l)) ==>
           (va >> pt_sh(pt, m)) == (vb >> pt_sh(pt, m));
         loop assigns k;
         loop variant pt_top(pt) - k;
      @/
      while (k < pt->levels - 1) {
        /@ assert \forall uint64_t va, vb; (va >> pt_sh(pt, l)) ==
             (vb >> pt_sh(pt, l)) ==> (va >> pt_sh(pt, k)) ==
             (vb >> pt_sh(pt, k)); @/
        pt_step_up(pt, k);
        /@ assert \forall uint64_t va, vb; (va >> pt_sh(pt, l)) ==
             (vb >> pt_sh(pt, l)) ==> (va >> pt_sh(pt, k + 1)) ==
             (vb >> pt_sh(pt, k + 1)); @/
        k++;
      }
    }
*/
/*@ ghost
    /@ requires \valid_read(pt) && \valid_read(pt->arch) && pt_shaped(pt);
       requires pt_halved(pt) && l <= pt_top(pt);
       assigns \nothing;
       ensures \forall uint64_t va, vb; pt_address(pt, va) &&
         pt_address(pt, vb) && (va & ((1 << pt_sh(pt, l)) - 1)) == 0 ==>
         (pt_agree(pt, va, vb, l, pt_top(pt)) <==> va <= vb <
         va + (1 << pt_sh(pt, l)));
    @/
    static inline void pt_frame_range(struct pt *pt, unsigned l)
    {
      unsigned s;
      /@ assert pt_sh(pt, l) == pt->page_shift + l * pt->index_bits; @/
      /@ assert 0 <= l * pt->index_bits <= 48; @/
      s = pt->page_shift + l * pt->index_bits;
      /@ assert s == pt_sh(pt, l) <= 48; @/
      pt_all_down(pt, l);
      pt_all_up(pt, l);
      /@ assert \forall uint64_t va, vb; pt_address(pt, va) &&
           pt_address(pt, vb) ==> (pt_agree(pt, va, vb, l, pt_top(pt)) <==>
           (va >> pt_sh(pt, l)) == (vb >> pt_sh(pt, l))); @/
      pt_range(s);
    }
*/
