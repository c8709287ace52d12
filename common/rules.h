/*
 * rules - what an image must be before anybody maps it: image-stream(5),
 * "Image rules". Every stage asks them again of what it read.
 */
#ifndef RULES_H
#define RULES_H

#include "same.h"
#include "spec.h"

/*@ predicate loads(struct phdr *p) = p->type == PHDR_LOAD && p->memsz != 0;

    // How many of the first n headers do.
    logic integer loads_before(struct phdr *p, integer n) =
      n <= 0 ? 0
      : p[n - 1].type == PHDR_LOAD && p[n - 1].memsz != 0 ?
        loads_before(p, n - 1) + 1
      : loads_before(p, n - 1);

    predicate segment_from{S, P}(struct segment *s, struct phdr *p) =
      \at(s->vaddr, S) == \at(p->vaddr, P) &&
      \at(s->memsz, S) == \at(p->memsz, P) &&
      \at(s->filesz, S) == \at(p->filesz, P) &&
      \at(s->offset, S) == \at(p->offset, P) &&
      \at(s->align, S) == \at(p->align, P) &&
      \at(s->flags, S) == \at(p->flags, P);

    // Segment k is of the k-th of them.
    predicate segment_nth{S, P}(struct segment *segs, integer k,
      struct phdr *p, integer n) =
      \exists integer i; 0 <= i < n && loads{P}(p + i) &&
        loads_before{P}(p, i) == k && segment_from{S, P}(segs + k, p + i);

    predicate segment_kept{A, B}(struct segment *s) =
      \at(s->vaddr, A) == \at(s->vaddr, B) &&
      \at(s->memsz, A) == \at(s->memsz, B) &&
      \at(s->filesz, A) == \at(s->filesz, B) &&
      \at(s->offset, A) == \at(s->offset, B) &&
      \at(s->align, A) == \at(s->align, B) &&
      \at(s->flags, A) == \at(s->flags, B);
*/
/*@ requires phnum <= IMAGE_PHDRS || (phnum == IMAGE_PHDRS + 1 &&
      \exists integer i; 0 <= i < phnum && !loads(phdrs + i));
    requires \valid_read(phdrs + (0 .. phnum - 1));
    requires \valid(segs + (0 .. IMAGE_PHDRS - 1));
    requires \separated(phdrs + (0 .. phnum - 1),
      segs + (0 .. IMAGE_PHDRS - 1));
    assigns segs[0 .. IMAGE_PHDRS - 1];
    ensures \result == loads_before{Pre}(phdrs, phnum) <= phnum;
    ensures \result <= IMAGE_PHDRS;
    ensures \forall integer i; 0 <= i < phnum && loads{Pre}(&phdrs[i]) ==>
      0 <= loads_before{Pre}(phdrs, i) < \result &&
      segment_from{Post, Pre}(&segs[loads_before{Pre}(phdrs, i)], &phdrs[i]);
    ensures \forall integer k; 0 <= k < \result ==>
      segment_nth{Post, Pre}(segs, k, phdrs, phnum);
    ensures \forall struct phdr *p;
      \separated(p, segs + (0 .. IMAGE_PHDRS - 1)) ==> phdr_same{Pre, Post}(p);
*/
/*
 * The PT_LOAD entries with memory, in table order, into segs[0 .. IMAGE_PHDRS).
 * There are at most as many. Returns their number.
 */
size_t rules_segments(
    const struct phdr *phdrs, size_t phnum, struct segment *segs);

/*@ predicate program_sound(struct program *p) =
      (p->type == IMAGE_EXEC || p->type == IMAGE_DYN) &&
      machine_known(p->machine) &&
      p->phoff + p->phnum * IMAGE_PHDR_BYTES <= 0xffffffffffffffff;
*/
/*@ requires \valid_read(prog);
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> program_sound(prog);
*/
/* Type, machine, and the program headers other than PT_LOAD. */
struct fault rules_program(const struct program *prog);

