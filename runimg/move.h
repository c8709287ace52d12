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

/*@ requires \valid(img) && move_fits(img, base);
    requires \valid_read(img->sites + (0 .. img->nsites - 1));
    requires \valid_read(img->plan + (0 .. img->nsites - 1));
    requires \valid(sites + (0 .. img->nsites - 1));
    requires \valid(plan + (0 .. img->nsites - 1));
    requires \separated(img, img->sites + (0 .. img->nsites - 1),
      img->plan + (0 .. img->nsites - 1), sites + (0 .. img->nsites - 1),
      plan + (0 .. img->nsites - 1));
    assigns img->prog.type, img->prog.entry, img->sites, img->plan,
      img->segs[0 .. IMAGE_PHDRS - 1].vaddr,
      img->phdrs[0 .. IMAGE_PHDRS - 1].vaddr,
      sites[0 .. img->nsites - 1], plan[0 .. img->nsites - 1];
    ensures img->sites == sites && img->plan == plan;
    ensures img->prog.type == IMAGE_EXEC &&
      img->prog.entry == \old(img->prog.entry) + base;
    ensures \forall integer i; 0 <= i < img->nsegs ==>
      img->segs[i].vaddr == \old(img->segs[i].vaddr) + base;
    ensures \forall integer i; 0 <= i < img->nsites ==>
      site_moved{Post, Pre}(sites + i, \old(img->sites) + i, base);
    ensures \forall integer i; 0 <= i < img->nsites ==>
      decision_moved{Post, Pre}(plan + i, \old(img->plan) + i, base);
*/
/* Makes the image an ET_EXEC, base higher; its tables are now sites and plan,
   which have room for as many entries. */
void move_image(struct image *img, uint64_t base, struct site *sites,
    struct decision *plan);

#endif
