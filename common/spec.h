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

/*@ // Nothing is said of these but that an image has them.
    axiomatic Image {
      logic integer byte_at(integer image, integer a) reads \nothing;
      // The machine's, as in struct arch.
      logic integer image_calls(integer image) reads \nothing;
      logic integer image_align(integer image) reads \nothing;
      logic integer image_call_len(integer image) reads \nothing;
      logic integer image_page(integer image) reads \nothing;
      logic integer image_top(integer image) reads \nothing;
      // Segment i of them: its memory, where its file bytes end, if it runs.
      logic integer image_segs(integer image) reads \nothing;
      logic integer seg_start(integer image, integer i) reads \nothing;
      logic integer seg_file_end(integer image, integer i) reads \nothing;
      logic integer seg_end(integer image, integer i) reads \nothing;
      predicate seg_exec(integer image, integer i) reads \nothing;
      // Where a call instruction may stand.
      predicate call_allowed(integer image, integer a) reads \nothing;
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

/* Segments of an image in memory. */
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

    // The machine and the segments are those of the image with that number.
    predicate machine_is(struct arch *arch, integer image) =
      image_calls(image) == arch->calls &&
      image_align(image) == arch->insn_align &&
      image_call_len(image) == arch->call_len &&
      image_page(image) == arch->page && image_top(image) == arch->top;

    predicate segment_is(struct segment *s, integer image, integer i) =
      seg_start(image, i) == s->vaddr &&
      seg_file_end(image, i) == s->vaddr + s->filesz &&
      seg_end(image, i) == s->vaddr + s->memsz &&
      (seg_exec(image, i) <==> exec_segment(s));

    predicate image_is(struct image *img, integer image) =
      arch_is_one(img->arch) && machine_is(img->arch, image) &&
      image_segs(image) == img->nsegs &&
      \forall integer i; 0 <= i < img->nsegs ==>
        segment_is(&img->segs[i], image, i);
*/

/* The composed image: whole pages, zeros where no file bytes are. */
/*@ logic integer down_to(integer page, integer x) =
      page == 65536 ? x - x % 65536 : x - x % 4096;
    logic integer page_of(integer image, integer x) =
      down_to(image_page(image), x);
    logic integer page_end(integer image, integer x) =
      down_to(image_page(image), x + image_page(image) - 1);

    predicate seg_sound(integer image, integer i) =
      0 <= seg_start(image, i) <= seg_file_end(image, i) <= seg_end(image, i)
        <= image_top(image);

    predicate segs_apart(integer image, integer i, integer j) =
      seg_end(image, i) <= seg_start(image, j) &&
      ((seg_exec(image, i) <==> seg_exec(image, j)) ||
        page_end(image, seg_end(image, i)) <=
          page_of(image, seg_start(image, j)));

    predicate exec_byte(integer image, integer a) =
      \exists integer i; 0 <= i < image_segs(image) && seg_exec(image, i) &&
        page_of(image, seg_start(image, i)) <= a <
        page_end(image, seg_end(image, i));

    predicate seg_file_byte(integer image, integer i, integer a) =
      seg_start(image, i) <= a < seg_file_end(image, i);

    predicate file_byte(integer image, integer a) =
      \exists integer i; 0 <= i < image_segs(image) &&
        seg_file_byte(image, i, a);

    predicate exec_file_byte(integer image, integer a) =
      \exists integer i; 0 <= i < image_segs(image) && seg_exec(image, i) &&
        seg_file_byte(image, i, a);

    predicate call_at(integer image, integer a) =
      a % image_align(image) == 0 &&
      call_bytes(image_calls(image), byte_at(image, a), byte_at(image, a + 1),
        byte_at(image, a + 2), byte_at(image, a + 3));

    // A call instruction all of whose bytes the processor may execute.
    predicate exec_call(integer image, integer a) = call_at(image, a) &&
      \forall integer b; a <= b < a + image_call_len(image) ==>
        exec_byte(image, b);

    predicate image_has_raw_syscall(integer image) =
      \exists integer a; exec_call(image, a);

    predicate only_allowed_calls(integer image) =
      \forall integer a; exec_call(image, a) ==> call_allowed(image, a);

    predicate composed(integer image) =
      (image_page(image) == 4096 || image_page(image) == 65536) &&
      image_top(image) <= 0x1000000000000 &&
      2 <= image_call_len(image) <= 4 &&
      (\forall integer i; 0 <= i < image_segs(image) ==>
        seg_sound(image, i)) &&
      (\forall integer i, j; 0 <= i < j < image_segs(image) ==>
        segs_apart(image, i, j)) &&
      (\forall integer a; !file_byte(image, a) ==> byte_at(image, a) == 0) &&
      \forall integer a; call_allowed(image, a) ==>
        file_byte(image, a + image_call_len(image) - 1);
*/

