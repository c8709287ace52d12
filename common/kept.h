/*
 * kept - for proofs: what is true of sites and segments stays true while
 * something else is written. X_kept{A, B}: X holds the same at A and B.
 * Each lemma is itself proved in the units that include it.
 */
#ifndef KEPT_H
#define KEPT_H

#include "rules.h"
#include "table.h"

/*@ predicate arch_words_kept{A, B}(struct arch *a) =
      \at(a->page, A) == \at(a->page, B) &&
      \at(a->top, A) == \at(a->top, B);
    predicate arch_halves_kept{A, B}(struct arch *a) =
      \at(a->machine, A) == \at(a->machine, B) &&
      \at(a->calls, A) == \at(a->calls, B) &&
      \at(a->number_base, A) == \at(a->number_base, B) &&
      \at(a->number_scale, A) == \at(a->number_scale, B);
    predicate arch_bytes_kept{A, B}(struct arch *a) =
      \at(a->insn_align, A) == \at(a->insn_align, B) &&
      \at(a->call_len, A) == \at(a->call_len, B) &&
      \at(a->call_at, A) == \at(a->call_at, B) &&
      \at(a->number_at, A) == \at(a->number_at, B);
    predicate arch_slots_kept{A, B}(struct arch *a) =
      (\forall integer k; 0 <= k < ARCH_SLOT ==>
        \at(a->deny[k], A) == \at(a->deny[k], B) &&
        \at(a->bare[k], A) == \at(a->bare[k], B)) &&
      \forall integer k; 0 <= k < ARCH_SLOT ==>
        \at(a->trap[k], A) == \at(a->trap[k], B);
    predicate arch_kept{A, B}(struct arch *a) =
      arch_words_kept{A, B}(a) && arch_halves_kept{A, B}(a) &&
      arch_bytes_kept{A, B}(a) && arch_slots_kept{A, B}(a);

    predicate site_words_kept{A, B}(struct site *s) =
      \at(s->vaddr, A) == \at(s->vaddr, B) &&
      (\forall integer k; 0 <= k < SITE_ARGS ==>
        \at(s->args[k], A) == \at(s->args[k], B));
    predicate site_halves_kept{A, B}(struct site *s) =
      \at(s->number, A) == \at(s->number, B) &&
      \at(s->known, A) == \at(s->known, B);
    predicate site_bytes_kept{A, B}(struct site *s) =
      \at(s->kind, A) == \at(s->kind, B) &&
      \at(s->length, A) == \at(s->length, B) &&
      \at(s->numbers, A) == \at(s->numbers, B);
    predicate site_slot_kept{A, B}(struct site *s) =
      \forall integer k; 0 <= k < ARCH_SLOT ==>
        \at(s->original[k], A) == \at(s->original[k], B);
    predicate site_kept{A, B}(struct site *s) =
      site_words_kept{A, B}(s) && site_halves_kept{A, B}(s) &&
      site_bytes_kept{A, B}(s) && site_slot_kept{A, B}(s);

    predicate payload_kept{A, B}(uint8_t *b, integer n) =
      \forall integer k; 0 <= k < n ==> \at(b[k], A) == \at(b[k], B);

    predicate segments_kept{A, B}(struct segment *s, integer n) =
      \forall integer i; 0 <= i < n ==> segment_kept{A, B}(s + i);

    predicate sites_words_kept{A, B}(struct site *s, integer n) =
      \forall integer i; 0 <= i < n ==> site_words_kept{A, B}(s + i);
    predicate sites_halves_kept{A, B}(struct site *s, integer n) =
      \forall integer i; 0 <= i < n ==> site_halves_kept{A, B}(s + i);
    predicate sites_kept{A, B}(struct site *s, integer n) =
      \forall integer i; 0 <= i < n ==> site_kept{A, B}(s + i);

    predicate image_kept{A, B}(struct image *img) =
      \at(img->arch, A) == \at(img->arch, B) &&
      \at(img->nsegs, A) == \at(img->nsegs, B) &&
      \at(img->sites, A) == \at(img->sites, B) &&
      \at(img->sites_total, A) == \at(img->sites_total, B) &&
      \at(img->sites_room, A) == \at(img->sites_room, B);

    predicate program_kept{A, B}(struct image *img) =
      \at(img->prog.machine, A) == \at(img->prog.machine, B) &&
      \at(img->prog.type, A) == \at(img->prog.type, B) &&
      \at(img->prog.entry, A) == \at(img->prog.entry, B) &&
      \at(img->prog.phoff, A) == \at(img->prog.phoff, B) &&
      \at(img->prog.phnum, A) == \at(img->prog.phnum, B);

    predicate rooms_kept{A, B}(struct image *img) =
      \at(img->arch, A) == \at(img->arch, B) &&
      \at(img->sites, A) == \at(img->sites, B) &&
      \at(img->sets, A) == \at(img->sets, B) &&
      \at(img->plan, A) == \at(img->plan, B) &&
      \at(img->psets, A) == \at(img->psets, B) &&
      \at(img->sites_room, A) == \at(img->sites_room, B) &&
      \at(img->sets_room, A) == \at(img->sets_room, B) &&
      \at(img->plan_room, A) == \at(img->plan_room, B) &&
      \at(img->psets_room, A) == \at(img->psets_room, B);

    predicate plan_kept{A, B}(struct image *img) =
      \at(img->plan, A) == \at(img->plan, B) &&
      \at(img->nplan, A) == \at(img->nplan, B) &&
      \at(img->plan_total, A) == \at(img->plan_total, B) &&
      \at(img->plan_room, A) == \at(img->plan_room, B) &&
      \at(img->has_plan, A) == \at(img->has_plan, B);

    predicate psets_kept{A, B}(struct image *img) =
      \at(img->psets, A) == \at(img->psets, B) &&
      \at(img->npsets, A) == \at(img->npsets, B) &&
      \at(img->psets_total, A) == \at(img->psets_total, B) &&
      \at(img->psets_room, A) == \at(img->psets_room, B);

    predicate sets_kept{A, B}(struct image *img) =
      \at(img->sets, A) == \at(img->sets, B) &&
      \at(img->nsets, A) == \at(img->nsets, B) &&
      \at(img->sets_total, A) == \at(img->sets_total, B) &&
      \at(img->sets_room, A) == \at(img->sets_room, B);

    predicate counts_kept{A, B}(struct image *img) =
      \at(img->nsegs, A) == \at(img->nsegs, B) &&
      \at(img->nsites, A) == \at(img->nsites, B) &&
      \at(img->sites_total, A) == \at(img->sites_total, B) &&
      sets_kept{A, B}(img) && plan_kept{A, B}(img) && psets_kept{A, B}(img);

    lemma arch_is_kept{A, B}: \forall struct arch *a;
      arch_is_one{A}(a) && arch_kept{A, B}(a) ==> arch_is_one{B}(a);

    lemma page_down_kept{A, B}: \forall struct arch *a, integer x;
      arch_kept{A, B}(a) ==> page_down{A}(a, x) == page_down{B}(a, x);

    lemma page_up_kept{A, B}: \forall struct arch *a, integer x;
      arch_kept{A, B}(a) ==> page_up{A}(a, x) == page_up{B}(a, x);

    lemma segment_sound_kept{A, B}: \forall struct arch *a,
      struct segment *s; segment_sound{A}(a, s) && arch_kept{A, B}(a) &&
      segment_kept{A, B}(s) ==> segment_sound{B}(a, s);

    lemma segments_apart_kept{A, B}: \forall struct arch *a,
      struct segment *s, struct segment *t; segments_apart{A}(a, s, t) &&
      arch_kept{A, B}(a) && segment_kept{A, B}(s) &&
      segment_kept{A, B}(t) ==> segments_apart{B}(a, s, t);

    lemma segments_sound_kept{A, B}: \forall struct arch *a,
      struct segment *s, integer n; segments_sound{A}(a, s, n) &&
      arch_kept{A, B}(a) && segments_kept{A, B}(s, n) ==>
      segments_sound{B}(a, s, n);

    lemma in_exec_file_kept{A, B}: \forall struct segment *s, integer n,
      integer a, integer len; in_exec_file{A}(s, n, a, len) &&
      segments_kept{A, B}(s, n) ==> in_exec_file{B}(s, n, a, len);

    lemma site_alone_kept{A, B}: \forall struct site *s;
      site_alone{A}(s) && site_kept{A, B}(s) ==> site_alone{B}(s);

    lemma mov_sound_kept{A, B}: \forall struct arch *a, struct site *s;
      mov_sound{A}(a, s) && arch_kept{A, B}(a) && site_kept{A, B}(s) ==>
      mov_sound{B}(a, s);

    lemma slot_sound_kept{A, B}: \forall struct arch *a, struct site *s;
      arch_is_one{A}(a) && slot_sound{A}(a, s) && arch_kept{A, B}(a) &&
      site_kept{A, B}(s) ==> slot_sound{B}(a, s);

    lemma site_good_kept{A, B}: \forall struct arch *a, struct segment *s,
      integer n, struct site *t; arch_is_one{A}(a) && site_good{A}(a, s, n, t) &&
      arch_kept{A, B}(a) && segments_kept{A, B}(s, n) &&
      site_kept{A, B}(t) ==> site_good{B}(a, s, n, t);

    lemma decision_alone_kept{A, B}: \forall struct decision *d;
      decision_alone{A}(d) && decision_kept{A, B}(d) ==>
      decision_alone{B}(d);

    lemma sites_sorted_kept{A, B}: \forall struct site *s, integer n;
      sites_sorted{A}(s, n) && sites_kept{A, B}(s, n) ==>
      sites_sorted{B}(s, n);

    lemma sites_good_kept{A, B}: \forall struct arch *a, struct segment *s,
      integer n, struct site *t, integer m; arch_is_one{A}(a) &&
      sites_good{A}(a, s, n, t, m) &&
      arch_kept{A, B}(a) && segments_kept{A, B}(s, n) &&
      sites_kept{A, B}(t, m) ==> sites_good{B}(a, s, n, t, m);

    lemma sites_sorted_next: \forall struct site *s, integer n; 0 <= n &&
      sites_sorted(s, n) && slot_placed(s + n) &&
      (n > 0 ==> slot_end(s + (n - 1)) <= s[n].vaddr) ==>
      sites_sorted(s, n + 1);

    lemma sites_good_next: \forall struct arch *a, struct segment *s,
      integer n, struct site *t, integer m; 0 <= m &&
      sites_good(a, s, n, t, m) && site_good(a, s, n, t + m) &&
      sites_sorted(t, m + 1) ==> sites_good(a, s, n, t, m + 1);
*/

#endif
