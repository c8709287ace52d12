/*
 * plan - one decision a site: allowed if and only if the list has its number.
 */
#ifndef PLAN_H
#define PLAN_H

#include "image.h"

/* A number for each byte; not 0: the call is allowed. */
struct plan_list {
	uint8_t allowed[ARCH_NUMBERS];
};

/*
 * Decides for img's sites into img->plan and img->psets, which have room for
 * nsites and nsets entries, and sets nplan, npsets and has_plan; by_set has room
 * for nsets decisions.
 * NUMBER_UNKNOWN at the first site whose number nobody knows: it could issue
 * any. PLAN_EXISTS if there is a plan.
 */
struct fault plan_make(
    struct image *img, const struct plan_list *list, struct decision *by_set);

#endif
