/*
 * sweep - scan the composed image for call instructions.
 *
 * The composed image is what will be mapped: each executable segment's pages,
 * zero where no segment's file bytes are. The sweep is fed the file bytes and
 * adds the zeros, and crosses from one page to the next exactly when both are
 * executable and adjacent.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include "margin.h"
#include "slot.h"

struct sweep {
	const struct image *img;
	enum slot_form form; /* whose call instructions are accepted */
	struct scan scan;
	int open;    /* the executable segment whose bytes came last, or -1 */
	size_t site; /* where to look for a slot */
};

/*@ // What is accepted is what the image allows.
    predicate accepts(struct image *img, integer form, integer image) =
      sites_sorted(img->sites, img->nsites) &&
      (form == SLOT_DECIDED ==> plan_sound(img->plan, img->nsites)) &&
      \forall integer a; call_allowed(image, a) <==> called_at(img, form, a);

    predicate table_readable(struct image *img, integer form) =
      img->nsites <= IMAGE_SITES &&
      \valid_read(img->sites + (0 .. img->nsites - 1)) &&
      (form == SLOT_DECIDED ==>
        \valid_read(img->plan + (0 .. img->nsites - 1)));

    // No call instruction but those of sites whose own stay.
    lemma only_stays: \forall struct image *img, integer image;
      accepts(img, SLOT_DENY, image) ==> (only_allowed_calls(image) <==>
        \forall integer a; exec_call(image, a) ==> site_stays_at(img, a));

    lemma scan_sound_same{A, B}: \forall struct scan *s, integer image;
      scan_same{A, B}(s) && scan_sound{A}(s, image) ==> scan_sound{B}(s, image);

    lemma patched_same{A, B}: \forall struct image *img, integer i, a;
      table_same{A, B}(img) && 0 <= i < \at(img->nsites, A) ==>
      (site_patched{A}(img, i, a) <==> site_patched{B}(img, i, a));

    lemma planned_same{A, B}: \forall struct image *img, integer a;
      table_same{A, B}(img) ==> (site_is_patched_by_plan{A}(img, a) <==>
        site_is_patched_by_plan{B}(img, a));

    lemma stays_same{A, B}: \forall struct image *img, integer i, a;
      table_same{A, B}(img) && 0 <= i < \at(img->nsites, A) ==>
      (site_stays{A}(img, i, a) <==> site_stays{B}(img, i, a));

    lemma stay_same{A, B}: \forall struct image *img, integer a;
      table_same{A, B}(img) ==>
      (site_stays_at{A}(img, a) <==> site_stays_at{B}(img, a));

    lemma called_same{A, B}: \forall struct image *img, integer form, a;
      table_same{A, B}(img) ==>
      (called_at{A}(img, form, a) <==> called_at{B}(img, form, a));

    lemma sorted_same{A, B}: \forall struct image *img;
      table_same{A, B}(img) &&
      \at(sites_sorted(img->sites, img->nsites), A) ==>
      \at(sites_sorted(img->sites, img->nsites), B);

    lemma plan_same{A, B}: \forall struct image *img;
      table_same{A, B}(img) &&
      \at(plan_sound(img->plan, img->nsites), A) ==>
      \at(plan_sound(img->plan, img->nsites), B);

    lemma accepts_same{A, B}: \forall struct image *img, integer form, image;
      table_same{A, B}(img) && accepts{A}(img, form, image) ==>
      accepts{B}(img, form, image);

    lemma before_same{A, B}: \forall struct image *img, integer site, vaddr;
      table_same{A, B}(img) && sites_before{A}(img, site, vaddr) ==>
      sites_before{B}(img, site, vaddr);

    predicate sweep_image(struct sweep *w, integer image) =
      \valid_read(w->img) && \valid_read(w->img->arch) &&
      w->img->nsegs <= IMAGE_PHDRS && image_is(w->img, image) &&
      composed(image) && accepts(w->img, w->form, image) &&
      table_readable(w->img, w->form);

    predicate sweep_sound(struct sweep *w, integer image) =
      w->scan.arch == w->img->arch && scan_sound(&w->scan, image) &&
      swept(image, w->scan.next, w->scan.ntail) &&
      margin_open(image, w->open, w->scan.next) &&
      sites_before(w->img, w->site, w->scan.next - w->scan.ntail);

    // The bytes at vaddr are the next of the executable segment seg.
    predicate sweep_due(struct sweep *w, integer image, integer seg,
      integer vaddr) =
      w->open == seg ? vaddr == w->scan.next
      : vaddr == seg_start(image, seg) && w->open < seg &&
        margin_due(image, w->open, w->scan.next, seg);

    lemma no_slot_in: \forall integer image, open, next, seg, j, a;
      composed(image) && margin_open(image, open, next) &&
      margin_due(image, open, next, seg) && open < seg <= image_segs(image) &&
      0 <= j < image_segs(image) && seg_exec(image, j) && next <= a &&
      (seg < image_segs(image) ==> a < seg_start(image, seg)) ==>
      seg_sound(image, j) && (open >= 0 ==> seg_sound(image, open)) &&
      (0 <= open && open < j ==> segs_apart(image, open, j)) &&
      (j < open ==> segs_apart(image, j, open)) &&
      (seg < j ==> segs_apart(image, seg, j)) &&
      (seg < image_segs(image) ==> seg_sound(image, seg)) &&
      !seg_file_byte(image, j, a);

    lemma no_slot_between: \forall integer image, open, next, seg, a;
      composed(image) && margin_open(image, open, next) &&
      margin_due(image, open, next, seg) && open < seg < image_segs(image) &&
      next <= a < seg_start(image, seg) ==> !exec_file_byte(image, a);

    lemma no_slot_after: \forall integer image, open, next, a;
      composed(image) && margin_open(image, open, next) &&
      margin_due(image, open, next, image_segs(image)) && next <= a ==>
      !exec_file_byte(image, a);

    predicate stub_same{A, B}(struct arch *arch, struct site *s) =
      \forall integer k; 0 <= k < ARCH_SLOT ==>
        stub_byte{A}(arch, s, k) == stub_byte{B}(arch, s, k);

    predicate stubs_kept{A, B}(struct image *img) =
      \forall integer i; 0 <= i < \at(img->nsites, A) ==>
        stub_same{A, B}(\at(img->arch, A), \at(img->sites, A) + i);

    lemma stub_at_same{A, B}: \forall struct image *img, integer i, a;
      table_same{A, B}(img) && stubs_kept{A, B}(img) &&
      0 <= i < \at(img->nsites, A) &&
      \at(slot_placed(&img->sites[i]), A) &&
      \at(in_slot(&img->sites[i], a), A) ==>
      \at(in_slot(&img->sites[i], a), B) &&
      \at(img->sites[i].vaddr, A) == \at(img->sites[i].vaddr, B) &&
      \at(stub_byte(img->arch, &img->sites[i], a - img->sites[i].vaddr), A)
        == \at(stub_byte(img->arch, &img->sites[i],
          a - img->sites[i].vaddr), B);

    lemma stubs_same{A, B}: \forall struct image *img, integer image, end;
      table_same{A, B}(img) && stubs_kept{A, B}(img) &&
      \at(sites_sorted(img->sites, img->nsites), A) &&
      stubs_before{A}(img, image, end) ==> stubs_before{B}(img, image, end);

    lemma stubs_all_same{A, B}: \forall struct image *img, integer image;
      table_same{A, B}(img) && stubs_kept{A, B}(img) &&
      \at(sites_sorted(img->sites, img->nsites), A) &&
      \at(stubs_in_place(img->arch, img->sites, img->nsites, image), A) ==>
      \at(stubs_in_place(img->arch, img->sites, img->nsites, image), B);

    predicate sweep_apart(struct sweep *w) =
      \separated(w, w->img) && \separated(w, w->img->arch) &&
      \separated(w, w->img->sites + (0 .. w->img->nsites - 1)) &&
      \separated(w, w->img->plan + (0 .. w->img->nsites - 1));
*/

