/*
 * given - what a function takes, by its types in BTF, and what it is called with.
 * kernel/bpf/btf.c: btf_prepare_func_args; kernel/bpf/verifier.c:
 * btf_check_subprog_call, do_check_common.
 */
#ifndef GIVEN_H
#define GIVEN_H

#include "env.h"

/* The registers are what the function takes, which is verified by itself. */
int given_check(struct env *e, uint32_t subprog);
/* The same of a function that is followed: what differs decides nothing, but is
   said, once. 0; END_MEMORY. */
int given_look(struct env *e, uint32_t subprog);
/* What the log has of the program's own arguments. */
void given_main(struct env *e);
/* A function that was checked begins with any of what it takes. */
void given_begin(struct env *e, uint32_t subprog, struct reg *regs);

#endif
