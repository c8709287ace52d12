/*
 * sitesort - sites in address order.
 */
#ifndef SITESORT_H
#define SITESORT_H

#include "image.h"

/*@ predicate same_site{A, B}(struct site *x, struct site *y) =
      \at(x->vaddr, A) == \at(y->vaddr, B) &&
      \at(x->kind, A) == \at(y->kind, B) &&
      \at(x->length, A) == \at(y->length, B) &&
      \at(x->numbers, A) == \at(y->numbers, B) &&
      \at(x->number, A) == \at(y->number, B) &&
      \at(x->known, A) == \at(y->known, B) &&
      (\forall integer i; 0 <= i < ARCH_SLOT ==>
        \at(x->original[i], A) == \at(y->original[i], B)) &&
      (\forall integer i; 0 <= i < SITE_ARGS ==>
        \at(x->args[i], A) == \at(y->args[i], B));

    predicate exchanged{A, B}(struct site *s, integer i, integer j) =
      same_site{A, B}(s + i, s + j) && same_site{A, B}(s + j, s + i) &&
      \forall integer k; k != i && k != j ==> same_site{A, B}(s + k, s + k);

    // B has the first n sites of A, in another order.
    inductive permuted{A, B}(struct site *s, integer n) {
      case permuted_none{A}: \forall struct site *s, integer n;
        permuted{A, A}(s, n);
      case permuted_one{A, B}: \forall struct site *s, integer i, j, n;
        0 <= i < n && 0 <= j < n && exchanged{A, B}(s, i, j) ==>
        permuted{A, B}(s, n);
      case permuted_more{A, B, C}: \forall struct site *s, integer n;
        permuted{A, B}(s, n) && permuted{B, C}(s, n) ==> permuted{A, C}(s, n);
    }

    predicate ascending(struct site *s, integer n) =
      \forall integer i, j; 0 <= i <= j < n ==> s[i].vaddr <= s[j].vaddr;
*/
/*@ requires n <= IMAGE_SITES && \valid(sites + (0 .. n - 1));
    assigns sites[0 .. n - 1];
    ensures ascending(sites, n);
    ensures permuted{Pre, Post}(sites, n);
*/
/* Ascending by address, in place, in n log n steps. */
void sitesort(struct site *sites, size_t n);

#endif
