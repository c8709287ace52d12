/*
 * spec - what is proved of the chain, as predicates in one place.
 *
 * An image is a function from addresses to bytes, named by a number that only
 * proofs see (a ghost parameter): functions that get the image in pieces
 * require each piece to hold the image's bytes, and say what is then true of
 * the whole image. Addresses are as linked; intervals are half open.
 *
 * The contracts are in the headers of the functions; which of them are proved
 * is listed in tests/verify/units.py, what they assume in ASSUMPTIONS.md.
 */
#ifndef SPEC_H
#define SPEC_H

#include "image.h"

/*@ axiomatic Image {
      logic integer byte_at(integer image, integer a) reads \nothing;
    }

    // d[0 .. n) are the image's bytes at vaddr.
    predicate holds_bytes(integer image, integer vaddr, uint8_t *d, integer n) =
      \forall integer i; 0 <= i < n ==> d[i] == byte_at(image, vaddr + i);
*/

/* Call instructions: image-stream(5), "Call instructions". */
/*@ predicate call_bytes(integer calls, integer b0, integer b1, integer b2,
      integer b3) =
      calls == ARCH_CALLS_X86_64 ?
        (b0 == 0x0f && (b1 == 0x05 || b1 == 0x34)) ||
          (b0 == 0xcd && b1 == 0x80)
      : calls == ARCH_CALLS_AARCH64 ?
        b3 == 0xd4 && (b2 & 0xe0) == 0 && (b0 & 0x1c) == 0 && (b0 & 3) != 0
      : b0 == 0x73 && b1 == 0 && b2 == 0 && b3 == 0;

    predicate raw_syscall_at(struct arch *arch, integer image, integer a) =
      a % arch->insn_align == 0 &&
      call_bytes(arch->calls, byte_at(image, a), byte_at(image, a + 1),
        byte_at(image, a + 2), byte_at(image, a + 3));

    predicate pattern_at(struct arch *arch, uint8_t *d, integer at) =
      call_bytes(arch->calls, d[at], d[at + 1], d[at + 2], d[at + 3]);
*/

/* Segments, and the composed image: whole pages, zeros where no file bytes
   are. */
/*@ predicate exec_segment(struct segment *s) = (s->flags & IMAGE_X) != 0;

    predicate segment_sound(struct arch *arch, struct segment *s) =
      s->flags <= 7 && 0 <= s->filesz <= s->memsz &&
      s->offset + s->filesz <= 0xffffffffffffffff &&
      s->vaddr + s->memsz <= arch->top &&
      !((s->flags & IMAGE_W) != 0 && (s->flags & IMAGE_X) != 0);

    // a ends where b begins or before, and no page has both their permissions.
    predicate segments_apart(struct arch *arch, struct segment *a,
      struct segment *b) =
      a->vaddr + a->memsz <= b->vaddr &&
      (a->flags == b->flags ||
        page_up(arch, a->vaddr + a->memsz) <= page_down(arch, b->vaddr));

    predicate segments_sound(struct arch *arch, struct segment *segs,
      integer n) =
      (\forall integer i; 0 <= i < n ==> segment_sound(arch, &segs[i])) &&
      (\forall integer i, j; 0 <= i < j < n ==>
        segments_apart(arch, &segs[i], &segs[j]));

    predicate exec_byte(struct arch *arch, struct segment *segs, integer n,
      integer a) =
      \exists integer i; 0 <= i < n && exec_segment(&segs[i]) &&
        page_down(arch, segs[i].vaddr) <= a <
        page_up(arch, segs[i].vaddr + segs[i].memsz);

    predicate file_byte(struct segment *segs, integer n, integer a) =
      \exists integer i; 0 <= i < n && in_file(&segs[i], a, 1);

    predicate composed(struct segment *segs, integer n, integer image) =
      \forall integer a; !file_byte(segs, n, a) ==> byte_at(image, a) == 0;

    // A call instruction all of whose bytes the processor may execute.
    predicate exec_call(struct arch *arch, struct segment *segs, integer n,
      integer image, integer a) =
      raw_syscall_at(arch, image, a) &&
      (\forall integer k; 0 <= k < arch->call_len ==>
        exec_byte(arch, segs, n, a + k));

    predicate image_has_raw_syscall(struct arch *arch, struct segment *segs,
      integer n, integer image) =
      \exists integer a; exec_call(arch, segs, n, image, a);
*/

