/*
 * older - what kernels before 6.18 know of numbers after an operation or a
 * comparison: never more than they do. What is accepted with it they accept.
 */
#ifndef OLDER_H
#define OLDER_H

#include "bounds.h"
#include "verify.h"

/* reg_bounds_sync as it was. */
void older_sync(enum vf_kernel k, struct bounds *b);
/* As bounds_alu; adjust_scalar_min_max_vals as it was. */
void older_alu(enum vf_kernel k, struct bounds *d, const struct bounds *s,
    unsigned op, bool low);
/* As bounds_taken, of 6.1: is_branch_taken. */
int older_taken(
    const struct bounds *a, const struct bounds *b, unsigned op, bool low);
/* As bounds_refine and bounds_sync, of 6.1: reg_set_min_max. */
void older_refine(struct bounds *a, struct bounds *b, unsigned op, bool low);
/* As bounds_load; of what is not a constant only the width is kept. */
void older_load(struct bounds *b, unsigned bytes);

#endif
