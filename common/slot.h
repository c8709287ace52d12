/*
 * slot - the bytes of a site's slot: what it must hold, and changing it.
 *
 * Data comes in chunks, and a slot may be split over several: these functions
 * speak of the part of each slot that lies in one chunk.
 */
#ifndef SLOT_H
#define SLOT_H

#include "spec.h"

/* Which form of its slot a site has to hold. */
enum slot_form {
	SLOT_DENY,   /* every slot its deny stub: before patchapply */
	SLOT_DECIDED /* what the plan says: after it */
};

/*@ predicate sites_readable(struct image *img) =
      \valid_read(img) && img->nsites <= IMAGE_SITES &&
      \valid_read(img->sites + (0 .. img->nsites - 1)) &&
      sites_sorted(img->sites, img->nsites);

    predicate plan_readable(struct image *img) =
      \valid_read(img->plan + (0 .. img->nsites - 1)) &&
      plan_sound(img->plan, img->nsites);

    logic integer expected_byte(struct image *img, integer form, integer i,
      integer k) =
      form == SLOT_DECIDED ?
        decided_byte(img->arch, &img->sites[i], &img->plan[i], k)
      : stub_byte(img->arch, &img->sites[i], k);

    // Slot i has the form, where it lies in [vaddr, vaddr + n).
    predicate slot_holds(struct image *img, integer form, integer i,
      integer image, integer vaddr, integer n) =
      \forall integer a; in_slot(&img->sites[i], a) &&
        vaddr <= a < vaddr + n ==>
        byte_at(image, a) ==
          expected_byte(img, form, i, a - img->sites[i].vaddr);

    // Slots, as far as they lie below end, hold their stubs.
    predicate stubs_before(struct image *img, integer image, integer end) =
      \forall integer i, a; 0 <= i < img->nsites &&
        in_slot(&img->sites[i], a) && a < end ==>
        byte_at(image, a) ==
          stub_byte(img->arch, &img->sites[i], a - img->sites[i].vaddr);

    predicate slot_apart(struct image *img, size_t *site) =
      \separated(site, img) && \separated(site, img->arch) &&
      \separated(site, img->sites + (0 .. img->nsites - 1)) &&
      \separated(site, img->plan + (0 .. img->nsites - 1));

    // What lies before a caller's place in the table needs no second look.
    predicate sites_before(struct image *img, integer site, integer vaddr) =
      site <= img->nsites && \forall integer i; 0 <= i < site ==>
        slot_end(&img->sites[i]) <= vaddr;

    // The call instruction of site i, if slots have that form.
    predicate site_called(struct image *img, integer form, integer i,
      integer a) =
      form == SLOT_DECIDED ? site_patched(img, i, a) : site_stays(img, i, a);

    predicate called_at(struct image *img, integer form, integer a) =
      form == SLOT_DECIDED ? site_is_patched_by_plan(img, a)
                           : site_stays_at(img, a);
*/

/* Byte k of the slot of s that holds its stub; and under decision d. */
/*@ requires \valid_read(s) && arch_known(arch) && k < s->length <= ARCH_SLOT;
    assigns \nothing;
    ensures \result == stub_byte(arch, s, k);
*/
uint8_t slot_stub_byte(const struct arch *arch, const struct site *s, size_t k);
/*@ requires \valid_read(s) && arch_known(arch) && k < s->length <= ARCH_SLOT;
    requires \valid_read(d);
    requires d->holder == HOLDER_BYTES ==> d->number < ARCH_NUMBERS;
    assigns \nothing;
    ensures \result == decided_byte(arch, s, d, k);
*/
uint8_t slot_byte(const struct arch *arch, const struct site *s,
    const struct decision *d, size_t k);

/* First site whose slot ends after vaddr, from site 'from' on, or nsites. */
/*@ requires sites_readable(img) && from <= img->nsites;
    assigns \nothing;
    ensures from <= \result <= img->nsites;
    ensures \forall integer i; from <= i < \result ==>
      slot_end(&img->sites[i]) <= vaddr;
    ensures \forall integer i; \result <= i < img->nsites ==>
      vaddr < slot_end(&img->sites[i]);
*/
size_t slot_from(const struct image *img, size_t from, uint64_t vaddr);

