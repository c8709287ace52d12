/*
 * mapped - what the kernel maps of a static ELF file, as the file's bytes say:
 * psABI, "ELF Header" and "Program Header"; fs/binfmt_elf.c, load_elf_binary.
 */
#ifndef MAPPED_H
#define MAPPED_H

#include "judge.h"

/* The image whose number this is. */
/*@ // Of two segments with an address, the later covers the earlier.
    predicate on_top(integer image, integer k, integer a) =
      seg_file_byte(image, k, a) && \forall integer j;
        k < j < image_segs(image) ==> !seg_file_byte(image, j, a);

    predicate mapped_bytes(uint8_t *file, integer offset, integer image,
      integer k) =
      \forall integer a; on_top(image, k, a) ==>
        byte_at(image, a) == file[offset + (a - seg_start(image, k))];

    predicate zeros_else(integer image) =
      \forall integer a; !file_byte(image, a) ==> byte_at(image, a) == 0;
*/

/*@ // Another image that the same plan is for.
    predicate view_of(struct image *view, struct image *plan) =
      view->arch == plan->arch && view->sites == plan->sites &&
      view->nsites == plan->nsites && view->plan == plan->plan;

    predicate slots_as_decided(struct image *img, integer image,
      integer filtered) =
      \forall integer i; 0 <= i < img->nsites ==>
        slot_as_decided(img, i, image) &&
        held_right(img->arch, &img->sites[i], &img->plan[i], filtered);

    lemma view_site: \forall struct image *view, struct image *plan,
      integer i, a; view_of(view, plan) ==>
      (site_patched(view, i, a) <==> site_patched(plan, i, a));

    lemma view_byte: \forall struct image *view, struct image *plan,
      integer i, a, k; view_of(view, plan) ==>
      (in_slot(&view->sites[i], a) <==> in_slot(&plan->sites[i], a)) &&
      view->sites[i].vaddr == plan->sites[i].vaddr &&
      decided_byte(view->arch, &view->sites[i], &view->plan[i], k) ==
        decided_byte(plan->arch, &plan->sites[i], &plan->plan[i], k);

    lemma view_decided: \forall struct image *view, struct image *plan,
      integer i, image; view_of(view, plan) &&
      slot_as_decided(view, i, image) ==> slot_as_decided(plan, i, image);

    lemma view_patched: \forall struct image *view, struct image *plan,
      integer a; view_of(view, plan) ==>
      (site_is_patched_by_plan(view, a) <==> site_is_patched_by_plan(plan, a));

    lemma view_accepts: \forall struct image *view, struct image *plan,
      integer image; view_of(view, plan) &&
      accepts(plan, SLOT_DECIDED, image) ==>
      accepts(view, SLOT_DECIDED, image);

    lemma view_slots: \forall struct image *view, struct image *plan,
      integer image, filtered; view_of(view, plan) &&
      slots_as_decided(view, image, filtered) ==>
      slots_as_decided(plan, image, filtered);

    lemma view_output: \forall struct image *view, struct image *plan,
      integer image; view_of(view, plan) &&
      output_contains_only_allowed_syscalls(view, image) ==>
      output_contains_only_allowed_syscalls(plan, image);
*/

/*@ lemma mapped_apart: \forall struct image *view, integer image, j, k;
      image_is(view, image) && 0 <= k < j < view->nsegs &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) ==>
      segment_is(&view->segs[k], image, k) && seg_sound(image, k) &&
      segs_apart(image, k, j);

    lemma apart_top: \forall integer image, j, k, a; seg_sound(image, k) &&
      segs_apart(image, k, j) && seg_file_byte(image, k, a) ==>
      !seg_file_byte(image, j, a);

    lemma mapped_top: \forall struct image *view, integer image, k, a;
      image_is(view, image) && 0 <= k < view->nsegs &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      seg_file_byte(image, k, a) ==>
      image_segs(image) == view->nsegs &&
      (\forall integer j; k < j < view->nsegs ==> seg_sound(image, k) &&
        segs_apart(image, k, j) && !seg_file_byte(image, j, a)) &&
      on_top(image, k, a);

    lemma mapped_byte: \forall struct image *view, uint8_t *file,
      integer image, k, i; image_is(view, image) && 0 <= k < view->nsegs &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      mapped_bytes(file, view->segs[k].offset, image, k) &&
      0 <= i < view->segs[k].filesz ==>
      segment_is(&view->segs[k], image, k) &&
      seg_file_byte(image, k, view->segs[k].vaddr + i) &&
      on_top(image, k, view->segs[k].vaddr + i) &&
      byte_at(image, view->segs[k].vaddr + i) ==
        file[view->segs[k].offset + i];

    lemma mapped_holds: \forall struct image *view, uint8_t *file,
      integer image, k; image_is(view, image) && 0 <= k < view->nsegs &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      mapped_bytes(file, view->segs[k].offset, image, k) ==>
      segment_is(&view->segs[k], image, k) &&
      holds_bytes(image, view->segs[k].vaddr, file + view->segs[k].offset,
        view->segs[k].filesz);

    // The zeros and the slots: the rest of what the sweep needs.
    lemma call_in_slot: \forall struct image *view, integer i, a;
      arch_is_one(view->arch) && site_patched(view, i, a) ==>
      in_slot(&view->sites[i], a + view->arch->call_len - 1);

    lemma exec_file: \forall integer image, a; exec_file_byte(image, a) ==>
      file_byte(image, a);

    lemma mapped_call: \forall struct image *view, integer image, i, a;
      image_is(view, image) && 0 <= i < view->nsites &&
      in_exec_file(&view->segs[0], view->nsegs, view->sites[i].vaddr,
        view->sites[i].length) && site_patched(view, i, a) ==>
      in_slot(&view->sites[i], a + view->arch->call_len - 1) &&
      exec_file_byte(image, a + view->arch->call_len - 1) &&
      file_byte(image, a + image_call_len(image) - 1);

    lemma mapped_allowed: \forall struct image *view, integer image, a;
      image_is(view, image) && accepts(view, SLOT_DECIDED, image) &&
      (\forall integer i; 0 <= i < view->nsites ==>
        in_exec_file(&view->segs[0], view->nsegs, view->sites[i].vaddr,
          view->sites[i].length)) && call_allowed(image, a) ==>
      site_is_patched_by_plan(view, a) &&
      file_byte(image, a + image_call_len(image) - 1);

    lemma mapped_sound: \forall struct image *view, integer image;
      image_is(view, image) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) ==>
      image_segs(image) == view->nsegs &&
      (\forall integer i; 0 <= i < image_segs(image) ==>
        seg_sound(image, i)) &&
      \forall integer i, j; 0 <= i < j < image_segs(image) ==>
        segs_apart(image, i, j);

    lemma mapped_composed: \forall struct image *view, integer image;
      image_is(view, image) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      zeros_else(image) && accepts(view, SLOT_DECIDED, image) &&
      (\forall integer i; 0 <= i < view->nsites ==>
        in_exec_file(&view->segs[0], view->nsegs, view->sites[i].vaddr,
          view->sites[i].length)) ==>
      composed(image);
*/

#endif
