/*
 * margin - the zeros around segments' file bytes, where the processor may
 * execute them, passed to a scan.
 *
 * True, with the address in *hit, if they complete a call instruction: zeros
 * never belong to a slot, so it is not allowed.
 */
#ifndef MARGIN_H
#define MARGIN_H

#include "image.h"
#include "same.h"
#include "scan.h"
#include "swept.h"

/*@ predicate scan_same{A, B}(struct scan *s) =
      \at(s->arch, A) == \at(s->arch, B) &&
      machine_same{A, B}(\at(s->arch, A)) &&
      \at(s->next, A) == \at(s->next, B) &&
      \at(s->ntail, A) == \at(s->ntail, B) &&
      \at(s->tail[0], A) == \at(s->tail[0], B) &&
      \at(s->tail[1], A) == \at(s->tail[1], B) &&
      \at(s->tail[2], A) == \at(s->tail[2], B);
*/

/*@ // Between segments, before seg: next is at the end of the last executable
    // one; last is the number of segments if there was none.
    predicate margin_place(integer image, integer seg, integer last,
      integer next) =
      0 <= seg <= image_segs(image) && 0 <= last &&
      (last < image_segs(image) ? last < seg && seg_exec(image, last) &&
        next == seg_end(image, last) && none_executes(image, last + 1, seg)
      : next == 0 && none_executes(image, 0, seg));

    // In the file bytes of the open segment; -1 before the first is opened.
    predicate margin_open(integer image, integer open, integer next) =
      -1 <= open < image_segs(image) &&
      (open < 0 ? next == 0 : seg_exec(image, open) &&
        seg_start(image, open) <= next <= seg_file_end(image, open));

    // Segments before seg need no more bytes.
    predicate margin_due(integer image, integer open, integer next,
      integer seg) =
      (open >= 0 ==> next == seg_file_end(image, open)) &&
      \forall integer i; open < i < seg && seg_exec(image, i) ==>
        seg_file_end(image, i) == seg_start(image, i);
*/

/*
 * What lies between the open segment's last file byte, or the beginning of
 * memory if open is -1, and the first of segment seg; none of those between
 * has file bytes. seg executes, or is the number of segments: then to the end.
 */
/*@ requires \valid(s) && \valid(hit) && \valid_read(img);
    requires \separated(s, img) && \separated(s, s->arch, hit);
    requires \separated(hit, img);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires s->arch == img->arch && img->nsegs <= IMAGE_PHDRS;
    requires image_is(img, image) && composed(image);
    requires swept(image, s->next, s->ntail);
    requires open < seg <= img->nsegs;
    requires margin_open(image, open, s->next);
    requires margin_due(image, open, s->next, seg);
    requires seg < img->nsegs ==> seg_exec(image, seg);
    assigns *hit, s->next, s->ntail, s->tail[0 .. 2];
    ensures sound: scan_sound(s, image);
    ensures same: image_is(img, image);
    ensures none: \result == 0 && seg < img->nsegs ==>
      s->next == seg_start(image, seg) && swept(image, s->next, s->ntail);
    ensures all: \result == 0 && seg == img->nsegs ==>
      only_allowed_calls(image);
    ensures on: s->next - s->ntail >= \old(s->next - s->ntail);
    ensures found: \result != 0 ==> !only_allowed_calls(image);
*/
bool margin_pass(struct scan *s, const struct image *img, int open, size_t seg,
    uint64_t *hit) /*@ ghost (int image) */;

#endif
