/*
 * placelemmas - what the contracts in place.c say, and lemmas for its proof, which
 * is not complete: place.c is not in tests/verify/units.py.
 */
#ifndef PLACELEMMAS_H
#define PLACELEMMAS_H

#include "lemmas.h"
#include "placed.h"

/*@ lemma bounded_but{A, B}: \forall struct load *loads, integer n, i;
      loads_kept_but{A, B}(loads, n, i) && loads_bounded{A}(loads, n) &&
      load_bounded{B}(loads + i) ==> loads_bounded{B}(loads, n);

    lemma paged_but{A, B}: \forall struct arch *arch, struct load *loads,
      integer n, i; arch_kept{A, B}(arch) &&
      loads_kept_but{A, B}(loads, n, i) && loads_paged{A}(arch, loads, n) &&
      load_paged{B}(arch, loads + i) ==> loads_paged{B}(arch, loads, n);

    lemma placed_but{A, B}: \forall struct arch *arch, struct load *loads,
      integer n, i; arch_kept{A, B}(arch) &&
      loads_kept_but{A, B}(loads, n, i) && loads_placed{A}(arch, loads, n) &&
      load_placed{B}(arch, loads + i) ==> loads_placed{B}(arch, loads, n);

    lemma shapes_but{A, B}: \forall struct load *loads, integer n, i;
      loads_kept_but{A, B}(loads, n, i) && shape_kept{A, B}(loads + i) ==>
      shapes_kept{A, B}(loads, n);

    lemma split_shapes{A, B}: \forall struct load *loads, integer n, m;
      shapes_kept{A, B}(loads, n) && loads_split{A}(loads, n, m) ==>
      loads_split{B}(loads, n, m);

    lemma over_shapes{A, B}: \forall struct arch *arch, struct load *loads,
      integer n, struct segment *segs, integer m;
      shapes_kept{A, B}(loads, n) && segments_kept{A, B}(arch, segs, m) &&
      loads_split{A}(loads, n, m) && loads_over{A}(loads, n, segs) ==>
      loads_over{B}(loads, n, segs);

    // Of the first n loads those not placed stand in [start, next), in order.
    predicate rest_behind(struct arch *arch, struct load *loads, integer n,
      integer start, integer next) =
      \forall integer i; 0 <= i < n && loads[i].placed == 0 ==>
        start <= loads[i].offset && loads[i].offset % arch->page == 0 &&
        loads[i].offset + page_up(arch, loads[i].filesz) <= next &&
        loads[i].vaddr % loads[i].align == loads[i].offset % loads[i].align;

    predicate rest_rises(struct arch *arch, struct load *loads, integer n) =
      \forall integer i, j; 0 <= i < j < n && loads[i].placed == 0 &&
        loads[j].placed == 0 ==>
        loads[i].offset + page_up(arch, loads[i].filesz) <= loads[j].offset;

    predicate placed_kept{A, B}(struct load *loads, integer n) =
      \forall integer i; 0 <= i < n ==> shape_kept{A, B}(loads + i) &&
        \at((loads + i)->placed, A) == \at((loads + i)->placed, B) &&
        \at((loads + i)->align, A) == \at((loads + i)->align, B) &&
        (\at((loads + i)->placed, A) != 0 ==>
          \at((loads + i)->offset, A) == \at((loads + i)->offset, B));

    lemma kept_but_part{A, B}: \forall struct load *loads, integer m, n, i;
      m <= n && loads_kept_but{A, B}(loads, n, i) ==>
      loads_kept_but{A, B}(loads, m, i);

    lemma behind_kept{A, B}: \forall struct arch *arch, struct load *loads,
      integer n, m, start, next, more; m <= n && next <= more &&
      arch_kept{A, B}(arch) && loads_kept_but{A, B}(loads, n, m) &&
      rest_behind{A}(arch, loads, m, start, next) ==>
      rest_behind{B}(arch, loads, m, start, more);

    lemma rises_kept{A, B}: \forall struct arch *arch, struct load *loads,
      integer n, m; m <= n && arch_kept{A, B}(arch) &&
      loads_kept_but{A, B}(loads, n, m) &&
      rest_rises{A}(arch, loads, m) ==> rest_rises{B}(arch, loads, m);

    lemma behind_next: \forall struct arch *arch, struct load *loads,
      integer n, start, next; rest_behind(arch, loads, n, start, next) &&
      start <= loads[n].offset && loads[n].offset % arch->page == 0 &&
      loads[n].offset + page_up(arch, loads[n].filesz) <= next &&
      loads[n].vaddr % loads[n].align == loads[n].offset % loads[n].align ==>
      rest_behind(arch, loads, n + 1, start, next);

    lemma rises_next: \forall struct arch *arch, struct load *loads,
      integer n, start, next; rest_behind(arch, loads, n, start, next) &&
      next <= loads[n].offset && rest_rises(arch, loads, n) ==>
      rest_rises(arch, loads, n + 1);

    lemma congruent_4096: \forall struct arch *arch, integer x, y;
      arch_is_one(arch) && 0 <= x && 0 <= y &&
      x % arch->page == y % arch->page ==> x % 4096 == y % 4096;

    predicate placed_before(struct arch *arch, struct load *loads, integer n,
      integer start) =
      \forall integer i; 0 <= i < n && loads[i].placed != 0 ==>
        loads[i].offset % arch->page == 0 &&
        loads[i].offset + page_up(arch, loads[i].filesz) <= start &&
        loads[i].vaddr % loads[i].align == loads[i].offset % loads[i].align;

    predicate placed_rises(struct arch *arch, struct load *loads, integer n) =
      \forall integer i, j; 0 <= j < i < n && loads[i].placed != 0 &&
        loads[j].placed != 0 ==> files_apart(arch, loads + i, loads + j);

    lemma fits_rises: \forall struct arch *arch, struct segment *segs,
      struct load *loads, integer n, phoff, len;
      placed_fits(arch, segs, loads, n, phoff, len) ==>
      placed_rises(arch, loads, n);

    lemma placed_before_kept{A, B}: \forall struct arch *arch,
      struct load *loads, integer n, start; placed_kept{A, B}(loads, n) &&
      arch_kept{A, B}(arch) && placed_before{A}(arch, loads, n, start) ==>
      placed_before{B}(arch, loads, n, start);

    lemma placed_rises_kept{A, B}: \forall struct arch *arch,
      struct load *loads, integer n; placed_kept{A, B}(loads, n) &&
      arch_kept{A, B}(arch) && placed_rises{A}(arch, loads, n) ==>
      placed_rises{B}(arch, loads, n);

    predicate placed_until(struct load *loads, integer n, integer end) =
      \forall integer i; 0 <= i < n && loads[i].placed != 0 ==>
        loads[i].offset + loads[i].filesz <= end;

    lemma next_page: \forall struct arch *arch, integer a, s;
      arch_is_one(arch) && 0 <= a && 0 <= s && a % arch->page == 0 ==>
      (a + s * arch->page) % arch->page == 0;

    lemma up_room: \forall struct arch *arch, integer o, f, end;
      arch_is_one(arch) && 0 <= o && 0 <= f && o % arch->page == 0 &&
      o + f <= end ==> o + page_up(arch, f) <= page_up(arch, end);

    lemma until_before: \forall struct arch *arch, struct load *loads,
      integer n, end, start; arch_is_one(arch) &&
      loads_placed(arch, loads, n) && placed_until(loads, n, end) &&
      (\forall integer i; 0 <= i < n ==>
        0 <= loads[i].offset && 0 <= loads[i].filesz) &&
      page_up(arch, end) <= start ==> placed_before(arch, loads, n, start);

    lemma all_within: \forall struct arch *arch, struct load *loads,
      integer n, start, next; start <= next &&
      placed_before(arch, loads, n, start) &&
      rest_behind(arch, loads, n, start, next) ==>
      loads_within(arch, loads, n, next);

    lemma all_apart: \forall struct arch *arch, struct load *loads,
      integer n, start, next; placed_before(arch, loads, n, start) &&
      placed_rises(arch, loads, n) && rest_rises(arch, loads, n) &&
      rest_behind(arch, loads, n, start, next) ==>
      loads_apart(arch, loads, n);

    lemma up_sum: \forall struct arch *arch, integer o, f; arch_is_one(arch) &&
      0 <= o && 0 <= f && o % arch->page == 0 ==>
      page_up(arch, o + f) == o + page_up(arch, f);
*/

#endif
