/*
 * callback - functions that a helper calls, as often as it likes: each turn is
 * followed as one way on from the call, to which it comes back, until nothing new
 * is found. kernel/bpf/verifier.c: push_callback_call, prepare_func_exit.
 */
#ifndef CALLBACK_H
#define CALLBACK_H

#include "helper.h"

/* The helper calls one while it runs. */
bool callback_is_caller(int32_t helper);
/* The instruction loads the address of a function. */
int callback_load(struct env *e);
/* The call's next turn is followed later. */
int callback_call(struct env *e, const struct call *c);
/* Called later, it is at its end. */
int callback_end(struct env *e);
/* A turn is over: is what it returns right? */
int callback_check_return(struct env *e);
/* It is back at the call: what turns change is any number from now on. */
void callback_widen(struct env *e);

#endif
