/* explain - what was expected, for reasons that name no register or memory. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "verify.h"

/* Fills fault, expected and found of a rejection where they are empty. */
void explain(struct vf_result *r);

#endif
