/*
 * typerule - what depends on the program's type and on where it is attached.
 * kernel/bpf/syscall.c: bpf_prog_load_check_attach; kernel/bpf/verifier.c:
 * check_return_code, bpf_enable_priv_stack.
 */
#ifndef TYPERULE_H
#define TYPERULE_H

#include "env.h"

/* It can be loaded at all; undecided for those that need what is not here. */
int typerule_check(struct env *e);
/* R0, at the end of the program. */
int typerule_exit(struct env *e);
/* R0 is from min to max; where: "At program exit". */
int typerule_check_range(
    struct env *e, const char *where, int32_t min, int32_t max);
/* It may sleep, or must. */
int typerule_sleepable(struct env *e);
/* "xdp"; NULL: there is no such type. */
const char *typerule_name(uint32_t type);
/* It may be loaded so. */
bool typerule_has_attach(uint32_t type, uint32_t attach);
bool typerule_has_skb(uint32_t type);
/* Functions may have stack of their own. */
bool typerule_own_stack(const struct vf_program *p);

#endif
