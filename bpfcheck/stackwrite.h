/* stackwrite - what the stack holds after a write: from stack.h. */
#ifndef STACKWRITE_H
#define STACKWRITE_H

#include "env.h"

/* off is below the frame pointer, aligned; the stack is there. */
int stack_write_fixed(
    struct env *e, uint32_t frame, int32_t off, unsigned bytes, int from);
/* Some bytes of [min, max). */
int stack_write_variable(
    struct env *e, uint32_t frame, int32_t min, int32_t max, int from);

#endif
