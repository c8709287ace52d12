/*
 * patch - carry out a plan on the image's bytes, and check the result: every
 * call instruction in it ends the slot of an allowed site.
 */
#ifndef PATCH_H
#define PATCH_H

#include "codec.h"
#include "sweep.h"

struct patch {
	struct sweep sweep;
	size_t checked, patched; /* sites to look at first */
};

/*@ // Slots lie where the bytes come; 'after' is 'before' with the plan
    // carried out, and allows what the plan does.
    predicate patch_image(struct patch *p, integer before, integer after) =
      p->sweep.form == SLOT_DECIDED && sweep_image(&p->sweep, after) &&
      sites_readable(p->sweep.img) && plan_readable(p->sweep.img) &&
      slots_executable(p->sweep.img->sites, p->sweep.img->nsites, after) &&
      patch_frame(p->sweep.img, before, after);

    predicate patch_sound(struct patch *p, integer before, integer after) =
      sweep_sound(&p->sweep, after) &&
      stubs_before(p->sweep.img, before, p->sweep.scan.next) &&
      sites_before(p->sweep.img, p->checked, p->sweep.scan.next) &&
      sites_before(p->sweep.img, p->patched, p->sweep.scan.next);

    predicate allowed_same{A, B}(struct image *img) =
      \forall integer i, a;
        allowed_slot{A}(img, i, a) <==> allowed_slot{B}(img, i, a);

    predicate patch_apart(struct patch *p) =
      \separated(p, p->sweep.img) && \separated(p, p->sweep.img->arch) &&
      \separated(p, p->sweep.img->sites + (0 .. p->sweep.img->nsites - 1)) &&
      \separated(p, p->sweep.img->plan + (0 .. p->sweep.img->nsites - 1));

    predicate bytes_apart(struct patch *p, uint8_t *d, integer n) =
      \separated(p, d + (0 .. n - 1)) &&
      \separated(d + (0 .. n - 1), p->sweep.img) &&
      \separated(d + (0 .. n - 1), p->sweep.img->arch) &&
      \separated(d + (0 .. n - 1),
        p->sweep.img->sites + (0 .. p->sweep.img->nsites - 1)) &&
      \separated(d + (0 .. n - 1),
        p->sweep.img->plan + (0 .. p->sweep.img->nsites - 1));
*/

/* One PLAN payload b[0 .. n), checked by take.h: what its bytes held, the
   filter will. True if anything changed. */
/*@ requires \valid(b + (0 .. n - 1)) && CODEC_TABLE <= n <= RECORD_MAX;
    requires (n - CODEC_TABLE) % CODEC_DECISION == 0;
    assigns b[CODEC_TABLE .. n - 1];
*/
bool patch_bare(uint8_t *b, size_t n);

/* NO_PLAN if there is none. bare: what its bytes held, the filter will. */
/*@ requires \valid(p) && \valid_read(img) && arch_known(img->arch);
    requires \valid(img->plan + (0 .. img->nplan - 1));
    requires \separated(p, img) && \separated(p, img->arch) &&
      \separated(p, img->plan + (0 .. img->nplan - 1));
    requires \separated(img, img->plan + (0 .. img->nplan - 1)) &&
      \separated(img->arch, img->plan + (0 .. img->nplan - 1));
    requires image_is(img, after) && composed(after);
    assigns img->plan[0 .. img->nplan - 1].holder, p->checked, p->patched,
      p->sweep.img, p->sweep.form, p->sweep.scan.arch, p->sweep.scan.next,
      p->sweep.scan.ntail, p->sweep.open, p->sweep.site;
    ensures \result.code == FAULT_NONE <==> img->has_plan != 0;
    ensures \result.code == FAULT_NONE ==> sweep_sound(&p->sweep, after) &&
      p->sweep.img == img && p->sweep.form == SLOT_DECIDED &&
      p->sweep.open == -1 && p->checked == 0 && p->patched == 0;
    ensures \result.code == FAULT_NONE && bare ==> \forall integer i;
      0 <= i < img->nplan ==> img->plan[i].holder != HOLDER_BYTES;
*/
struct fault patch_start(
    struct patch *p, struct image *img, bool bare) /*@ ghost (int after) */;

/*
 * File bytes of segment seg, in order, patched in place. *changed is set if a
 * byte was written. SLOT_STUB or RAW_CALL.
 */
/*@ requires \valid(p) && patch_apart(p) && bytes_apart(p, d, n);
    requires patch_image(p, before, after) && patch_sound(p, before, after);
    requires \valid(d + (0 .. n - 1)) && n <= SIZE_MAX - 256;
    requires \valid(changed) && \separated(changed, p) &&
      \separated(changed, p->sweep.img) &&
      \separated(changed, p->sweep.img->arch) &&
      \separated(changed, d + (0 .. n - 1)) && \separated(changed,
        p->sweep.img->sites + (0 .. p->sweep.img->nsites - 1)) &&
      \separated(changed,
        p->sweep.img->plan + (0 .. p->sweep.img->nsites - 1));
    requires holds_bytes(before, vaddr, d, n) && seg < p->sweep.img->nsegs;
    requires seg_start(after, seg) <= vaddr &&
      vaddr + n <= seg_file_end(after, seg);
    requires seg_exec(after, seg) ==> sweep_due(&p->sweep, after, seg, vaddr);
    assigns *changed, d[0 .. n - 1], p->checked, p->patched,
      p->sweep.scan.next, p->sweep.scan.ntail, p->sweep.scan.tail[0 .. 2],
      p->sweep.open, p->sweep.site;
    ensures sound: \result.code == FAULT_NONE ==>
      patch_sound(p, before, after);
    ensures bytes: \result.code == FAULT_NONE && seg_exec(after, seg) ==>
      holds_bytes(after, vaddr, d, n);
    ensures other: !seg_exec(after, seg) ==> \result.code == FAULT_NONE &&
      \forall integer i; 0 <= i < n ==> d[i] == \old(d[i]);
    ensures place: \result.code == FAULT_NONE && seg_exec(after, seg) ==>
      p->sweep.open == seg && p->sweep.scan.next == vaddr + n;
    ensures found: \result.code != FAULT_NONE ==>
      !only_allowed_calls(after) || !stubs_in_place(p->sweep.img->arch,
        p->sweep.img->sites, p->sweep.img->nsites, before);
*/
struct fault patch_data(struct patch *p, size_t seg, uint64_t vaddr, uint8_t *d,
    size_t n, bool *changed) /*@ ghost (int before, int after) */;

/* After the last of them. */
/*@ requires \valid(p) && patch_apart(p);
    requires patch_image(p, before, after) && patch_sound(p, before, after);
    requires margin_due(after, p->sweep.open, p->sweep.scan.next,
      p->sweep.img->nsegs);
    assigns p->sweep.scan.next, p->sweep.scan.ntail, p->sweep.scan.tail[0 .. 2];
    ensures \result.code == FAULT_NONE <==> only_allowed_calls(after);
    ensures \old(stubs_in_place(p->sweep.img->arch, p->sweep.img->sites,
      p->sweep.img->nsites, before));
*/
struct fault patch_end(struct patch *p) /*@ ghost (int before, int after) */;

#endif
