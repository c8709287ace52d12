/*
 * tally - how many of an image's sites could issue a number, by their records.
 */
#ifndef TALLY_H
#define TALLY_H

#include "image.h"

/*@ // 1 if the site's number, or its set of them, is or has nr.
    logic integer could_issue(struct site *s, struct number_set *sets,
      integer nr) =
      s->numbers == NUMBERS_ONE ? (s->number == nr ? 1 : 0)
      : s->numbers == NUMBERS_SET ? member(sets + s->number, nr)
      : 0;

    // How many of the first n.
    logic integer issuers(struct site *sites, struct number_set *sets,
      integer nr, integer n) =
      n <= 0 ? 0 : issuers(sites, sets, nr, n - 1) +
        could_issue(sites + (n - 1), sets, nr);

    // Nobody knows its number; bytes that are a call by chance have none.
    predicate any_number(struct site *s) =
      s->numbers == NUMBERS_NONE && s->kind != SITE_EMBEDDED;

    logic integer of_any_number(struct site *s) =
      s->numbers == NUMBERS_NONE && s->kind != SITE_EMBEDDED ? 1 : 0;

    logic integer unknown(struct site *sites, integer n) =
      n <= 0 ? 0 : unknown(sites, n - 1) +
        of_any_number(sites + (n - 1));

    predicate tally_readable(struct image *img) = \valid_read(img) &&
      \valid_read(img->sites + (0 .. img->nsites - 1)) &&
      \valid_read(img->sets + (0 .. img->nsets - 1)) &&
      \forall integer i; 0 <= i < img->nsites &&
        img->sites[i].numbers == NUMBERS_SET ==>
        img->sites[i].number < img->nsets;
*/
/*@ requires tally_readable(img) && number < ARCH_NUMBERS;
    assigns \nothing;
    ensures \result == issuers(img->sites, img->sets, number, img->nsites);
    ensures \result <= img->nsites;
*/
/* Sites that are known to issue that number, or one of several with it. */
size_t tally_number(const struct image *img, uint32_t number);

/*@ requires tally_readable(img) && \valid(first) && \separated(first, img) &&
      \separated(first, img->sites + (0 .. img->nsites - 1));
    assigns *first;
    ensures \result == unknown(img->sites, img->nsites);
    ensures \result <= img->nsites;
    ensures \result > 0 ==> *first < img->nsites &&
      any_number(&img->sites[*first]);
    ensures \forall integer i; 0 <= i < img->nsites && i < *first ==>
      !any_number(&img->sites[i]);
*/
/* Sites of which no number is known, and the first of them; nsites if none. */
size_t tally_unknown(const struct image *img, size_t *first);

#endif
