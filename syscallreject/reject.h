/*
 * reject - an image before patching makes no system call: no call instruction
 * in the composed image but those of sites that the filter holds, and every
 * slot holds its stub.
 */
#ifndef REJECT_H
#define REJECT_H

#include "sweep.h"

struct reject {
	struct sweep sweep;
	size_t site;
};

/*@ // Slots lie where the bytes come.
    predicate reject_image(struct reject *r, integer image) =
      r->sweep.form == SLOT_DENY &&
      sweep_image(&r->sweep, image) && sites_readable(r->sweep.img) &&
      slots_executable(r->sweep.img->sites, r->sweep.img->nsites, image);

    predicate reject_sound(struct reject *r, integer image) =
      sweep_sound(&r->sweep, image) &&
      stubs_before(r->sweep.img, image, r->sweep.scan.next) &&
      sites_before(r->sweep.img, r->site, r->sweep.scan.next);

    predicate reject_apart(struct reject *r) =
      \separated(r, r->sweep.img) && \separated(r, r->sweep.img->arch) &&
      \separated(r, r->sweep.img->sites + (0 .. r->sweep.img->nsites - 1)) &&
      \separated(r, r->sweep.img->plan + (0 .. r->sweep.img->nsites - 1));
*/

/*@ requires \valid(r) && \valid_read(img) && arch_known(img->arch);
    requires \separated(r, img) && \separated(r, img->arch);
    requires image_is(img, image) && composed(image);
    assigns *r;
    ensures r->sweep.img == img && r->site == 0;
    ensures r->sweep.form == SLOT_DENY && r->sweep.open == -1;
    ensures sweep_sound(&r->sweep, image) && r->sweep.scan.next == 0;
*/
void reject_start(
    struct reject *r, const struct image *img) /*@ ghost (int image) */;

/*@ requires \valid_read(img) &&
      \valid_read(img->sites + (0 .. img->nsites - 1));
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> \forall integer i;
      0 <= i < img->nsites ==> img->sites[i].kind != SITE_EMBEDDED;
*/
/* EMBEDDED at the first site that is a call by chance. */
struct fault reject_embedded(const struct image *img);

/* File bytes of segment seg, in order; SLOT_STUB or RAW_CALL. */
/*@ requires \valid(r) && reject_apart(r) && reject_image(r, image);
    requires reject_sound(r, image);
    requires \valid_read(d + (0 .. n - 1)) && n <= SIZE_MAX - 256;
    requires \separated(r, d + (0 .. n - 1)) &&
      \separated(r->sweep.img->arch, d + (0 .. n - 1));
    requires holds_bytes(image, vaddr, d, n) && seg < r->sweep.img->nsegs;
    requires seg_start(image, seg) <= vaddr &&
      vaddr + n <= seg_file_end(image, seg);
    requires seg_exec(image, seg) ==>
      sweep_due(&r->sweep, image, seg, vaddr);
    assigns r->site, r->sweep.scan.next, r->sweep.scan.ntail,
      r->sweep.scan.tail[0 .. 2], r->sweep.open, r->sweep.site;
    ensures sound: \result.code == FAULT_NONE ==> reject_sound(r, image);
    ensures place: \result.code == FAULT_NONE && seg_exec(image, seg) ==>
      r->sweep.open == seg && r->sweep.scan.next == vaddr + n;
    ensures kept: !seg_exec(image, seg) ==> \result.code == FAULT_NONE &&
      r->sweep.open == \old(r->sweep.open) &&
      r->sweep.scan.next == \old(r->sweep.scan.next);
    ensures found: \result.code != FAULT_NONE ==>
      !reject_spec(r->sweep.img, image);
*/
struct fault reject_data(struct reject *r, size_t seg, uint64_t vaddr,
    const uint8_t *d, size_t n) /*@ ghost (int image) */;

/* After the last of them. */
/*@ requires \valid(r) && reject_apart(r) && reject_image(r, image);
    requires reject_sound(r, image);
    requires margin_due(image, r->sweep.open, r->sweep.scan.next,
      r->sweep.img->nsegs);
    assigns r->sweep.scan.next, r->sweep.scan.ntail, r->sweep.scan.tail[0 .. 2];
    ensures \result.code == FAULT_NONE <==> reject_spec(r->sweep.img, image);
*/
struct fault reject_end(struct reject *r) /*@ ghost (int image) */;

#endif
