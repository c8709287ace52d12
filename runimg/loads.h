/*
 * loads - the segments of an image put together to PT_LOADs, with what each
 * takes of memory and of the file.
 */
#ifndef LOADS_H
#define LOADS_H

#include "layout.h"

/*@ requires arch_known(arch) && 0 < nsegs <= IMAGE_PHDRS;
    requires \valid_read(segs + (0 .. IMAGE_PHDRS - 1));
    requires \valid(loads + (0 .. IMAGE_PHDRS - 1));
    requires \separated(loads + (0 .. IMAGE_PHDRS - 1), arch,
      segs + (0 .. IMAGE_PHDRS - 1));
    requires segments_sound(arch, segs, nsegs);
    requires \forall integer k; 0 <= k < nsegs ==>
      segment_aligned(arch, &segs[k]);
    assigns loads[0 .. IMAGE_PHDRS - 1];
    ensures 0 < \result <= nsegs && loads_split(loads, \result, nsegs);
    ensures loads_fresh{Post, Post}(arch, segs, loads, \result);
    ensures segments_kept{Pre, Post}(arch, segs, IMAGE_PHDRS);
    ensures machine_same{Pre, Post}(arch) && segments_sound(arch, segs, nsegs);
    ensures \forall integer k; 0 <= k < nsegs ==>
      segment_aligned(arch, &segs[k]);
*/
/* The loads, not placed yet. Returns their number. */
size_t loads_find(const struct arch *arch, const struct segment *segs,
    size_t nsegs, struct load *loads);

#endif
