/*
 * pinplan - the pins of a plan: one a number that an allowed site may issue.
 */
#ifndef PINPLAN_H
#define PINPLAN_H

#include "pinarch.h"

struct pinplan {
	size_t n; /* pins there should be, up to CBPF_LIMIT; CBPF_MAX fit */
	struct pin pin[CBPF_MAX];  /* by number, then address */
	struct pin raw[CBPF_MAX];  /* by address */
	size_t nlate;		   /* no more than there are pins */
	struct pin late[CBPF_MAX]; /* by address */
	uint32_t at[ARCH_NUMBERS + 1];
};

/*@ predicate pinplan_takes(struct image *img) = \valid_read(img) &&
      \valid_read(img->arch) && img->nsegs <= IMAGE_PHDRS &&
      \valid_read(img->sites + (0 .. img->nsites - 1)) &&
      \valid_read(img->plan + (0 .. img->nsites - 1)) &&
      \valid_read(img->psets + (0 .. img->npsets - 1));

    predicate pinplan_apart(struct image *img, struct pinplan *p) =
      \separated(p, img, img->arch) &&
      \separated(p, img->sites + (0 .. img->nsites - 1)) &&
      \separated(p, img->plan + (0 .. img->nsites - 1)) &&
      \separated(p, img->psets + (0 .. img->npsets - 1));
*/
/*@ requires \valid_read(s) && \valid_read(d);
    assigns \nothing;
*/
/* A call there whose number is not the site's gets ENOSYS: the number is known
   at run time only, or none is allowed and the instruction stands there. */
bool pinplan_late(const struct site *s, const struct decision *d);

/* The pins of img's plan, and own ones, nown of them, by address, with no
   site between. False if they do not fit. */
/*@ requires \valid(p) && pinplan_takes(img) && pinplan_apart(img, p);
    requires \valid_read(own + (0 .. nown - 1)) && nown <= CBPF_MAX;
    requires \separated(p, own + (0 .. nown - 1));
    requires \valid_read(a) && \separated(p, a) && pinarch_good(a);
    assigns *p;
    ensures \result <==> p->n <= CBPF_MAX;
    ensures p->nlate <= CBPF_MAX;
*/
bool pinplan_make(const struct image *img, const struct pinarch *a,
    const struct pin *own, size_t nown, struct pinplan *p);

/* What the filter is to be made of. */
/*@ requires \valid_read(p) && p->n <= CBPF_MAX && pinplan_takes(img);
    requires p->nlate <= CBPF_MAX;
    requires \valid_read(a) && pinarch_good(a) && \valid(pins);
    requires \separated(pins, p, img, img->arch) && \separated(pins, a);
    assigns *pins;
    ensures pins->pin == &p->pin[0] && pins->npins == p->n;
    ensures pins->late == &p->late[0] && pins->nlate == p->nlate;
    ensures pins->rule == &a->rules[0] && pins->nrules == a->nrules;
*/
void pinplan_pins(const struct image *img, const struct pinarch *a,
    const struct pinplan *p, uint32_t other, struct pins *pins);

/* What the plan says of a call, straight from the image: no table, no code. */
/*@ requires pinplan_takes(img) && \valid_read(a) && pinarch_good(a);
    requires \valid_read(own + (0 .. nown - 1)) && \valid_read(call);
    assigns \nothing;
*/
uint32_t pinplan_answer(const struct image *img, const struct pinarch *a,
    const struct pin *own, size_t nown, uint32_t other,
    const struct cbpf_call *call);

#endif
