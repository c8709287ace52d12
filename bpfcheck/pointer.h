/* pointer - arithmetic on pointers, and where in the stack they point.
   kernel/bpf/verifier.c: adjust_ptr_min_max_vals. */
#ifndef POINTER_H
#define POINTER_H

#include "env.h"

/* The instruction's destination becomes ptr op by; it is one of the two. */
int pointer_add(struct env *e, const struct reg *ptr, const struct reg *by);

#endif
