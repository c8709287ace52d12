/*
 * loadlemmas - what the proof of loads.c rests on, each lemma itself proved
 * there. The first stand before lemmas.h: provers get lost with more in sight.
 */
#ifndef LOADLEMMAS_H
#define LOADLEMMAS_H

#include "layout.h"

/* What holds while segments and machine are as they were. */
/*@ lemma joined_since{A, B}: \forall struct arch *arch, struct segment *a,
      struct segment *b; \at(arch->page, A) == \at(arch->page, B) &&
      segment_kept{A, B}(a) && segment_kept{A, B}(b) ==>
      (joined{A}(arch, a, b) <==> joined{B}(arch, a, b));

    lemma alone_since{A, B}: \forall struct arch *arch, struct segment *s;
      \at(arch->top, A) == \at(arch->top, B) && segment_kept{A, B}(s) &&
      segment_sound{A}(arch, s) ==> segment_sound{B}(arch, s);

    lemma apart_since{A, B}: \forall struct arch *arch, struct segment *a,
      struct segment *b; \at(arch->page, A) == \at(arch->page, B) &&
      segment_kept{A, B}(a) && segment_kept{A, B}(b) &&
      segments_apart{A}(arch, a, b) ==> segments_apart{B}(arch, a, b);

    lemma sound_kept{A, B}: \forall struct arch *arch, struct segment *segs,
      integer m, n; m <= n && segments_kept{A, B}(arch, segs, n) &&
      segments_sound{A}(arch, segs, m) ==> segments_sound{B}(arch, segs, m);

    lemma load_joined_since{A, B, L}: \forall struct arch *arch,
      struct segment *segs, struct load *ld, integer n;
      segments_kept{A, B}(arch, segs, n) && \at(ld->first, L) >= 0 &&
      \at(ld->count, L) > 0 && \at(ld->first + ld->count, L) <= n &&
      load_joined{B, L}(arch, segs, ld) ==> load_joined{A, L}(arch, segs, ld);

    lemma load_ends_since{A, B, L}: \forall struct arch *arch,
      struct segment *segs, struct load *ld, integer n;
      segments_kept{A, B}(arch, segs, n) && \at(ld->first, L) >= 0 &&
      \at(ld->count, L) > 0 && \at(ld->first + ld->count, L) <= n ==>
      load_first{A, L}(segs, ld) == load_first{B, L}(segs, ld) &&
      load_end{A, L}(segs, ld) == load_end{B, L}(segs, ld);

    lemma load_covers_since{A, B, L}: \forall struct segment *s,
      struct load *ld; segment_kept{A, B}(s) && load_covers{B, L}(ld, s) ==>
      load_covers{A, L}(ld, s);

    lemma load_covering_since{A, B, L}: \forall struct arch *arch,
      struct segment *segs, struct load *ld, integer n;
      segments_kept{A, B}(arch, segs, n) && \at(ld->first, L) >= 0 &&
      \at(ld->count, L) > 0 && \at(ld->first + ld->count, L) <= n &&
      load_covering{B, L}(segs, ld) ==> load_covering{A, L}(segs, ld);

    lemma load_sized_since{A, B, L}: \forall struct arch *arch,
      struct segment *segs, struct load *ld, integer n;
      segments_kept{A, B}(arch, segs, n) && \at(ld->first, L) >= 0 &&
      \at(ld->count, L) > 0 && \at(ld->first + ld->count, L) <= n &&
      load_sized{B, L}(arch, segs, ld) ==> load_sized{A, L}(arch, segs, ld);
*/

#include "lemmas.h"

