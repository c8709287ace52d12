/*
 * global - functions that are verified by themselves, for any arguments of their
 * types; callers are held to these. kernel/bpf/verifier.c:
 * btf_check_func_arg_match, do_check_subprogs.
 */
#ifndef GLOBAL_H
#define GLOBAL_H

#include "env.h"

/* The instruction calls it: by the types that BTF says it has. */
int global_call(struct env *e, uint32_t subprog);
/* After the program: those that were called. */
int global_check_all(struct env *e);
/* The exit of one. */
int global_exit(struct env *e);

#endif
