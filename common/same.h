/*
 * same - for proofs: what an image and its plan are is the same at A and B,
 * though something else was written.
 */
#ifndef SAME_H
#define SAME_H

#include "image.h"

/*@ predicate phdr_same{L1,L2}(struct phdr *p) =
      \at(p->type, L1) == \at(p->type, L2) &&
      \at(p->flags, L1) == \at(p->flags, L2) &&
      \at(p->offset, L1) == \at(p->offset, L2) &&
      \at(p->vaddr, L1) == \at(p->vaddr, L2) &&
      \at(p->paddr, L1) == \at(p->paddr, L2) &&
      \at(p->filesz, L1) == \at(p->filesz, L2) &&
      \at(p->memsz, L1) == \at(p->memsz, L2) &&
      \at(p->align, L1) == \at(p->align, L2);

    // Nothing that image_is speaks of has changed.
    predicate segment_same{A, B}(struct segment *s) =
      \at(s->vaddr, A) == \at(s->vaddr, B) &&
      \at(s->memsz, A) == \at(s->memsz, B) &&
      \at(s->filesz, A) == \at(s->filesz, B) &&
      \at(s->flags, A) == \at(s->flags, B);
    predicate machine_same{A, B}(struct arch *a) =
      \at(a->machine, A) == \at(a->machine, B) &&
      \at(a->calls, A) == \at(a->calls, B) &&
      \at(a->page, A) == \at(a->page, B) &&
      \at(a->top, A) == \at(a->top, B) &&
      \at(a->insn_align, A) == \at(a->insn_align, B) &&
      \at(a->call_len, A) == \at(a->call_len, B) &&
      \at(a->call_at, A) == \at(a->call_at, B) &&
      \at(a->number_at, A) == \at(a->number_at, B) &&
      \at(a->number_base, A) == \at(a->number_base, B) &&
      \at(a->number_scale, A) == \at(a->number_scale, B);

    // A whole decision, and the first n of them.
    predicate decision_bytes_kept{A, B}(struct decision *d) =
      \at(d->numbers, A) == \at(d->numbers, B) &&
      \at(d->decision, A) == \at(d->decision, B) &&
      \at(d->holder, A) == \at(d->holder, B);
    predicate decision_kept{A, B}(struct decision *d) =
      \at(d->vaddr, A) == \at(d->vaddr, B) &&
      \at(d->number, A) == \at(d->number, B) &&
      decision_bytes_kept{A, B}(d);
    predicate decisions_kept{A, B}(struct decision *d, integer n) =
      \forall integer i; 0 <= i < n ==> decision_kept{A, B}(d + i);

    // Nothing that accepts speaks of has changed.
    predicate entry_same{A, B}(struct site *s, struct decision *d) =
      \at(s->vaddr, A) == \at(s->vaddr, B) &&
      \at(s->length, A) == \at(s->length, B) &&
      \at(s->kind, A) == \at(s->kind, B) &&
      \at(d->decision, A) == \at(d->decision, B) &&
      \at(d->holder, A) == \at(d->holder, B) &&
      \at(d->number, A) == \at(d->number, B);
    predicate table_same{A, B}(struct image *img) =
      \at(img->nsites, A) == \at(img->nsites, B) &&
      \at(img->sites, A) == \at(img->sites, B) &&
      \at(img->plan, A) == \at(img->plan, B) &&
      \at(img->arch, A) == \at(img->arch, B) &&
      \at(img->arch->call_len, A) == \at(img->arch->call_len, B) &&
      \forall integer i; 0 <= i < \at(img->nsites, A) ==>
        entry_same{A, B}(\at(img->sites, A) + i, \at(img->plan, A) + i);
*/

#endif
