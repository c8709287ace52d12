/*
 * unsafe - calls by which a program leaves what its plan says, once they are
 * allowed: it gets other code, other memory, or others to make its calls.
 */
#ifndef UNSAFE_H
#define UNSAFE_H

#include "image.h"

/* Calls whose first argument, an option, decides; others are always unsafe. */
enum unsafe_options { UNSAFE_ALWAYS = 0, UNSAFE_PRCTL, UNSAFE_ARCH_PRCTL };

struct unsafe_call {
	const char *name;
	enum unsafe_options options;
	const char *hole; /* a phrase without a full stop */
};

/* include/uapi/linux/prctl.h and arch/x86/include/uapi/asm/prctl.h. */
enum {
	UNSAFE_SET_SECCOMP = 22,
	UNSAFE_SET_MM = 35,
	UNSAFE_SET_DISPATCH = 59,
	UNSAFE_MAP_VDSO_FIRST = 0x2001, /* x32, 32, 64 */
	UNSAFE_MAP_VDSO_LAST = 0x2003
};

/*@ // The kernel takes an option's low 32 bits.
    predicate option_unsafe(integer options, integer value) =
      options == UNSAFE_PRCTL ?
        value % 4294967296 == UNSAFE_SET_SECCOMP ||
        value % 4294967296 == UNSAFE_SET_MM ||
        value % 4294967296 == UNSAFE_SET_DISPATCH
      : options == UNSAFE_ARCH_PRCTL ?
        UNSAFE_MAP_VDSO_FIRST <= value % 4294967296 <= UNSAFE_MAP_VDSO_LAST
      : \true;

    predicate may_issue(struct decision *d, struct number_set *psets,
      integer number) =
      d->decision == DECISION_ALLOW &&
      ((d->numbers == NUMBERS_ONE && d->number == number) ||
        (d->numbers == NUMBERS_SET && in_set(psets + d->number, number)));

    // Bit 1 of the mask: argument 1 is known.
    predicate site_unsafe(struct site *s, integer options) =
      s->known / 2 % 2 == 1 ==> option_unsafe(options, s->args[0]);

    predicate unsafe_at(struct image *img, integer i, integer number,
      integer options) =
      may_issue(img->plan + i, img->psets, number) &&
      site_unsafe(img->sites + i, options);

    predicate unsafe_readable(struct image *img) = \valid_read(img) &&
      \valid_read(img->sites + (0 .. img->nplan - 1)) &&
      \valid_read(img->plan + (0 .. img->nplan - 1)) &&
      \valid_read(img->psets + (0 .. img->npsets - 1)) &&
      \forall integer i; 0 <= i < img->nplan &&
        img->plan[i].numbers == NUMBERS_SET ==>
        img->plan[i].number < img->npsets;
*/
/*@ assigns \nothing;
    ensures \result == \null || \valid_read(\result);
*/
/* The table's entry i, the worst first; NULL behind its end. */
const struct unsafe_call *unsafe_call(size_t i);

/*@ requires unsafe_readable(img);
    assigns \nothing;
    ensures \result <= img->nplan;
    ensures \result < img->nplan ==>
      unsafe_at(img, \result, number, options);
    ensures \forall integer i; 0 <= i < \result ==>
      !unsafe_at(img, i, number, options);
*/
/*
 * The first site that the plan allows the call of that number, with an option
 * that is unsafe or not known; nplan if there is none.
 */
size_t unsafe_site(
    const struct image *img, uint32_t number, enum unsafe_options options);

#endif