/*@ predicate bound_type(integer type) =
      type == PHDR_PHDR || type == PHDR_TLS || type == PHDR_DYNAMIC ||
      type == PHDR_NOTE || type == PHDR_GNU_RELRO ||
      type == PHDR_GNU_EH_FRAME || type == PHDR_GNU_PROPERTY;

    // Its file bytes are s's there, at the offset that goes with the address;
    // its memory is s's, or to the end of s's last page (GNU_RELRO). A TLS
    // entry's memory is of each thread.
    predicate phdr_in(struct arch *arch, struct phdr *p, struct segment *s) =
      s->vaddr <= p->vaddr <= s->vaddr + s->memsz &&
      (p->filesz > 0 ==> p->vaddr + p->filesz <= s->vaddr + s->filesz &&
        p->offset - s->offset == p->vaddr - s->vaddr) &&
      (p->type != PHDR_TLS ==> p->vaddr + p->memsz <=
        (p->type == PHDR_GNU_RELRO ? page_up(arch, s->vaddr + s->memsz)
          : s->vaddr + s->memsz));

    predicate phdr_empty(struct phdr *p) =
      p->filesz == 0 && (p->memsz == 0 || p->type == PHDR_TLS);

    predicate phdr_placed(struct arch *arch, struct phdr *p,
      struct segment *segs, integer nsegs) =
      phdr_empty(p) ||
      \exists integer k; 0 <= k < nsegs && phdr_in(arch, p, &segs[k]);

    predicate phdr_sound(struct arch *arch, struct phdr *p,
      struct segment *segs, integer nsegs) =
      p->type != PHDR_INTERP &&
      !(p->type == PHDR_GNU_STACK && (p->flags & IMAGE_X) != 0) &&
      (bound_type(p->type) ==> phdr_placed(arch, p, segs, nsegs));
*/
/*@ requires arch_known(arch) && segments_sound(arch, segs, nsegs);
    requires \valid_read(phdrs + (0 .. phnum - 1));
    requires \valid_read(segs + (0 .. nsegs - 1));
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> \forall integer i;
      0 <= i < phnum ==> phdr_sound(arch, &phdrs[i], segs, nsegs);
*/
struct fault rules_phdrs(const struct arch *arch, const struct phdr *phdrs,
    size_t phnum, const struct segment *segs, size_t nsegs);

/*@ predicate segment_aligned(struct arch *arch, struct segment *s) =
      s->vaddr % arch->page == s->offset % arch->page &&
      (s->align != 0 ==>
        s->align <= IMAGE_ALIGN_MAX && (s->align & (s->align - 1)) == 0 &&
        s->vaddr % s->align == s->offset % s->align);

    predicate segment_outside_reserved(struct arch *arch, struct segment *s) =
      IMAGE_RESERVED_END <= page_down(arch, s->vaddr) ||
      page_up(arch, s->vaddr + s->memsz) <= IMAGE_RESERVED_START;

    predicate segment_alone_sound(struct arch *arch, integer type,
      struct segment *s) =
      segment_sound(arch, s) && segment_aligned(arch, s) &&
      (type == IMAGE_EXEC ==> segment_outside_reserved(arch, s));

    // Zeros that are written out; of the first n segments.
    logic integer zeros_of(struct segment *s) =
      (s->flags & IMAGE_W) != 0 ? 0 : s->memsz - s->filesz;

    logic integer zeros_written(struct segment *segs, integer n) =
      n <= 0 ? 0 : zeros_written(segs, n - 1) + zeros_of(&segs[n - 1]);

    predicate layout_sound(struct arch *arch, integer type,
      struct segment *segs, integer nsegs) =
      0 < nsegs && segments_sound(arch, segs, nsegs) &&
      (\forall integer i; 0 <= i < nsegs ==>
        segment_alone_sound(arch, type, &segs[i])) &&
      (\forall integer i; 0 <= i <= nsegs ==>
        zeros_written(segs, i) <= IMAGE_ZEROS_MAX) &&
      (type == IMAGE_DYN ==> segs[0].filesz != 0);
*/
/*@ requires arch_known(arch) && \valid_read(segs + (0 .. nsegs - 1));
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==>
      layout_sound(arch, type, segs, nsegs);
*/
/* Each segment, and each against the one before; then the entry point. */
struct fault rules_layout(const struct arch *arch, uint16_t type,
    const struct segment *segs, size_t nsegs);
/*@ requires arch_known(arch) && segments_sound(arch, segs, nsegs);
    requires \valid_read(segs + (0 .. nsegs - 1));
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==>
      entry_sound(arch, segs, nsegs, entry);
*/
struct fault rules_entry(const struct arch *arch, uint64_t entry,
    const struct segment *segs, size_t nsegs);

/*@ requires arch_known(arch) && segments_sound(arch, segs, nsegs);
    requires \valid_read(segs + (0 .. nsegs - 1));
    requires \valid_read(&sites[i]) && sites[i].length > 0;
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==>
      in_exec_file(segs, nsegs, sites[i].vaddr, sites[i].length) &&
      sites[i].vaddr % arch->insn_align == 0;
*/
/* One site by itself; and sites[i] against sites[i - 1], i > 0. */
struct fault rules_site(const struct arch *arch, const struct segment *segs,
    size_t nsegs, const struct site *sites, size_t i);
/*@ requires arch_known(arch) && \valid_read(&sites[i]);
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> slot_sound(arch, &sites[i]);
*/
/* What the slot held at build time, its length and its kind go together. */
struct fault rules_site_slot(
    const struct arch *arch, const struct site *sites, size_t i);
/*@ requires 0 < i && \valid_read(sites + (i - 1 .. i));
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==>
      sites[i - 1].vaddr + sites[i - 1].length <= sites[i].vaddr;
*/
struct fault rules_site_order(const struct site *sites, size_t i);

#endif
