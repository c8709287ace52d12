/*
 * widen - what is allowed beyond the list: sites whose number nobody knows, as
 * sites that may issue any, of which the filter will hold what is allowed; and
 * executable memory.
 */
#ifndef WIDEN_H
#define WIDEN_H

#include "image.h"

/*@ predicate widened{S, F}(struct site *s, integer any) =
      \at(s->vaddr, S) == \at(s->vaddr, F) &&
      (\at(s->numbers, F) == NUMBERS_NONE &&
        \at(s->kind, F) != SITE_EMBEDDED ?
        \at(s->numbers, S) == NUMBERS_SET && \at(s->number, S) == any
      : \at(s->numbers, S) == \at(s->numbers, F) &&
          \at(s->number, S) == \at(s->number, F));
*/
/*@ requires \valid(sites + (0 .. n - 1));
    assigns sites[0 .. n - 1].numbers, sites[0 .. n - 1].number;
    ensures \forall integer i; 0 <= i < n ==>
      widened{Post, Pre}(sites + i, any);
*/
/* Those get the set number any; not bytes that are a call by chance. */
void widen_sites(struct site *sites, size_t n, uint32_t any);

/*@ requires \valid(s);
    assigns s->bits[0 .. 127];
    ensures \forall integer nr; 0 <= nr < ARCH_NUMBERS ==> in_set(s, nr);
*/
/* The set of all numbers. */
void widen_set(struct number_set *s);

/*@ requires \valid(plan + (0 .. n - 1));
    assigns plan[0 .. n - 1].exec;
    ensures \forall integer i; 0 <= i < n ==>
      plan[i].exec == (plan[i].decision == DECISION_ALLOW ? 1 : 0);
*/
/* The filter need not refuse executable memory to allowed sites. */
void widen_memory(struct decision *plan, size_t n);

#endif
