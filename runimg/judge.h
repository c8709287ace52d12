/*
 * judge - the sealed file's bytes against the plan, once its segments are
 * known: what runimg demands whatever the stages before it did.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include "chain.h"

/*@ // The file's bytes are the image's: those of each segment at its offset.
    predicate file_holds(struct image *view, uint8_t *file, integer size,
      integer image) =
      \forall integer i; 0 <= i < view->nsegs ==>
        view->segs[i].offset + view->segs[i].filesz <= size &&
        holds_bytes(image, view->segs[i].vaddr, file + view->segs[i].offset,
          view->segs[i].filesz);

    predicate judge_view(struct image *view, uint8_t *file, integer size,
      integer image) =
      \valid_read(view) && arch_known(view->arch) &&
      view->nsegs <= IMAGE_PHDRS && image_is(view, image) &&
      sites_readable(view) && plan_readable(view) &&
      \valid_read(file + (0 .. size - 1)) && size <= SIZE_MAX - 256 &&
      file_holds(view, file, size, image);
*/

/* Each slot lies in executable file bytes and holds what was decided, by its
   bytes if no filter will hold it: SITE_*, FILTER_HELD or NOT_PATCHED. */
/*@ requires judge_view(view, file, size, image);
    requires segments_sound(view->arch, &view->segs[0], view->nsegs);
    assigns \nothing;
    ensures \result.code == FAULT_NONE ==> \forall integer i;
      0 <= i < view->nsites ==> slot_as_decided(view, i, image) &&
        held_right(view->arch, &view->sites[i], &view->plan[i], filtered) &&
        in_exec_file(&view->segs[0], view->nsegs, view->sites[i].vaddr,
          view->sites[i].length);
*/
struct fault judge_slots(const struct image *view, const uint8_t *file,
    uint64_t size, bool filtered) /*@ ghost (int image) */;

/* RAW_CALL if there is a call instruction that is not an allowed site's. */
/*@ requires judge_view(view, file, size, image) && composed(image);
    requires accepts(view, SLOT_DECIDED, image);
    requires \separated(view->arch, file + (0 .. size - 1));
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> only_allowed_calls(image);
*/
struct fault judge_calls(const struct image *view, const uint8_t *file,
    uint64_t size) /*@ ghost (int image) */;

#endif