/*@ requires \valid(w) && \valid_read(img) && arch_known(img->arch);
    requires \separated(w, img) && \separated(w, img->arch);
    requires image_is(img, image) && composed(image);
    assigns w->img, w->form, w->scan.arch, w->scan.next, w->scan.ntail,
      w->open, w->site;
    ensures sweep_sound(w, image) && w->open == -1;
    ensures w->img == img && w->form == form;
*/
void sweep_start(struct sweep *w, const struct image *img,
    enum slot_form form) /*@ ghost (int image) */;

/*
 * The bytes d[0 .. n) at vaddr are file bytes of segment seg, given in order;
 * segments and bytes that are not executable may be left out. RAW_CALL at the
 * first call instruction that is not accepted.
 */
/*@ requires \valid(w) && sweep_apart(w) && sweep_image(w, image);
    requires sweep_sound(w, image);
    requires \valid_read(d + (0 .. n - 1)) && n <= SIZE_MAX - 256;
    requires \separated(w, d + (0 .. n - 1)) &&
      \separated(w->img->arch, d + (0 .. n - 1));
    requires holds_bytes(image, vaddr, d, n) && seg < w->img->nsegs;
    requires seg_start(image, seg) <= vaddr &&
      vaddr + n <= seg_file_end(image, seg);
    requires seg_exec(image, seg) ==> sweep_due(w, image, seg, vaddr);
    assigns w->scan.next, w->scan.ntail, w->scan.tail[0 .. 2], w->open, w->site;
    ensures code: \result.code == FAULT_NONE || \result.code == FAULT_RAW_CALL;
    ensures sound: \result.code == FAULT_NONE ==> sweep_sound(w, image);
    ensures place: \result.code == FAULT_NONE && seg_exec(image, seg) ==>
      w->open == seg && w->scan.next == vaddr + n;
    ensures kept: !seg_exec(image, seg) ==> w->open == \old(w->open) &&
      w->scan.next == \old(w->scan.next) && \result.code == FAULT_NONE;
    ensures found: \result.code == FAULT_RAW_CALL ==>
      !only_allowed_calls(image);
*/
struct fault sweep_data(struct sweep *w, size_t seg, uint64_t vaddr,
    const uint8_t *d, size_t n) /*@ ghost (int image) */;

/* After the last bytes: what zeros may still complete. */
/*@ requires \valid(w) && sweep_apart(w) && sweep_image(w, image);
    requires sweep_sound(w, image);
    requires margin_due(image, w->open, w->scan.next, w->img->nsegs);
    assigns w->scan.next, w->scan.ntail, w->scan.tail[0 .. 2];
    ensures \result.code == FAULT_NONE || \result.code == FAULT_RAW_CALL;
    ensures \result.code == FAULT_NONE <==> only_allowed_calls(image);
*/
struct fault sweep_end(struct sweep *w) /*@ ghost (int image) */;

#endif
