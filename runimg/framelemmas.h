/*
 * framelemmas - what the proof of frame.c rests on, each lemma itself proved
 * there.
 */
#ifndef FRAMELEMMAS_H
#define FRAMELEMMAS_H

#include "frame.h"

/*@ lemma up_at_least: \forall struct arch *arch, integer x;
      arch_is_one(arch) && 0 <= x ==> x <= page_up(arch, x);

    lemma offsets_apart: \forall struct arch *arch, struct load *x,
      struct load *y, integer a, b; arch_is_one(arch) &&
      files_apart(arch, x, y) && in_load(x, a) && in_load(y, b) ==>
      x->filesz <= page_up(arch, x->filesz) &&
      y->filesz <= page_up(arch, y->filesz) &&
      load_offset(x, a) != load_offset(y, b);

    lemma offset_of_one: \forall struct arch *arch, struct load *loads,
      integer n, i, j, a, b; arch_is_one(arch) && loads_apart(arch, loads, n) &&
      0 <= i < n && 0 <= j < n && in_load(loads + i, a) &&
      in_load(loads + j, b) &&
      load_offset(loads + i, a) == load_offset(loads + j, b) ==>
      i == j && a == b;

    lemma piece_in_load: \forall struct image *img, struct layout *l,
      integer i, k, a; layout_holds(img, l) && piece(img, l, i, k, a) ==>
      load_over(&l->loads[0] + i, &img->segs[0] + k) &&
      in_load(&l->loads[0] + i, a);

    // No two bytes, of the stream, have one place in the file.
    lemma pieces_apart: \forall struct image *img, struct layout *l,
      integer i, k, a, j, m, b; arch_is_one(img->arch) && layout_made(img, l) &&
      piece(img, l, i, k, a) && piece(img, l, j, m, b) &&
      load_offset(&l->loads[0] + i, a) == load_offset(&l->loads[0] + j, b) ==>
      in_load(&l->loads[0] + i, a) && in_load(&l->loads[0] + j, b) &&
      i == j && a == b;

    lemma offset_unused: \forall struct image *img, struct layout *l,
      integer i, a; arch_is_one(img->arch) && layout_made(img, l) &&
      0 <= i < l->nloads && in_load(&l->loads[0] + i, a) &&
      (\forall integer k; !piece(img, l, i, k, a)) ==>
      !offset_used(img, l, load_offset(&l->loads[0] + i, a));

    // In memory as well.
    lemma named_apart: \forall struct image *view, struct layout *l,
      integer i, j, a; arch_is_one(view->arch) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      loads_named(view, l) && 0 <= i < j < l->nloads ==>
      load_named(&view->segs[0] + i, &l->loads[0] + i) &&
      load_named(&view->segs[0] + j, &l->loads[0] + j) &&
      segment_sound(view->arch, &view->segs[i]) &&
      segments_apart(view->arch, &view->segs[i], &view->segs[j]) &&
      !(in_load(&l->loads[0] + i, a) && in_load(&l->loads[0] + j, a));

    lemma named_one: \forall struct image *view, struct layout *l,
      integer i, j, a; arch_is_one(view->arch) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      loads_named(view, l) && 0 <= i < l->nloads && 0 <= j < l->nloads &&
      in_load(&l->loads[0] + i, a) && in_load(&l->loads[0] + j, a) ==> i == j;

    lemma file_segment: \forall struct image *img, integer image, a;
      image_is(img, image) && file_byte(image, a) ==>
      \exists integer k; 0 <= k < img->nsegs &&
        seg_file_byte(image, k, a) &&
        segment_is(&img->segs[k], image, k) &&
        in_file(&img->segs[0] + k, a, 1);

    lemma piece_by: \forall struct image *img, struct layout *l,
      integer i, k, a; 0 <= i < l->nloads && load_holds(&l->loads[0] + i, k) &&
      in_file(&img->segs[0] + k, a, 1) ==> piece(img, l, i, k, a);

    lemma file_piece: \forall struct image *img, struct layout *l,
      integer image, a; image_is(img, image) && all_held(img, l) &&
      file_byte(image, a) ==> \exists integer k; held_in(l, k) &&
        in_file(&img->segs[0] + k, a, 1);

    lemma held_inside: \forall struct image *img, struct layout *l,
      integer k, a; layout_holds(img, l) && held_in(l, k) &&
      in_file(&img->segs[0] + k, a, 1) ==>
      !(\forall integer i; 0 <= i < l->nloads ==>
        !in_load(&l->loads[0] + i, a));

    lemma held_same: \forall struct image *view, struct image *img,
      struct layout *l, integer i, j, k, a; arch_is_one(view->arch) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      loads_named(view, l) && layout_holds(img, l) &&
      0 <= j < l->nloads && load_holds(&l->loads[0] + j, k) &&
      in_file(&img->segs[0] + k, a, 1) && 0 <= i < l->nloads &&
      in_load(&l->loads[0] + i, a) ==> piece(img, l, j, k, a) &&
      in_load(&l->loads[0] + j, a) && i == j &&
      load_holds(&l->loads[0] + i, k) && piece(img, l, i, k, a);

    lemma held_piece: \forall struct image *view, struct image *img,
      struct layout *l, integer i, k, a; arch_is_one(view->arch) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      loads_named(view, l) && layout_holds(img, l) && held_in(l, k) &&
      in_file(&img->segs[0] + k, a, 1) && 0 <= i < l->nloads &&
      in_load(&l->loads[0] + i, a) ==> piece(img, l, i, k, a);

    lemma gap_zero: \forall struct image *view, struct image *img,
      struct layout *l, integer image, i, a; arch_is_one(view->arch) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      loads_named(view, l) && image_is(img, image) && zeros_else(image) &&
      all_held(img, l) && layout_holds(img, l) && 0 <= i < l->nloads &&
      in_load(&l->loads[0] + i, a) &&
      (\forall integer k; !piece(img, l, i, k, a)) ==>
      !file_byte(image, a) && byte_at(image, a) == 0;

    lemma outside_zero: \forall struct image *img, struct layout *l,
      integer image, a; image_is(img, image) && zeros_else(image) &&
      all_held(img, l) && layout_holds(img, l) &&
      (\forall integer i; 0 <= i < l->nloads ==>
        !in_load(&l->loads[0] + i, a)) ==>
      !file_byte(image, a) && byte_at(image, a) == 0;

    lemma offset_inside: \forall struct image *img, struct layout *l,
      integer i, a; arch_is_one(img->arch) && layout_made(img, l) &&
      0 <= i < l->nloads && 0 <= (&l->loads[0] + i)->offset &&
      in_load(&l->loads[0] + i, a) ==>
      load_within(img->arch, &l->loads[0] + i, l->size) &&
      (&l->loads[0] + i)->filesz <=
        page_up(img->arch, (&l->loads[0] + i)->filesz) &&
      0 <= load_offset(&l->loads[0] + i, a) < l->size;

    lemma load_byte: \forall struct image *view, struct image *img,
      struct layout *l, uint8_t *file, integer image, i, a;
      arch_is_one(view->arch) && arch_is_one(img->arch) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      loads_named(view, l) && image_is(img, image) && zeros_else(image) &&
      all_held(img, l) && layout_made(img, l) && written(img, l, image, file) &&
      0 <= i < l->nloads && 0 <= (&l->loads[0] + i)->offset &&
      in_load(&l->loads[0] + i, a) &&
      !header_at(l, load_offset(&l->loads[0] + i, a)) ==>
      ((\exists integer k; piece(img, l, i, k, a)) ||
       ((\forall integer k; !piece(img, l, i, k, a)) &&
        !offset_used(img, l, load_offset(&l->loads[0] + i, a)) &&
        byte_at(image, a) == 0)) &&
      file[load_offset(&l->loads[0] + i, a)] == byte_at(image, a);

    lemma mapped_top_at: \forall struct image *view, integer mapped, k, a;
      image_is(view, mapped) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      0 <= k < view->nsegs &&
      view->segs[k].vaddr <= a < view->segs[k].vaddr + view->segs[k].filesz ==>
      segment_is(&view->segs[k], mapped, k) && seg_file_byte(mapped, k, a) &&
      seg_start(mapped, k) == view->segs[k].vaddr && on_top(mapped, k, a);

    lemma bytes_at: \forall uint8_t *file, integer mapped, offset, start, k, a;
      mapped_bytes(file, offset, mapped, k) && on_top(mapped, k, a) &&
      seg_start(mapped, k) == start ==>
      byte_at(mapped, a) == file[offset + (a - start)];

    lemma mapped_load: \forall struct image *view, struct layout *l,
      uint8_t *file, integer mapped, i, a; image_is(view, mapped) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      loads_named(view, l) && 0 <= i < l->nloads &&
      mapped_bytes(file, view->segs[i].offset, mapped, i) &&
      in_load(&l->loads[0] + i, a) ==>
      load_named(&view->segs[0] + i, &l->loads[0] + i) &&
      on_top(mapped, i, a) &&
      seg_start(mapped, i) == (&l->loads[0] + i)->vaddr &&
      mapped_bytes(file, (&l->loads[0] + i)->offset, mapped, i) &&
      byte_at(mapped, a) == file[load_offset(&l->loads[0] + i, a)];

    lemma file_named: \forall struct image *view, struct layout *l,
      integer mapped, i, a; image_is(view, mapped) && loads_named(view, l) &&
      0 <= i < l->nloads && seg_file_byte(mapped, i, a) ==>
      load_named(&view->segs[0] + i, &l->loads[0] + i) &&
      segment_is(&view->segs[i], mapped, i) && in_load(&l->loads[0] + i, a);

    lemma mapped_outside: \forall struct image *view, struct layout *l,
      integer mapped, a; image_is(view, mapped) && zeros_else(mapped) &&
      loads_named(view, l) &&
      (\forall integer i; 0 <= i < l->nloads ==>
        !in_load(&l->loads[0] + i, a)) ==>
      !file_byte(mapped, a) && byte_at(mapped, a) == 0;

    lemma fits_clear: \forall struct image *img, struct layout *l;
      layout_fits(img, l) ==> loads_clear(&l->loads[0], l->nloads,
        &img->segs[0], l->phoff, l->phnum * IMAGE_PHDR_BYTES);

    lemma piece_clear: \forall struct image *img, struct layout *l,
      integer i, k, a; loads_clear(&l->loads[0], l->nloads, &img->segs[0],
        l->phoff, l->phnum * IMAGE_PHDR_BYTES) && piece(img, l, i, k, a) ==>
      load_clear(&l->loads[0] + i, &img->segs[0], l->phoff,
        l->phnum * IMAGE_PHDR_BYTES) &&
      clear_of_headers(&l->loads[0] + i, &img->segs[0] + k, l->phoff,
        l->phnum * IMAGE_PHDR_BYTES);

    lemma linked_clear: \forall struct image *img, struct layout *l,
      integer i, k, a; layout_fits(img, l) && piece(img, l, i, k, a) ==>
      clear_of_headers(&l->loads[0] + i, &img->segs[0] + k, l->phoff,
        l->phnum * IMAGE_PHDR_BYTES);

    lemma clear_linked: \forall struct layout *l, struct load *ld,
      struct segment *s, integer a; clear_of_headers(ld, s, l->phoff,
        l->phnum * IMAGE_PHDR_BYTES) && in_file(s, a, 1) &&
      header_at(l, load_offset(ld, a)) ==>
      load_offset(ld, a) == s->offset + (a - s->vaddr);

    lemma piece_file: \forall struct image *img, struct layout *l,
      integer i, k, a; piece(img, l, i, k, a) ==>
      in_file(&img->segs[0] + k, a, 1);

    lemma linked_one: \forall struct image *img, struct layout *l,
      integer i, k, a; layout_fits(img, l) && piece(img, l, i, k, a) &&
      header_at(l, load_offset(&l->loads[0] + i, a)) ==>
      clear_of_headers(&l->loads[0] + i, &img->segs[0] + k, l->phoff,
        l->phnum * IMAGE_PHDR_BYTES) && in_file(&img->segs[0] + k, a, 1) &&
      load_offset(&l->loads[0] + i, a) ==
        img->segs[k].offset + (a - img->segs[k].vaddr);
*/

#include "splitlemmas.h"

/*@ predicate held_below(struct layout *l, integer end) =
      \forall integer k; 0 <= k < end ==> held_in(l, k);

    lemma held_by: \forall struct layout *l, integer i, k;
      0 <= i < l->nloads && load_holds(&l->loads[0] + i, k) ==> held_in(l, k);

    lemma held_next: \forall struct layout *l, integer i, end, next;
      held_below(l, end) && 0 <= i < l->nloads &&
      (&l->loads[0] + i)->first <= end &&
      next == (&l->loads[0] + i)->first + (&l->loads[0] + i)->count ==>
      (\forall integer k; end <= k < next ==>
        load_holds(&l->loads[0] + i, k) && held_in(l, k)) &&
      held_below(l, next);

    lemma held_all: \forall struct image *img, struct layout *l;
      held_below(l, img->nsegs) ==> all_held(img, l);
*/

#endif
