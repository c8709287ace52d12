#include "tally.h"

/*@ requires \valid_read(s) && number < ARCH_NUMBERS;
    requires s->numbers == NUMBERS_SET ==> \valid_read(sets + s->number);
    assigns \nothing;
    ensures \result <==> could_issue(s, sets, number) == 1;
    ensures !\result <==> could_issue(s, sets, number) == 0;
*/
static bool
could(const struct site *s, const struct number_set *sets, uint32_t number)
{
	if (s->numbers == NUMBERS_ONE)
		return s->number == number;
	return s->numbers == NUMBERS_SET && set_has(&sets[s->number], number);
}

size_t
tally_number(const struct image *img, uint32_t number)
{
	size_t i, n = 0;

	/*@ loop invariant 0 <= n <= i <= img->nsites;
	    loop invariant n == issuers(img->sites, img->sets, number, i);
	    loop assigns i, n;
	    loop variant img->nsites - i;
	*/
	for (i = 0; i < img->nsites; i++) {
		/*@ assert issuers(img->sites, img->sets, number, i + 1) ==
		      issuers(img->sites, img->sets, number, i) +
		      could_issue(img->sites + i, img->sets, number); */
		if (could(&img->sites[i], img->sets, number))
			n++;
	}
	return n;
}

/*@ requires \valid_read(s);
    assigns \nothing;
    ensures \result != 0 <==> any_number(s);
*/
static bool
any_number(const struct site *s)
{
	return s->numbers == NUMBERS_NONE && s->kind != SITE_EMBEDDED;
}

size_t
tally_unknown(const struct image *img, size_t *first)
{
	size_t i, n = 0;

	*first = img->nsites;
	/*@ loop invariant 0 <= n <= i <= img->nsites;
	    loop invariant n == unknown(img->sites, i);
	    loop invariant n == 0 ==> *first == img->nsites;
	    loop invariant n > 0 ==> *first < i &&
	      any_number(&img->sites[*first]);
	    loop invariant \forall integer k; 0 <= k < i && k < *first ==>
	      !any_number(&img->sites[k]);
	    loop assigns i, n, *first;
	    loop variant img->nsites - i;
	*/
	for (i = 0; i < img->nsites; i++) {
		/*@ assert unknown(img->sites, i + 1) ==
		      unknown(img->sites, i) +
		      of_any_number(img->sites + i); */
		if (!any_number(&img->sites[i]))
			continue;
		if (n == 0)
			*first = i;
		n++;
	}
	return n;
}
