/*
 * chain - what the stages' contracts say together, as lemmas: reject_spec and
 * patch_frame, a plan that respects the list, and the last sweep.
 */
#ifndef CHAIN_H
#define CHAIN_H

#include "sweep.h"

/*@ // Two images that differ in bytes alone.
    predicate same_layout(integer a, integer b) =
      image_calls(a) == image_calls(b) && image_align(a) == image_align(b) &&
      image_call_len(a) == image_call_len(b) &&
      \forall integer x; exec_byte(a, x) <==> exec_byte(b, x);

    predicate in_allowed_slot(struct image *img, integer a) =
      \exists integer i; allowed_slot(img, i, a);

    // A call instruction shares a byte with an allowed slot.
    predicate touches_slot(struct image *img, integer a) =
      in_allowed_slot(img, a) || in_allowed_slot(img, a + 1) ||
      in_allowed_slot(img, a + 2) || in_allowed_slot(img, a + 3);

    predicate slot_as_decided(struct image *img, integer i, integer image) =
      \forall integer a; in_slot(&img->sites[i], a) ==> byte_at(image, a) ==
        decided_byte(img->arch, &img->sites[i], &img->plan[i],
          a - img->sites[i].vaddr);

    // Its own number is the plan's and stands in its original bytes, if these
    // are what an allowed slot holds.
    predicate holds_its_number(struct arch *arch, struct site *s,
      struct decision *d) =
      s->kind == SITE_STUB ||
      (s->kind == SITE_MOV && mov_sound(arch, s) && d->number == s->number);

    // An allowed site is held by its bytes, or by the filter if there is one;
    // one whose instruction stays by the filter alone, and bytes that are a
    // call by chance are never allowed.
    predicate held_right(struct arch *arch, struct site *s,
      struct decision *d, integer filtered) =
      d->decision == DECISION_ALLOW ?
        s->kind != SITE_EMBEDDED && (d->holder == HOLDER_BYTES ?
          holds_its_number(arch, s, d)
        : filtered != 0 && d->holder == HOLDER_FILTER)
      : in_place(s) ? filtered != 0 && d->holder == HOLDER_FILTER
      : d->holder == HOLDER_NOBODY;

    // Every call instruction that can be executed is an allowed site's, or one
    // that the filter holds; its slot holds what was decided: its number, if
    // its bytes hold it.
    predicate output_contains_only_allowed_syscalls(struct image *img,
      integer image) =
      \forall integer a; exec_call(image, a) ==>
        \exists integer i; 0 <= i < img->nsites && site_patched(img, i, a) &&
          slot_as_decided(img, i, image);

    // What elfparse ensures of memory, and every reader again, is what the
    // image's layout needs.
    lemma parsed_segment: \forall struct image *img, integer image, i;
      image_is(img, image) && 0 <= i < img->nsegs &&
      segments_sound(img->arch, &img->segs[0], img->nsegs) ==>
      segment_is(&img->segs[i], image, i) &&
      segment_sound(img->arch, &img->segs[i]) && seg_sound(image, i);

    lemma same_page_end: \forall struct arch *arch, integer image, x;
      arch_is_one(arch) && machine_is(arch, image) ==>
      page_up(arch, x) == page_end(image, x) &&
      page_down(arch, x) == page_of(image, x);

    lemma parsed_pair: \forall struct image *img, integer image, i, j;
      image_is(img, image) && 0 <= i < j < img->nsegs &&
      segments_sound(img->arch, &img->segs[0], img->nsegs) ==>
      segment_is(&img->segs[i], image, i) &&
      segment_is(&img->segs[j], image, j) &&
      segments_apart(img->arch, &img->segs[i], &img->segs[j]);

    lemma image_pages: \forall struct image *img, integer image, x;
      image_is(img, image) ==>
      page_up(img->arch, x) == page_end(image, x) &&
      page_down(img->arch, x) == page_of(image, x);

    lemma parsed_end: \forall struct image *img, integer image, i;
      image_is(img, image) && segment_is(&img->segs[i], image, i) ==>
      page_up(img->arch, img->segs[i].vaddr + img->segs[i].memsz) ==
        page_end(image, seg_end(image, i));

    lemma parsed_start: \forall struct image *img, integer image, i;
      image_is(img, image) && segment_is(&img->segs[i], image, i) ==>
      page_down(img->arch, img->segs[i].vaddr) ==
        page_of(image, seg_start(image, i));

    lemma parsed_apart: \forall struct image *img, integer image, i, j;
      image_is(img, image) && 0 <= i < j < img->nsegs &&
      segments_sound(img->arch, &img->segs[0], img->nsegs) ==>
      segment_is(&img->segs[i], image, i) &&
      segment_is(&img->segs[j], image, j) &&
      segments_apart(img->arch, &img->segs[i], &img->segs[j]) &&
      page_up(img->arch, img->segs[i].vaddr + img->segs[i].memsz) ==
        page_end(image, seg_end(image, i)) &&
      page_down(img->arch, img->segs[j].vaddr) ==
        page_of(image, seg_start(image, j));

    lemma parsed_segs_apart: \forall struct image *img, integer image, i, j;
      image_is(img, image) && 0 <= i < j < img->nsegs &&
      segments_sound(img->arch, &img->segs[0], img->nsegs) ==>
      segment_is(&img->segs[i], image, i) &&
      segment_is(&img->segs[j], image, j) &&
      segments_apart(img->arch, &img->segs[i], &img->segs[j]) &&
      segs_apart(image, i, j);

    lemma parsed_slots: \forall struct image *img, integer image, i, a;
      image_is(img, image) && 0 <= i < img->nsites &&
      in_exec_file(&img->segs[0], img->nsegs, img->sites[i].vaddr,
        img->sites[i].length) && in_slot(&img->sites[i], a) ==> exec_file_byte(image, a);

    lemma parsed_executable: \forall struct image *img, integer image, i, a;
      parsed_ok(img) && image_is(img, image) && 0 <= i < img->nsites &&
      in_slot(&img->sites[i], a) ==>
      in_exec_file(&img->segs[0], img->nsegs, img->sites[i].vaddr,
        img->sites[i].length) && exec_file_byte(image, a);

    lemma frame_elsewhere: \forall struct image *img, integer before, after, a;
      patch_frame(img, before, after) && !in_allowed_slot(img, a) ==>
      byte_at(after, a) == byte_at(before, a);

    lemma call_elsewhere: \forall struct image *img, integer before, after, a;
      patch_frame(img, before, after) && same_layout(before, after) &&
      !touches_slot(img, a) ==> (call_at(after, a) <==> call_at(before, a));

    // Patching an image without calls makes none but at its slots.
    lemma patched_calls: \forall struct image *img, integer before, after, a;
      patch_frame(img, before, after) && same_layout(before, after) &&
      reject_spec(img, before) && exec_call(after, a) ==>
      touches_slot(img, a) || site_stays_at(img, a);

    lemma allowed_decided: \forall struct image *img,
      integer before, after, i; patch_frame(img, before, after) &&
      0 <= i < img->nsites && img->plan[i].decision == DECISION_ALLOW ==>
      slot_as_decided(img, i, after);

    lemma denied_apart: \forall struct image *img, integer i, a;
      sites_sorted(img->sites, img->nsites) && 0 <= i < img->nsites &&
      img->plan[i].decision != DECISION_ALLOW &&
      in_slot(&img->sites[i], a) ==> !in_allowed_slot(img, a);

    lemma denied_decided: \forall struct image *img,
      integer before, after, i; patch_frame(img, before, after) &&
      sites_sorted(img->sites, img->nsites) && 0 <= i < img->nsites &&
      img->plan[i].decision != DECISION_ALLOW &&
      stubs_in_place(img->arch, img->sites, img->nsites, before) ==>
      slot_as_decided(img, i, after);

    lemma all_decided: \forall struct image *img,
      integer before, after, i; patch_frame(img, before, after) &&
      sites_sorted(img->sites, img->nsites) && 0 <= i < img->nsites &&
      stubs_in_place(img->arch, img->sites, img->nsites, before) ==>
      slot_as_decided(img, i, after);

    // What patchapply ensures is what is promised of its output.
    lemma patched_output: \forall struct image *img, integer before, after;
      patch_frame(img, before, after) && only_allowed_calls(after) &&
      stubs_in_place(img->arch, img->sites, img->nsites, before) &&
      accepts(img, SLOT_DECIDED, after) ==>
      output_contains_only_allowed_syscalls(img, after);

    // runimg's check alone: slots as decided, calls only at allowed sites.
    lemma judged_output: \forall struct image *view, integer image;
      (\forall integer i; 0 <= i < view->nsites ==>
        slot_as_decided(view, i, image)) && only_allowed_calls(image) &&
      accepts(view, SLOT_DECIDED, image) ==>
      output_contains_only_allowed_syscalls(view, image);

    // An allowed site with one number has it from the user's list.
    lemma patched_listed: \forall struct image *img, uint8_t *allowed,
      integer i; plan_respects_allow(img, allowed) &&
      0 <= i < img->nsites && img->sites[i].numbers == NUMBERS_ONE &&
      img->plan[i].decision == DECISION_ALLOW ==>
      allowed[img->sites[i].number] != 0;
*/

#endif