/*@ predicate segments_rise(struct segment *segs, integer from, integer end) =
      (\forall integer k; from <= k < end ==> segs[k].filesz <= segs[k].memsz &&
        segment_end(&segs[k]) <= 0x1000000000000) &&
      (\forall integer j, k; from <= j < k < end ==>
        segment_end(&segs[j]) <= segs[k].vaddr);

    lemma sound_rise: \forall struct arch *arch, struct segment *segs,
      integer n, from, end; arch_is_one(arch) && segments_sound(arch, segs, n) &&
      0 <= from <= end <= n ==> segments_rise(segs, from, end);

    predicate load_fresh{S, L}(struct arch *arch, struct segment *segs,
      struct load *ld) =
      load_joined{S, L}(arch, segs, ld) && load_sized{S, L}(arch, segs, ld) &&
      load_aligned{S, L}(arch, ld) && \at(ld->placed, L) == 0;

    lemma load_joined_kept{S, A, B}: \forall struct arch *arch,
      struct segment *segs, struct load *ld; load_kept{A, B}(ld) &&
      load_joined{S, A}(arch, segs, ld) ==> load_joined{S, B}(arch, segs, ld);

    lemma load_sized_kept{S, A, B}: \forall struct arch *arch,
      struct segment *segs, struct load *ld; load_kept{A, B}(ld) &&
      load_sized{S, A}(arch, segs, ld) ==> load_sized{S, B}(arch, segs, ld);

    lemma load_fresh_kept{S, A, B}: \forall struct arch *arch,
      struct segment *segs, struct load *ld; load_kept{A, B}(ld) &&
      load_fresh{S, A}(arch, segs, ld) ==> load_fresh{S, B}(arch, segs, ld);

    lemma loads_fresh_kept{S, A, B}: \forall struct arch *arch,
      struct segment *segs, struct load *loads, integer n;
      loads_kept{A, B}(loads, n) && loads_fresh{S, A}(arch, segs, loads, n) ==>
      loads_fresh{S, B}(arch, segs, loads, n);

    lemma loads_fresh_next{S, L}: \forall struct arch *arch,
      struct segment *segs, struct load *loads, integer n;
      loads_fresh{S, L}(arch, segs, loads, n) &&
      load_fresh{S, L}(arch, segs, loads + n) ==>
      loads_fresh{S, L}(arch, segs, loads, n + 1);

    lemma loads_chain_kept{A, B}: \forall struct load *loads, integer n;
      loads_kept{A, B}(loads, n) && loads_chain{A}(loads, n) &&
      loads_rise{A}(loads, n) ==>
      loads_chain{B}(loads, n) && loads_rise{B}(loads, n);

    lemma loads_split_kept{A, B}: \forall struct load *loads, integer n, m;
      loads_kept{A, B}(loads, n) && loads_split{A}(loads, n, m) ==>
      loads_split{B}(loads, n, m);

    lemma loads_split_last: \forall struct load *loads, integer n, m, i;
      loads_split(loads, n, m) && 0 <= i < n ==>
      0 <= loads[i].first && loads[i].first + loads[i].count <= m;

    lemma loads_split_rise: \forall struct load *loads, integer n, m;
      loads_split(loads, n, m) && loads[n].first == m && 0 < loads[n].count ==>
      loads_chain(loads, n + 1) && loads_rise(loads, n + 1);

    lemma loads_split_next: \forall struct load *loads, integer n, m, end;
      loads_split(loads, n, m) && loads[n].first == m && m < end &&
      loads[n].count == end - m ==> loads_split(loads, n + 1, end);

    lemma loads_split_one: \forall struct load *loads, integer end; 0 < end &&
      loads[0].first == 0 && loads[0].count == end ==>
      loads_split(loads, 1, end);

    lemma sound_part: \forall struct arch *arch, struct segment *segs,
      integer m, n; m <= n && segments_sound(arch, segs, n) ==>
      segments_sound(arch, segs, m);

    predicate aligned_all(struct arch *arch, struct segment *segs, integer n) =
      \forall integer k; 0 <= k < n ==> segment_aligned(arch, segs + k);

    lemma aligned_kept{A, B}: \forall struct arch *arch, struct segment *segs,
      integer m, n; m <= n && segments_kept{A, B}(arch, segs, n) &&
      aligned_all{A}(arch, segs, m) ==> aligned_all{B}(arch, segs, m);

    lemma joined_kept{A, B}: \forall struct arch *arch, struct segment *segs,
      integer n, i; segments_kept{A, B}(arch, segs, n) && 0 < i < n ==>
      (joined{A}(arch, segs + (i - 1), segs + i) <==>
       joined{B}(arch, segs + (i - 1), segs + i));

    predicate load_run(struct arch *arch, struct segment *segs, integer from,
      integer end) =
      (\forall integer j, k; from <= j < k < end && k == j + 1 ==>
        joined(arch, segs + j, segs + k)) &&
      (\forall integer k; from <= k < end ==>
        segs[k].flags == segs[from].flags) &&
      (0 < from ==> !joined(arch, segs + (from - 1), segs + from));

    predicate load_made(struct arch *arch, struct segment *segs, integer from,
      integer count, integer vaddr, integer memsz, integer filesz,
      integer align, integer flags) =
      0 < count && load_run(arch, segs, from, from + count) &&
      vaddr == page_down(arch, segs[from].vaddr) && vaddr % arch->page == 0 &&
      filesz <= memsz && vaddr + memsz <= arch->top &&
      flags == segs[from].flags && align_size(align) && arch->page <= align &&
      ((flags & IMAGE_W) == 0 ? filesz == memsz && vaddr + memsz ==
          page_up(arch, segment_end(segs + (from + count - 1)))
        : vaddr + memsz == segment_end(segs + (from + count - 1))) &&
      (\forall integer k; from <= k < from + count ==>
        vaddr <= segs[k].vaddr && segment_end(segs + k) <= vaddr + memsz &&
        (segs[k].filesz > 0 ==>
          segs[k].vaddr + segs[k].filesz <= vaddr + filesz));

    predicate load_is{L}(struct load *ld, integer from, integer count,
      integer vaddr, integer memsz, integer filesz, integer align,
      integer flags) =
      ld->first == from && ld->count == count && ld->vaddr == vaddr &&
      ld->memsz == memsz && ld->filesz == filesz && ld->align == align &&
      ld->flags == flags;

    lemma load_made_sized{S, L}: \forall struct arch *arch,
      struct segment *segs, struct load *ld, integer from, count, vaddr, memsz,
        filesz, align, flags; load_made{S}(arch, segs, from, count, vaddr,
        memsz, filesz, align, flags) && load_is{L}(ld, from, count, vaddr,
        memsz, filesz, align, flags) ==> load_sized{S, L}(arch, segs, ld);

    lemma load_made_joined{S, L}: \forall struct arch *arch,
      struct segment *segs, struct load *ld, integer from, count, vaddr, memsz,
        filesz, align, flags; load_made{S}(arch, segs, from, count, vaddr,
        memsz, filesz, align, flags) && load_is{L}(ld, from, count, vaddr,
        memsz, filesz, align, flags) ==> load_joined{S, L}(arch, segs, ld);

    lemma load_made_aligned{S, L}: \forall struct arch *arch,
      struct segment *segs, struct load *ld, integer from, count, vaddr, memsz,
        filesz, align, flags; load_made{S}(arch, segs, from, count, vaddr,
        memsz, filesz, align, flags) && load_is{L}(ld, from, count, vaddr,
        memsz, filesz, align, flags) ==> load_aligned{S, L}(arch, ld);

    lemma segments_away: \forall struct segment *segs, struct load *loads,
      integer k, n; 0 <= k < IMAGE_PHDRS && 0 <= n < IMAGE_PHDRS &&
      \separated(loads + (0 .. IMAGE_PHDRS - 1),
        segs + (0 .. IMAGE_PHDRS - 1)) ==> \separated(segs + k, loads + n);

    lemma up_to_top: \forall struct arch *arch, integer x;
      arch_is_one(arch) && 0 <= x <= arch->top ==>
      page_up(arch, x) <= arch->top;

    lemma segments_kept_on{A, B, C}: \forall struct arch *arch,
      struct segment *segs, integer n; segments_kept{A, B}(arch, segs, n) &&
      segments_kept{B, C}(arch, segs, n) ==> segments_kept{A, C}(arch, segs, n);

    lemma load_fresh_since{A, B, L}: \forall struct arch *arch,
      struct segment *segs, struct load *ld, integer n;
      segments_kept{A, B}(arch, segs, n) && \at(ld->first, L) >= 0 &&
      \at(ld->count, L) > 0 && \at(ld->first + ld->count, L) <= n &&
      load_fresh{B, L}(arch, segs, ld) ==> load_fresh{A, L}(arch, segs, ld);

    lemma kept_back{A, B}: \forall struct arch *arch, struct segment *segs,
      integer n; segments_kept{A, B}(arch, segs, n) ==>
      segments_kept{B, A}(arch, segs, n);

    lemma fresh_one_now{S, L}: \forall struct arch *arch,
      struct segment *segs, struct load *loads, integer n, m, top, i;
      m <= top && segments_kept{L, S}(arch, segs, top) &&
      loads_split{L}(loads, n, m) && loads_fresh{S, L}(arch, segs, loads, n) &&
      0 <= i < n && 0 <= \at((loads + i)->first, L) ==>
      \at((loads + i)->count, L) > 0 &&
      \at((loads + i)->first + (loads + i)->count, L) <= m &&
      load_fresh{S, L}(arch, segs, loads + i) &&
      load_fresh{L, L}(arch, segs, loads + i);
*/

#endif
