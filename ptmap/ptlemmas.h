/* ptlemmas - one entry written: what that changes, and what it does not. */
#ifndef PTLEMMAS_H
#define PTLEMMAS_H

#include "ptspec.h"

/*@ // Addresses that differ from va in some index keep their translation.
    lemma pt_wrote_keeps{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, vb, l;
      pt_wrote{A, B}(pt, e, n, t, va, l) && 0 <= vb <= UINT64_MAX &&
      !pt_agree(pt, va, vb, l, pt_top(pt)) ==>
      pt_translation{B}(pt, e, vb) == pt_translation{A}(pt, e, vb);
    lemma pt_leads_comes{L}: \forall struct pt *pt, uint64_t *e, integer n,
      uint32_t *t, integer va, l;
      pt_sizes(pt) && pt_tree(pt, e, n) && pt_leads(pt, n, t, va, l) ==>
      pt_comes(pt, e, t, va, l);
    lemma pt_alike_all{A, B}: \forall struct pt *pt, uint64_t *e, integer n,
      vb;
      pt_sizes(pt) && pt_tree{A}(pt, e, n) && pt_same{A, B}(pt, e, n) &&
      0 <= vb <= UINT64_MAX ==>
      pt_translation{B}(pt, e, vb) == pt_translation{A}(pt, e, vb);
*/

#endif
