/* stack - reads and writes of stack. kernel/bpf/verifier.c:
   check_stack_read_fixed_off, check_stack_write_fixed_off, and var_off. */
#ifndef STACK_H
#define STACK_H

#include "env.h"

/* Register values go to and come from; or what an instruction does alone. */
enum { NO_REG = -1 };

/* Are bytes at off of r's place in its frame's stack, off with r's own? Makes the
   stack there. */
int stack_within(
    struct env *e, unsigned r, int32_t off, unsigned bytes, bool write);
/* Is off from r's place a multiple of the size? */
int stack_align(struct env *e, unsigned r, int32_t off, unsigned bytes);
/* r points to stack, off is the instruction's. */
int stack_read(struct env *e, unsigned r, int32_t off, unsigned bytes, int to);
int stack_write(
    struct env *e, unsigned r, int32_t off, unsigned bytes, int from);

#endif
