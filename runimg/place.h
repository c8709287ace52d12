/*
 * place - where the loads stand in the composed file: those that hold a header
 * where they were linked, the others behind them, in order.
 */
#ifndef PLACE_H
#define PLACE_H

#include "layout.h"

/* Loads that loads_find found. */
/*@ predicate load_bounded(struct load *ld) =
      ld->vaddr + ld->memsz <= 0x1000000000000 && ld->filesz <= ld->memsz &&
      ld->first + ld->count <= IMAGE_PHDRS && align_size(ld->align) &&
      ld->vaddr % 4096 == 0 && (ld->placed != 0 ==>
        ld->offset <= LAYOUT_FILE_MAX);

    predicate loads_bounded(struct load *loads, integer n) =
      \forall integer i; 0 <= i < n ==> load_bounded(loads + i);

    predicate segment_congruent(struct segment *s) =
      s->vaddr % 4096 == s->offset % 4096;

    predicate segments_congruent(struct segment *segs, integer n) =
      \forall integer k; 0 <= k < n ==> segment_congruent(segs + k);

    predicate place_takes(struct image *img, struct layout *l) =
      arch_is_one(img->arch) && 0 < img->nsegs <= IMAGE_PHDRS &&
      l->nloads <= IMAGE_PHDRS &&
      loads_split(&l->loads[0], l->nloads, img->nsegs) &&
      loads_bounded(&l->loads[0], l->nloads) &&
      loads_over(&l->loads[0], l->nloads, &img->segs[0]) &&
      segments_congruent(&img->segs[0], img->nsegs);
*/

/*@ predicate holds_offset(struct segment *s, integer at) =
      s->offset <= at < s->offset + s->filesz;
*/
/*@ requires \valid_read(segs + (0 .. nsegs - 1));
    assigns \nothing;
    ensures \result <= nsegs;
    ensures \result < nsegs ==> holds_offset(&segs[\result], at);
    ensures \forall integer k; 0 <= k < nsegs && holds_offset(&segs[k], at) ==>
      k <= \result < nsegs;
*/
/* The segment the kernel takes for the holder of file offset at: the last. */
size_t place_holder(const struct segment *segs, size_t nsegs, uint64_t at);

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch);
    requires place_takes(img, l) && l->phnum <= LAYOUT_PHDRS;
    requires shift <= LAYOUT_SHIFT_MAX;
    assigns l->exec, l->size, l->loads[0 .. IMAGE_PHDRS - 1].placed,
      l->loads[0 .. IMAGE_PHDRS - 1].offset,
      l->loads[0 .. IMAGE_PHDRS - 1].align;
    ensures counts_kept{Pre, Post}(l) &&
      shapes_kept{Pre, Post}(&l->loads[0], l->nloads);
    ensures place_takes(img, l);
    ensures \result == FAULT_NONE ==> layout_fits(img, l) &&
      l->size <= LAYOUT_FILE_MAX;
*/
/* Gives the loads their offsets: HEADER_ROOM or FILE_SIZE if they have none. */
enum fault_code place_loads(
    const struct image *img, uint64_t shift, struct layout *l);

#endif
