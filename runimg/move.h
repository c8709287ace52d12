/*
 * move - a static PIE at an address of runimg's own choice: what the stream
 * says of it, each address moved. The filter needs to know where calls are.
 */
#ifndef MOVE_H
#define MOVE_H

#include "align.h"
#include "spec.h"

/*@ predicate move_aligned(struct segment *segs, integer n) =
      \forall integer i; 0 <= i < n ==> segs[i].align <= IMAGE_ALIGN_MAX &&
        (segs[i].align != 0 ==> (segs[i].align & (segs[i].align - 1)) == 0);

    predicate move_fits(struct image *img, integer base) =
      img->nsegs <= IMAGE_PHDRS && img->prog.phnum <= IMAGE_PHDRS &&
      (\forall integer i; 0 <= i < img->nsegs ==>
        img->segs[i].vaddr + base <= UINT64_MAX) &&
      (\forall integer i; 0 <= i < img->nsites ==>
        img->sites[i].vaddr + base <= UINT64_MAX &&
        img->plan[i].vaddr + base <= UINT64_MAX) &&
      img->prog.entry + base <= UINT64_MAX;

    predicate segment_moved{S, F}(struct segment *s, struct segment *from,
      integer base) =
      \at(s->vaddr, S) == \at(from->vaddr, F) + base &&
      \at(s->memsz, S) == \at(from->memsz, F) &&
      \at(s->filesz, S) == \at(from->filesz, F) &&
      \at(s->offset, S) == \at(from->offset, F) &&
      \at(s->align, S) == \at(from->align, F) &&
      \at(s->flags, S) == \at(from->flags, F);

    predicate site_moved{S, F}(struct site *s, struct site *from,
      integer base) =
      \at(s->vaddr, S) == \at(from->vaddr, F) + base &&
      \at(s->length, S) == \at(from->length, F) &&
      \at(s->numbers, S) == \at(from->numbers, F) &&
      \at(s->number, S) == \at(from->number, F) &&
      \at(s->known, S) == \at(from->known, F);

    predicate decision_moved{S, F}(struct decision *d, struct decision *from,
      integer base) =
      \at(d->vaddr, S) == \at(from->vaddr, F) + base &&
      \at(d->number, S) == \at(from->number, F) &&
      \at(d->numbers, S) == \at(from->numbers, F) &&
      \at(d->decision, S) == \at(from->decision, F) &&
      \at(d->holder, S) == \at(from->holder, F);
*/

/*@ requires \valid_read(img) && arch_known(img->arch);
    requires img->nsegs <= IMAGE_PHDRS;
    requires move_aligned(&img->segs[0], img->nsegs);
    assigns \nothing;
    ensures \result != 0 && 0 < img->nsegs ==>
      img->segs[img->nsegs - 1].vaddr + img->segs[img->nsegs - 1].memsz +
        \result <= img->arch->top;
*/
/* Where the image's address 0 will be, by chance; 0 if there is no room. As
   ELF_ET_DYN_BASE (arch/x86/include/asm/elf.h) and 28 random bits of pages;
   lower, and 24 bits, for RISC-V, which may have 2^38 addresses (sv39). */
uint64_t move_base(const struct image *img, uint64_t chance);

/*@ requires \valid(to) && \valid_read(from) && move_fits(from, base);
    requires \valid_read(from->sites + (0 .. from->nsites - 1));
    requires \valid_read(from->plan + (0 .. from->nsites - 1));
    requires \valid(sites + (0 .. from->nsites - 1));
    requires \valid(plan + (0 .. from->nsites - 1));
    requires \separated(to, from, from->sites + (0 .. from->nsites - 1),
      from->plan + (0 .. from->nsites - 1), sites + (0 .. from->nsites - 1),
      plan + (0 .. from->nsites - 1));
    assigns *to, sites[0 .. from->nsites - 1], plan[0 .. from->nsites - 1];
    ensures to->arch == from->arch && to->nsegs == from->nsegs &&
      to->nsites == from->nsites && to->sites == sites && to->plan == plan &&
      to->psets == from->psets && to->npsets == from->npsets &&
      to->has_plan == from->has_plan;
    ensures to->prog.type == IMAGE_EXEC && to->prog.phoff == from->prog.phoff &&
      to->prog.entry == from->prog.entry + base &&
      to->prog.phnum == from->prog.phnum;
    ensures \forall integer i; 0 <= i < from->nsegs ==>
      segment_moved{Post, Pre}(&to->segs[0] + i, &from->segs[0] + i, base);
    ensures \forall integer i; 0 <= i < from->nsites ==>
      site_moved{Post, Pre}(sites + i, from->sites + i, base);
    ensures \forall integer i; 0 <= i < from->nsites ==>
      decision_moved{Post, Pre}(plan + i, from->plan + i, base);
*/
/* The image as an ET_EXEC, base higher; its tables are sites and plan, which
   have room for as many entries. */
void move_image(const struct image *from, uint64_t base, struct image *to,
    struct site *sites, struct decision *plan);

#endif
