/*
 * shrink - the smallest program found that differs in the same way.
 */
#ifndef SHRINK_H
#define SHRINK_H

#include "compare.h"

/* Changes p; *a is the answer for what is left. */
void shrink(struct prog *p, struct answer *a);

#endif
