/*
 * plan - one decision a site: allowed if and only if the list has its number.
 */
#ifndef PLAN_H
#define PLAN_H

#include "spec.h"

/* A number for each byte; not 0: the call is allowed. */
struct plan_list {
	uint8_t allowed[ARCH_NUMBERS];
};

/*@ // A member of s that the list has as well.
    predicate in_both(struct number_set *s, struct plan_list *list,
      integer nr) = in_set(s, nr) && list->allowed[nr] != 0;

    // What becomes of sites whose numbers are from: d, and with NUMBERS_SET
    // one of the n sets psets. D is the state of the result, F of the rest.
    predicate set_decided{D, F}(struct decision *d, struct number_set *psets,
      integer n, struct number_set *from, struct plan_list *list) =
      (\at(d->decision, D) == DECISION_DENY &&
        \at(d->numbers, D) == NUMBERS_NONE &&
        \forall integer nr; !in_both{F}(from, list, nr)) ||
      (\at(d->decision, D) == DECISION_ALLOW &&
        \at(d->numbers, D) == NUMBERS_ONE &&
        \forall integer nr;
          in_both{F}(from, list, nr) <==> nr == \at(d->number, D)) ||
      (\at(d->decision, D) == DECISION_ALLOW &&
        \at(d->numbers, D) == NUMBERS_SET && \at(d->number, D) < n &&
        \forall integer nr; in_both{F}(from, list, nr) <==>
          in_set{D}(psets + \at(d->number, D), nr));

    // Of sites with one number: what the list says.
    predicate one_decided{D, F}(struct decision *d, struct site *s,
      struct plan_list *list) =
      \at(d->numbers, D) == NUMBERS_ONE &&
      \at(d->number, D) == \at(s->number, F) &&
      (\at(list->allowed[s->number], F) != 0 ?
        \at(d->decision, D) == DECISION_ALLOW
      : \at(d->decision, D) == DECISION_DENY);

    // Who holds a site with that decision: an instruction that stays where it
    // is, allowed or not, only the filter can.
    logic integer holder_for(integer decision, integer numbers,
      integer kind) =
      decision == DECISION_ALLOW ?
        (numbers == NUMBERS_ONE && (kind == SITE_STUB || kind == SITE_MOV) ?
          HOLDER_BYTES : HOLDER_FILTER)
      : kind == SITE_CALL || kind == SITE_EMBEDDED ? HOLDER_FILTER
                                                   : HOLDER_NOBODY;
    predicate held_as{D, F}(struct decision *d, struct site *s) =
      \at(d->holder, D) == holder_for(\at(d->decision, D),
        \at(s->numbers, F), \at(s->kind, F));

    predicate sites_fit(struct site *sites, integer nsites, integer nsets) =
      \forall integer i; 0 <= i < nsites ==>
        sites[i].numbers <= NUMBERS_SET &&
        (sites[i].numbers == NUMBERS_ONE ==>
          sites[i].number < ARCH_NUMBERS) &&
        (sites[i].numbers == NUMBERS_SET ==> sites[i].number < nsets);

    predicate plan_room(struct image *img, struct plan_list *list,
      struct decision *by_set) =
      img->nsets <= IMAGE_SETS &&
      sites_fit(img->sites, img->nsites, img->nsets) &&
      \valid_read(img->sites + (0 .. img->nsites - 1)) &&
      \valid_read(img->sets + (0 .. img->nsets - 1)) &&
      \valid(img->plan + (0 .. img->nsites - 1)) &&
      \valid(img->psets + (0 .. img->nsets - 1)) &&
      \valid(by_set + (0 .. img->nsets - 1)) &&
      \separated(img, list, img->sites + (0 .. img->nsites - 1),
        img->sets + (0 .. img->nsets - 1), img->plan + (0 .. img->nsites - 1),
        img->psets + (0 .. img->nsets - 1), by_set + (0 .. img->nsets - 1));
*/
/*@ requires \valid(img) && \valid_read(list);
    requires !img->has_plan ==> plan_room(img, list, by_set);
    assigns img->nplan, img->npsets, img->has_plan,
      img->plan[0 .. img->nsites - 1], img->psets[0 .. img->nsets - 1],
      by_set[0 .. img->nsets - 1];
    ensures \result.code == FAULT_NONE <==> !\old(img->has_plan) &&
      \forall integer i; 0 <= i < img->nsites ==>
        \old(img->sites[i].numbers) != NUMBERS_NONE ||
        \old(img->sites[i].kind) == SITE_EMBEDDED;
    ensures \result.code == FAULT_NONE ==> plan_matches_program(img);
    ensures \result.code == FAULT_NONE ==>
      plan_respects_allow(img, &list->allowed[0]);
    ensures \result.code == FAULT_NONE ==>
      img->has_plan && img->npsets <= img->nsets;
    ensures \result.code == FAULT_NONE ==> \forall integer i;
      0 <= i < img->nsites && img->sites[i].numbers == NUMBERS_ONE ==>
        one_decided{Post, Pre}(&img->plan[i], &img->sites[i], list);
    ensures \result.code == FAULT_NONE ==> \forall integer i;
      0 <= i < img->nsites && img->sites[i].numbers == NUMBERS_SET ==>
        set_decided{Post, Pre}(&img->plan[i], img->psets, img->npsets,
          &img->sets[img->sites[i].number], list);
    ensures \result.code == FAULT_NONE ==> \forall integer i;
      0 <= i < img->nsites && img->sites[i].numbers == NUMBERS_NONE ==>
        img->plan[i].decision == DECISION_DENY &&
        img->plan[i].numbers == NUMBERS_NONE;
    ensures \result.code == FAULT_NONE ==> \forall integer i;
      0 <= i < img->nsites ==> held_as{Post, Pre}(&img->plan[i],
        &img->sites[i]);
*/
/*
 * Decides for img's sites into img->plan and img->psets, which have room for
 * nsites and nsets entries, and sets nplan, npsets and has_plan; by_set has room
 * for nsets decisions.
 * NUMBER_UNKNOWN at the first site whose number nobody knows: it could issue
 * any; bytes that are a call by chance may issue none. PLAN_EXISTS if there is a plan.
 */
struct fault plan_make(
    struct image *img, const struct plan_list *list, struct decision *by_set);

#endif
