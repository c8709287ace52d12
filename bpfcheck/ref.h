/*
 * ref - what a program got and must give back: sockets, records of ring buffers.
 * kernel/bpf/verifier.c: acquire_reference, release_reference,
 * check_reference_leak.
 */
#ifndef REF_H
#define REF_H

#include "env.h"

/* The instruction gets one; *id is its name. A fault if there is no memory. */
int ref_acquire(struct env *e, uint32_t *id);
/* It is not held any more: for s alone, no register is changed. */
void ref_forget(struct state *s, uint32_t id);
/* It was given back: registers with it are numbers. */
void ref_release(struct env *e, uint32_t id);
/* Nothing is held where the program ends, or what words name would end it. */
int ref_check_leak(struct env *e, const char *what);

#endif
