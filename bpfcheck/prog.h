/* prog - what is checked before any path is followed. */
#ifndef PROG_H
#define PROG_H

#include "env.h"

/* Where functions begin: kernel/bpf/verifier.c, add_subprog_and_kfunc. */
int prog_find_subprogs(struct env *e);
/* Jumps stay in their function, which ends in an exit or a jump. */
int prog_check_subprogs(struct env *e);
/* Opcodes that there are; both halves of LD_IMM64. */
int prog_check_insns(struct env *e);
/* The type can be loaded so: kernel/bpf/syscall.c, bpf_prog_load. */
int prog_check_type(struct env *e);

#endif
