/*
 * ksym - the kernel's variables and functions that a program names by their
 * types. kernel/bpf/verifier.c: check_pseudo_btf_id, check_ld_imm.
 */
#ifndef KSYM_H
#define KSYM_H

#include "env.h"

/* The LD_IMM64 at insn names one that there is. Before any path. */
int ksym_check(struct env *e, uint32_t insn);
/* The instruction loads its address. */
int ksym_load(struct env *e);
/* to becomes one processor's own of a variable of that type. */
int ksym_own(struct env *e, struct reg *to, uint32_t type, bool or_null);

#endif
