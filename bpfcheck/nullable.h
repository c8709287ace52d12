/* nullable - pointers that may be NULL, and what a comparison says of them.
   kernel/bpf/verifier.c: mark_ptr_or_null_regs, reg_not_null. */
#ifndef NULLABLE_H
#define NULLABLE_H

#include "env.h"

/* Is it known that it is not 0? */
bool nullable_is_not(const struct reg *r);

/* r may be NULL, and is not: what it is then. */
int nullable_assume(struct env *e, struct reg *r);

/* The instruction has been followed both ways: jump is the state where it was
   taken, now the other. *found: r may be NULL, and was compared with it. */
int nullable_compare(
    struct env *e, struct state *now, struct state *jump, bool *found);

#endif
