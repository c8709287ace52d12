/*
 * placelemmas - what the proof of place.c rests on, each lemma itself proved
 * there.
 */
#ifndef PLACELEMMAS_H
#define PLACELEMMAS_H

#include "place.h"
#include "splitlemmas.h"

/*@ lemma bounded_but{A, B}: \forall struct load *loads, integer n, i;
      loads_kept_but{A, B}(loads, n, i) && loads_bounded{A}(loads, n) &&
      load_bounded{B}(loads + i) ==> loads_bounded{B}(loads, n);

    lemma bounded_kept{A, B}: \forall struct load *loads, integer n;
      loads_kept{A, B}(loads, n) && loads_bounded{A}(loads, n) ==>
      loads_bounded{B}(loads, n);

    lemma congruent_kept{A, B}: \forall struct arch *arch,
      struct segment *segs, integer n; segments_kept{A, B}(arch, segs, n) &&
      segments_congruent{A}(segs, n) ==> segments_congruent{B}(segs, n);

    lemma shapes_but{A, B}: \forall struct load *loads, integer n, i;
      loads_kept_but{A, B}(loads, n, i) && shape_kept{A, B}(loads + i) ==>
      shapes_kept{A, B}(loads, n);

    lemma shapes_next{A, B, C}: \forall struct load *loads, integer n;
      shapes_kept{A, B}(loads, n) && shapes_kept{B, C}(loads, n) ==>
      shapes_kept{A, C}(loads, n);

    lemma chain_shapes{A, B}: \forall struct load *loads, integer n;
      shapes_kept{A, B}(loads, n) && loads_chain{A}(loads, n) ==>
      loads_chain{B}(loads, n);

    lemma rise_shapes{A, B}: \forall struct load *loads, integer n;
      shapes_kept{A, B}(loads, n) && loads_rise{A}(loads, n) ==>
      loads_rise{B}(loads, n);

    lemma split_shapes{A, B}: \forall struct load *loads, integer n, m;
      shapes_kept{A, B}(loads, n) && loads_split{A}(loads, n, m) ==>
      loads_split{B}(loads, n, m);

    lemma holds_shape{A, B}: \forall struct load *loads, integer n, i, k;
      shapes_kept{A, B}(loads, n) && 0 <= i < n && load_holds{B}(loads + i, k)
      ==> shape_kept{A, B}(loads + i) && load_holds{A}(loads + i, k);

    lemma holds_below: \forall struct load *ld, integer k, m;
      load_holds(ld, k) && 0 <= ld->first && ld->first + ld->count <= m ==>
      0 <= k < m;

    lemma over_shape{A, B}: \forall struct load *ld, struct segment *s;
      shape_kept{A, B}(ld) && segment_kept{A, B}(s) && load_over{A}(ld, s) ==>
      load_over{B}(ld, s);

    lemma kept_segs{A, B}: \forall struct arch *arch, struct segment *segs,
      integer n; segments_kept{A, B}(arch, segs, n) ==>
      segs_kept{A, B}(segs, n);

    lemma over_each{A, B}: \forall struct load *loads, integer n,
      struct segment *segs, integer m, i, k;
      shapes_kept{A, B}(loads, n) && segs_kept{A, B}(segs, m) &&
      loads_split{A}(loads, n, m) && loads_over{A}(loads, n, segs) &&
      0 <= i < n && load_holds{B}(loads + i, k) ==>
      load_holds{A}(loads + i, k) && 0 <= \at((loads + i)->first, A) &&
      \at((loads + i)->first + (loads + i)->count, A) <= m && 0 <= k < m &&
      segment_kept{A, B}(segs + k) && shape_kept{A, B}(loads + i) &&
      load_over{A}(loads + i, segs + k) &&
      load_over{B}(loads + i, segs + k);

    lemma over_shapes{A, B}: \forall struct load *loads, integer n,
      struct segment *segs, integer m;
      shapes_kept{A, B}(loads, n) && segs_kept{A, B}(segs, m) &&
      loads_split{A}(loads, n, m) && loads_over{A}(loads, n, segs) ==>
      loads_over{B}(loads, n, segs);
*/

#endif
