/*
 * layoutlemmas - what the proof of layout.c rests on, each lemma itself proved
 * there.
 */
#ifndef LAYOUTLEMMAS_H
#define LAYOUTLEMMAS_H

#include "lemmas.h"
#include "placelemmas.h"

/*@ lemma congruent_65536: \forall integer x, y; 0 <= x && 0 <= y &&
      x % 65536 == y % 65536 ==> x % 4096 == y % 4096;

    lemma aligned_congruent: \forall struct arch *arch, struct segment *s;
      arch_is_one(arch) && 0 <= s->vaddr && 0 <= s->offset &&
      segment_aligned(arch, s) ==> segment_congruent(s);

    lemma fresh_bounded{L}: \forall struct arch *arch, struct segment *segs,
      struct load *ld; arch_is_one(arch) && load_sized{L, L}(arch, segs, ld) &&
      load_aligned{L, L}(arch, ld) && ld->placed == 0 &&
      0 <= ld->vaddr && ld->first + ld->count <= IMAGE_PHDRS ==>
      load_bounded(ld);

    lemma fresh_over{L}: \forall struct arch *arch, struct segment *segs,
      struct load *ld, integer k; arch_is_one(arch) &&
      load_sized{L, L}(arch, segs, ld) && load_holds{L}(ld, k) &&
      segment_sound(arch, segs + k) ==>
      load_covers{L, L}(ld, segs + k) && load_over(ld, segs + k);

    lemma fresh_all{L}: \forall struct arch *arch, struct segment *segs,
      struct load *loads, integer n, m; arch_is_one(arch) &&
      loads_fresh{L, L}(arch, segs, loads, n) && loads_split(loads, n, m) &&
      m <= IMAGE_PHDRS && segments_sound(arch, segs, m) ==>
      \forall integer i, k; 0 <= i < n && 0 <= (loads + i)->vaddr ==>
        load_sized{L, L}(arch, segs, loads + i) &&
        load_aligned{L, L}(arch, loads + i) &&
        (loads + i)->first + (loads + i)->count <= m &&
        load_bounded(loads + i) && (load_holds{L}(loads + i, k) ==>
          0 <= k < m && segment_sound(arch, segs + k) &&
          load_over(loads + i, segs + k));

    lemma within_sizes: \forall struct arch *arch, struct load *loads,
      integer n, size; loads_within(arch, loads, n, size) ==>
      \forall integer i; 0 <= i < n ==>
        load_within(arch, loads + i, size) && (loads + i)->offset <= size;

    lemma within_kept{A, B}: \forall struct arch *arch, struct load *loads,
      integer n, size; \at(arch->page, A) == \at(arch->page, B) &&
      loads_kept{A, B}(loads, n) && loads_within{A}(arch, loads, n, size) ==>
      loads_within{B}(arch, loads, n, size);

    lemma apart_pair{A, B}: \forall struct arch *arch, struct load *a,
      struct load *b; \at(arch->page, A) == \at(arch->page, B) &&
      load_kept{A, B}(a) && load_kept{A, B}(b) && files_apart{A}(arch, a, b)
      ==> files_apart{B}(arch, a, b);

    lemma apart_kept{A, B}: \forall struct arch *arch, struct load *loads,
      integer n; \at(arch->page, A) == \at(arch->page, B) &&
      loads_kept{A, B}(loads, n) && loads_apart{A}(arch, loads, n) ==>
      loads_apart{B}(arch, loads, n);

    lemma clear_one{A, B}: \forall struct load *ld, struct segment *s,
      integer phoff, len; load_kept{A, B}(ld) && segment_kept{A, B}(s) &&
      clear_of_headers{A}(ld, s, phoff, len) ==>
      clear_of_headers{B}(ld, s, phoff, len);

    lemma clear_each{A, B}: \forall struct load *loads, integer n,
      struct segment *segs, integer m, phoff, len, i, k;
      loads_kept{A, B}(loads, n) && segs_kept{A, B}(segs, m) &&
      loads_split{A}(loads, n, m) &&
      loads_clear{A}(loads, n, segs, phoff, len) && 0 <= i < n &&
      load_holds{B}(loads + i, k) ==>
      load_kept{A, B}(loads + i) && load_holds{A}(loads + i, k) &&
      0 <= \at((loads + i)->first, A) &&
      \at((loads + i)->first + (loads + i)->count, A) <= m && 0 <= k < m &&
      load_clear{A}(loads + i, segs, phoff, len) &&
      segment_kept{A, B}(segs + k) &&
      clear_of_headers{A}(loads + i, segs + k, phoff, len) &&
      clear_of_headers{B}(loads + i, segs + k, phoff, len);

    lemma clear_kept{A, B}: \forall struct load *loads, integer n,
      struct segment *segs, integer m, phoff, len;
      loads_kept{A, B}(loads, n) && segs_kept{A, B}(segs, m) &&
      loads_split{A}(loads, n, m) &&
      loads_clear{A}(loads, n, segs, phoff, len) ==>
      loads_clear{B}(loads, n, segs, phoff, len);
*/

#endif
