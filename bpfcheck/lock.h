/*
 * lock - spin locks in values of maps: one at a time, and nothing is called while
 * it is held. kernel/bpf/verifier.c: process_spin_lock, check_resource_leak.
 */
#ifndef LOCK_H
#define LOCK_H

#include "env.h"

/* r may point into a value with a lock: then its id says which element. */
bool lock_may_be_in(const struct env *e, const struct reg *r);
/* r points to the lock. */
int lock_take(struct env *e, unsigned r);
int lock_give(struct env *e, unsigned r);
/* What comes now does not come back: nothing is held, nothing left to give
   back. what: "tail_call". */
int lock_check_end(struct env *e, const char *what);

#endif
