/*
 * frame - what runs is the stream's image: the composed file, as the kernel
 * maps it, holds the stream's bytes at their addresses and zeros elsewhere, but
 * for its own headers.
 */
#ifndef FRAME_H
#define FRAME_H

#include "final.h"

/*@ predicate header_at(struct layout *l, integer o) =
      0 <= o < LAYOUT_EHDR ||
      l->phoff <= o < l->phoff + l->phnum * IMAGE_PHDR_BYTES;

    predicate in_load(struct load *ld, integer a) =
      ld->vaddr <= a < ld->vaddr + ld->filesz;

    // A byte of the file's headers is mapped there.
    predicate header_mapped(struct layout *l, integer a) =
      \exists integer i; 0 <= i < l->nloads && in_load(&l->loads[0] + i, a) &&
        header_at(l, load_offset(&l->loads[0] + i, a));

    // The byte of segment k at a goes into load i.
    predicate piece(struct image *img, struct layout *l, integer i, integer k,
      integer a) =
      0 <= i < l->nloads && load_holds(&l->loads[0] + i, k) &&
      in_file(&img->segs[0] + k, a, 1);

    predicate offset_used(struct image *img, struct layout *l, integer o) =
      \exists integer i, k, a; piece(img, l, i, k, a) &&
        load_offset(&l->loads[0] + i, a) == o;

    // What runimg writes: of each segment the bytes, and the headers last.
    predicate written(struct image *img, struct layout *l, integer image,
      uint8_t *file) =
      (\forall integer i, k, a; piece(img, l, i, k, a) &&
        !header_at(l, load_offset(&l->loads[0] + i, a)) ==>
        file[load_offset(&l->loads[0] + i, a)] == byte_at(image, a)) &&
      (\forall integer o; 0 <= o < l->size && !header_at(l, o) &&
        !offset_used(img, l, o) ==> file[o] == 0);

    predicate composed_frame(struct layout *l, integer image,
      integer mapped) =
      \forall integer a; !header_mapped(l, a) ==>
        byte_at(mapped, a) == byte_at(image, a);

    // What a header covers stood at that offset in the linked file as well.
    predicate headers_linked(struct image *img, struct layout *l) =
      \forall integer i, k, a; piece(img, l, i, k, a) &&
        header_at(l, load_offset(&l->loads[0] + i, a)) ==>
        load_offset(&l->loads[0] + i, a) ==
          img->segs[k].offset + (a - img->segs[k].vaddr);
*/

/* The loads that the file's headers name are the layout's. */
/*@ predicate load_named(struct segment *s, struct load *ld) =
      s->offset == ld->offset && s->vaddr == ld->vaddr &&
      s->filesz == ld->filesz && s->memsz == ld->memsz &&
      s->flags == ld->flags;

    predicate loads_named(struct image *view, struct layout *l) =
      view->nsegs == l->nloads && \forall integer i; 0 <= i < l->nloads ==>
        load_named(&view->segs[0] + i, &l->loads[0] + i);

    predicate held_in(struct layout *l, integer k) =
      \exists integer i; 0 <= i < l->nloads &&
        load_holds(&l->loads[0] + i, k);

    predicate all_held(struct image *img, struct layout *l) =
      \forall integer k; 0 <= k < img->nsegs ==> held_in(l, k);
*/

/*@ // From the image that elfparse found, before, to what is mapped: changed
    // are the allowed slots and the headers, nothing else.
    predicate mapped_frame(struct image *img, struct layout *l, integer before,
      integer mapped) =
      \forall integer a; !in_allowed_slot(img, a) && !header_mapped(l, a) ==>
        byte_at(mapped, a) == byte_at(before, a);

    lemma frames_joined: \forall struct image *img, struct layout *l,
      integer before, after, mapped; patch_frame(img, before, after) &&
      composed_frame(l, after, mapped) ==>
      mapped_frame(img, l, before, mapped);

    // From the parsed input to the image that runs: before is what elfparse
    // found, after what patchapply wrote, mapped what the kernel maps.
    predicate to_be_mapped_contract(struct image *img, uint8_t *allowed,
      struct layout *l, integer before, integer after, integer mapped,
      integer filtered) =
      parsed_ok(img) && reject_spec(img, before) &&
      plan_matches_program(img) && plan_respects_allow(img, allowed) &&
      patch_frame(img, before, after) &&
      output_contains_only_allowed_syscalls(img, after) &&
      output_contains_only_allowed_syscalls(img, mapped) &&
      slots_as_decided(img, mapped, filtered) && mapped_frame(img, l, before, mapped) &&
      \forall integer a; exec_call(mapped, a) ==>
        \exists integer i; 0 <= i < img->nsites && site_patched(img, i, a) &&
          slot_as_decided(img, i, mapped) && held_right(img->arch,
            &img->sites[i], &img->plan[i], filtered) &&
          (img->plan[i].decision == DECISION_ALLOW &&
            img->sites[i].numbers == NUMBERS_ONE ==>
            allowed[img->sites[i].number] != 0);

    // The stages' contracts together. What final_check and frame_check ensure,
    // whatever those before them did, is the last three lines.
    lemma to_be_mapped: \forall struct image *img, uint8_t *allowed,
      struct layout *l, integer before, after, mapped, filtered;
      parsed_ok(img) && reject_spec(img, before) &&
      plan_matches_program(img) && plan_respects_allow(img, allowed) &&
      patch_frame(img, before, after) && only_allowed_calls(after) &&
      accepts(img, SLOT_DECIDED, after) &&
      output_contains_only_allowed_syscalls(img, mapped) &&
      slots_as_decided(img, mapped, filtered) &&
      composed_frame(l, after, mapped) ==>
      mapped_frame(img, l, before, mapped) &&
      output_contains_only_allowed_syscalls(img, after) &&
      to_be_mapped_contract(img, allowed, l, before, after, mapped, filtered);
*/

/*@ requires \valid_read(view) && \valid_read(l);
    requires l->nloads <= IMAGE_PHDRS;
    requires \valid_read(img) && layout_made(img, l);
    requires image_is(img, image) && zeros_else(image);
    requires written(img, l, image, file);
    requires view_mapped(view, file, mapped);
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> loads_named(view, l);
    ensures \result.code == FAULT_NONE ==> composed_frame(l, image, mapped) &&
      headers_linked(img, l);
*/
/*
 * Of a file that final_check let pass, whose view this is: what is mapped is
 * what was laid out. SEG_MISMATCH otherwise.
 */
struct fault frame_check(const struct image *view, const struct layout *l)
    /*@ ghost (const struct image *img, const uint8_t *file, int image,
      int mapped) */
    ;

#endif