/* Sites: disjoint, in address order, in executable file bytes. */
/*@ logic integer slot_end(struct site *s) = s->vaddr + s->length;

    predicate in_slot(struct site *s, integer a) =
      s->vaddr <= a < s->vaddr + s->length;

    predicate slot_placed(struct site *s) =
      0 < s->length <= ARCH_SLOT && slot_end(s) <= 0xffffffffffffffff;

    predicate sites_sorted(struct site *sites, integer nsites) =
      (\forall integer i; 0 <= i < nsites ==> slot_placed(&sites[i])) &&
      (\forall integer i, j; 0 <= i < j < nsites ==>
        slot_end(&sites[i]) <= sites[j].vaddr);

    // The call instruction is a slot's last, so that it returns to its end.
    predicate calls_at(struct arch *arch, struct site *s, integer a) =
      s->vaddr <= a && a + arch->call_len == slot_end(s);

    // What a slot holds that nothing is allowed.
    logic integer stub_byte(struct arch *a, struct site *s, integer k) =
      s->kind == SITE_STUB || s->kind == SITE_MOV ? a->deny[k]
      : s->kind == SITE_TRAP ? a->trap[k] : s->original[k];

    // A site's kind, length and original bytes go together.
    predicate stub_sound(struct arch *a, struct site *s) =
      s->length == ARCH_SLOT && \forall integer k; 0 <= k < ARCH_SLOT ==>
        s->original[k] == a->deny[k];
    // b8 nr32 0f 05
    predicate mov_bytes(uint8_t *b, integer nr) =
      b[0] == 0xb8 && b[1] + 256 * b[2] == nr && b[3] == 0 && b[4] == 0 &&
      b[5] == 0x0f && b[6] == 0x05;
    predicate mov_sound(struct arch *a, struct site *s) =
      a->calls == ARCH_CALLS_X86_64 && s->length == ARCH_MOV &&
      s->numbers == NUMBERS_ONE && s->number < ARCH_NUMBERS &&
      mov_bytes(&s->original[0], s->number);
    predicate call_sound(struct arch *a, struct site *s) =
      s->length == a->call_len && \forall integer k; 0 <= k < a->call_len ==>
        s->original[k] == a->bare[a->call_at + k];
    predicate embedded_sound(struct arch *a, struct site *s) =
      s->length == a->call_len && s->numbers == NUMBERS_NONE &&
      call_bytes(a->calls, s->original[0], s->original[1], s->original[2],
        s->original[3]);
    predicate slot_sound(struct arch *a, struct site *s) =
      s->kind == SITE_STUB ? stub_sound(a, s)
      : s->kind == SITE_MOV ? mov_sound(a, s)
      : s->kind == SITE_EMBEDDED ? embedded_sound(a, s)
      : (s->kind == SITE_CALL || s->kind == SITE_TRAP) && call_sound(a, s);

    predicate in_exec_file(struct segment *segs, integer n, integer a,
      integer len) =
      \exists integer i; 0 <= i < n && exec_segment(&segs[i]) &&
        in_file(&segs[i], a, len);

    predicate sites_sound(struct arch *arch, struct segment *segs, integer n,
      struct site *sites, integer nsites) =
      sites_sorted(sites, nsites) &&
      (\forall integer i; 0 <= i < nsites ==>
        sites[i].vaddr % arch->insn_align == 0 &&
        in_exec_file(segs, n, sites[i].vaddr, sites[i].length));

    predicate slots_executable(struct site *sites, integer nsites,
      integer image) =
      \forall integer i, a; 0 <= i < nsites && in_slot(&sites[i], a) ==>
        exec_file_byte(image, a);

    predicate stubs_in_place(struct arch *arch, struct site *sites,
      integer nsites, integer image) =
      \forall integer i, a; 0 <= i < nsites && in_slot(&sites[i], a) ==>
        byte_at(image, a) == stub_byte(arch, &sites[i], a - sites[i].vaddr);

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
/*@ // The instruction of a site that is there under any plan.
    predicate site_stays(struct image *img, integer i, integer a) =
      in_place(&img->sites[i]) && calls_at(img->arch, &img->sites[i], a);

    predicate site_stays_at(struct image *img, integer a) =
      \exists integer i; 0 <= i < img->nsites && site_stays(img, i, a);

    // If and only if: no call instruction that is no site's, every slot its
    // stub.
    predicate reject_spec(struct image *img, integer image) =
      (\forall integer a; exec_call(image, a) ==> site_stays_at(img, a)) &&
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
    logic integer decided_byte(struct arch *a, struct site *s,
      struct decision *d, integer k) =
      d->decision != DECISION_ALLOW ? stub_byte(a, s, k)
      : s->kind != SITE_STUB ? s->original[k]
      : d->holder == HOLDER_BYTES ? allow_byte(a, d->number, k) : a->bare[k];

    // After is before, with the allowed slots written: the frame of patching.
    predicate allowed_slot(struct image *img, integer i, integer a) =
      0 <= i < img->nsites && img->plan[i].decision == DECISION_ALLOW &&
      in_slot(&img->sites[i], a);

    predicate patch_frame(struct image *img, integer before, integer after) =
      (\forall integer i, a; allowed_slot(img, i, a) ==> byte_at(after, a) ==
        decided_byte(img->arch, &img->sites[i], &img->plan[i],
          a - img->sites[i].vaddr)) &&
      (\forall integer a; !(\exists integer i; allowed_slot(img, i, a)) ==>
        byte_at(after, a) == byte_at(before, a));

    predicate site_patched(struct image *img, integer i, integer a) =
      (img->plan[i].decision == DECISION_ALLOW || in_place(&img->sites[i])) &&
      calls_at(img->arch, &img->sites[i], a);

    predicate site_is_patched_by_plan(struct image *img, integer a) =
      \exists integer i; 0 <= i < img->nsites && site_patched(img, i, a);
*/

#endif