/*
 * Every slot's part in the chunk d[0 .. n) at vaddr has the form: SLOT_STUB
 * or NOT_PATCHED if one has not. *site is where to look first; it is 0 at
 * first, kept by the caller, and moves on with ascending chunks.
 */
/*@ requires sites_readable(img) && arch_known(img->arch);
    requires form == SLOT_DECIDED ==> plan_readable(img);
    requires \valid_read(d + (0 .. n - 1)) && vaddr + n <= UINT64_MAX;
    requires \valid(site) && sites_before(img, *site, vaddr);
    requires slot_apart(img, site) && \separated(site, d + (0 .. n - 1));
    requires holds_bytes(image, vaddr, d, n);
    assigns *site;
    ensures sites_before(img, *site, vaddr);
    ensures \result.code == FAULT_NONE <==>
      \forall integer i; 0 <= i < img->nsites ==>
        slot_holds(img, form, i, image, vaddr, n);
    ensures \result.code == FAULT_NONE ||
      \result.code == (form == SLOT_DENY ? FAULT_SLOT_STUB
                                         : FAULT_NOT_PATCHED);
*/
struct fault slot_check(const struct image *img, enum slot_form form,
    uint64_t vaddr, const uint8_t *d, size_t n,
    size_t *site) /*@ ghost (int image) */;

/* slot_check for stubs, chunk after chunk. */
/*@ requires sites_readable(img) && arch_known(img->arch);
    requires \valid_read(d + (0 .. n - 1)) && vaddr + n <= UINT64_MAX;
    requires \valid(site) && sites_before(img, *site, vaddr);
    requires slot_apart(img, site) && \separated(site, d + (0 .. n - 1));
    requires holds_bytes(image, vaddr, d, n);
    requires stubs_before(img, image, vaddr);
    assigns *site;
    ensures sites_before(img, *site, vaddr);
    ensures \result.code == FAULT_NONE || \result.code == FAULT_SLOT_STUB;
    ensures \result.code == FAULT_NONE ==>
      stubs_before(img, image, vaddr + n);
    ensures \result.code != FAULT_NONE ==>
      !stubs_in_place(img->arch, img->sites, img->nsites, image);
*/
struct fault slot_stubs(const struct image *img, uint64_t vaddr,
    const uint8_t *d, size_t n, size_t *site) /*@ ghost (int image) */;

/*
 * Writes the decided form into the chunk, as slot_check walks it. Every slot
 * must hold its deny stub: call slot_check(SLOT_DENY) before.
 * Returns whether a byte was written.
 */
/*@ requires sites_readable(img) && plan_readable(img) && arch_known(img->arch);
    requires \valid(d + (0 .. n - 1)) && vaddr + n <= UINT64_MAX;
    requires \valid(site) && sites_before(img, *site, vaddr);
    requires slot_apart(img, site) && \separated(site, d + (0 .. n - 1));
    requires \separated(d + (0 .. n - 1), img) &&
      \separated(d + (0 .. n - 1), img->arch) &&
      \separated(d + (0 .. n - 1), img->sites + (0 .. img->nsites - 1)) &&
      \separated(d + (0 .. n - 1), img->plan + (0 .. img->nsites - 1));
    requires holds_bytes(before, vaddr, d, n);
    requires patch_frame(img, before, after);
    assigns *site, d[0 .. n - 1];
    ensures sites_before(img, *site, vaddr);
    ensures holds_bytes(after, vaddr, d, n);
*/
bool slot_patch(const struct image *img, uint64_t vaddr, uint8_t *d, size_t n,
    size_t *site) /*@ ghost (int before, int after) */;

/* vaddr is the call instruction of a site, if slots have the form; site is
   slot_from's. */
/*@ requires sites_readable(img) && arch_known(img->arch);
    requires form == SLOT_DECIDED ==> plan_readable(img);
    requires site <= img->nsites && sites_before(img, site, vaddr);
    requires site < img->nsites ==>
      vaddr < slot_end(&img->sites[site]);
    assigns \nothing;
    ensures \result != 0 <==> called_at(img, form, vaddr);
*/
bool slot_calls(
    const struct image *img, enum slot_form form, size_t site, uint64_t vaddr);

#endif