/* Sites: disjoint, in address order, in executable file bytes. */
/*@ predicate sites_sorted(struct site *sites, integer nsites) =
      (\forall integer i; 0 <= i < nsites ==> sites[i].length == ARCH_SLOT &&
        sites[i].vaddr + ARCH_SLOT <= 0xffffffffffffffff) &&
      (\forall integer i, j; 0 <= i < j < nsites ==>
        sites[i].vaddr + ARCH_SLOT <= sites[j].vaddr);

    predicate in_exec_file(struct segment *segs, integer n, integer a,
      integer len) =
      \exists integer i; 0 <= i < n && exec_segment(&segs[i]) &&
        in_file(&segs[i], a, len);

    predicate sites_sound(struct arch *arch, struct segment *segs, integer n,
      struct site *sites, integer nsites) =
      sites_sorted(sites, nsites) &&
      (\forall integer i; 0 <= i < nsites ==>
        sites[i].vaddr % arch->insn_align == 0 &&
        in_exec_file(segs, n, sites[i].vaddr, ARCH_SLOT));

    predicate stub_at(struct arch *arch, integer image, integer a) =
      \forall integer k; 0 <= k < ARCH_SLOT ==>
        byte_at(image, a + k) == arch->deny[k];

    predicate stubs_in_place(struct arch *arch, struct site *sites,
      integer nsites, integer image) =
      \forall integer i; 0 <= i < nsites ==>
        stub_at(arch, image, sites[i].vaddr);

    predicate entry_sound(struct arch *arch, struct segment *segs, integer n,
      integer entry) =
      entry % arch->insn_align == 0 && in_exec_file(segs, n, entry, 1);

    predicate parsed_ok(struct image *img) =
      arch_known(img->arch) && 0 < img->nsegs <= IMAGE_PHDRS &&
      img->nsites <= IMAGE_SITES &&
      segments_sound(img->arch, &img->segs[0], img->nsegs) &&
      entry_sound(img->arch, &img->segs[0], img->nsegs, img->prog.entry) &&
      sites_sound(img->arch, &img->segs[0], img->nsegs, img->sites,
        img->nsites);
*/

/* Stages. */
/*@ // If and only if: no call instruction, every slot its stub.
    predicate reject_spec(struct image *img, integer image) =
      !image_has_raw_syscall(img->arch, &img->segs[0], img->nsegs, image) &&
      stubs_in_place(img->arch, img->sites, img->nsites, image);

    predicate plan_matches_program(struct image *img) =
      img->nplan == img->nsites &&
      \forall integer i; 0 <= i < img->nsites ==>
        img->plan[i].vaddr == img->sites[i].vaddr &&
        (img->sites[i].numbers == NUMBERS_ONE ==>
          img->plan[i].numbers == NUMBERS_ONE &&
          img->plan[i].number == img->sites[i].number);

    // Of sites with one number; those with a set are the filter's.
    predicate plan_respects_allow(struct image *img, uint8_t *allowed) =
      \forall integer i; 0 <= i < img->nsites &&
        img->sites[i].numbers == NUMBERS_ONE ==>
        (img->plan[i].decision == DECISION_ALLOW <==>
          allowed[img->sites[i].number] != 0);

    // A plan's entries by themselves.
    predicate plan_sound(struct decision *plan, integer n) =
      \forall integer i; 0 <= i < n ==>
        plan[i].decision <= DECISION_ALLOW && plan[i].holder <= HOLDER_FILTER &&
        (plan[i].holder == HOLDER_BYTES ==> plan[i].number < ARCH_NUMBERS);

    // What a slot holds under a decision.
    logic integer decided_byte(struct arch *a, struct decision *d, integer k) =
      d->decision == DECISION_ALLOW && d->holder == HOLDER_BYTES ?
        allow_byte(a, d->number, k)
      : d->decision == DECISION_ALLOW ? a->bare[k] : a->deny[k];

    // After is before, with the allowed slots written: the frame of patching.
    predicate patch_frame(struct image *img, integer before, integer after) =
      (\forall integer i, k; 0 <= i < img->nsites && 0 <= k < ARCH_SLOT &&
        img->plan[i].decision == DECISION_ALLOW ==>
        byte_at(after, img->sites[i].vaddr + k) ==
          decided_byte(img->arch, &img->plan[i], k)) &&
      (\forall integer a;
        !(\exists integer i; 0 <= i < img->nsites &&
          img->plan[i].decision == DECISION_ALLOW &&
          img->sites[i].vaddr <= a < img->sites[i].vaddr + ARCH_SLOT) ==>
        byte_at(after, a) == byte_at(before, a));

    predicate site_is_patched_by_plan(struct image *img, integer a) =
      \exists integer i; 0 <= i < img->nsites &&
        img->plan[i].decision == DECISION_ALLOW &&
        img->sites[i].vaddr + img->arch->call_at == a;
*/

#endif
