/*
 * lemmas - what follows from spec.h's predicates: for proofs, each itself
 * proved in the units that include it.
 */
#ifndef LEMMAS_H
#define LEMMAS_H

#include "spec.h"

/*@ lemma down_4096: \forall integer x, y;
      0 <= x <= y ==> x - x % 4096 <= y - y % 4096;

    lemma down_65536: \forall integer x, y;
      0 <= x <= y ==> x - x % 65536 <= y - y % 65536;

    lemma page_size: \forall struct arch *arch;
      arch_known(arch) ==> arch->page == 4096 || arch->page == 65536;

    lemma page_down_up: \forall struct arch *arch, integer x, y;
      arch_known(arch) && 0 <= x <= y ==>
      page_down(arch, x) <= page_down(arch, y) &&
      page_up(arch, x) <= page_up(arch, y);

    lemma segments_apart_chain: \forall struct arch *arch,
      struct segment *a, struct segment *b, struct segment *c;
      arch_known(arch) && 0 <= a->vaddr && 0 <= a->memsz && 0 <= b->vaddr &&
      0 <= b->memsz && segments_apart(arch, a, b) &&
      segments_apart(arch, b, c) ==> segments_apart(arch, a, c);

    lemma sound_one: \forall struct arch *arch, struct segment *segs,
      integer n, i; segments_sound(arch, segs, n) && 0 <= i < n ==>
      segment_sound(arch, &segs[i]);

    lemma sound_two: \forall struct arch *arch, struct segment *segs,
      integer n, i, j; segments_sound(arch, segs, n) && 0 <= i < j < n ==>
      segments_apart(arch, &segs[i], &segs[j]);

    lemma in_file_apart: \forall struct arch *arch, struct segment *a,
      struct segment *b, integer at, len; segment_sound(arch, a) &&
      segments_apart(arch, a, b) && 0 < len && in_file(a, at, len) ==>
      !in_file(b, at, len);

    lemma in_file_before: \forall struct arch *arch, struct segment *segs,
      integer n, i, j, a, len; segments_sound(arch, segs, n) &&
      0 <= i < j < n && 0 < len && in_file(&segs[i], a, len) ==>
      !in_file(&segs[j], a, len);

    lemma in_file_of_one: \forall struct arch *arch, struct segment *segs,
      integer n, i, j, a, len; segments_sound(arch, segs, n) &&
      0 <= i < n && 0 <= j < n && 0 < len && in_file(&segs[i], a, len) &&
      in_file(&segs[j], a, len) ==> i == j;
*/

#endif
