/*
 * equal - is all that is known now covered by what was known then? A path that
 * ended well from there ends well from here.
 * kernel/bpf/verifier.c: states_equal, regsafe, stacksafe.
 */
#ifndef EQUAL_H
#define EQUAL_H

#include "env.h"

enum equal_how {
	EQUAL_SAFE,   /* numbers that decided nothing may be any */
	EQUAL_WITHIN, /* all numbers are within */
	EQUAL_EXACT,
};

bool equal_states(struct env *e, const struct state *old,
    const struct state *cur, enum equal_how how);
/* Registers of the last frame are the same: cheap, before the above. */
bool equal_may_loop(const struct state *old, const struct state *cur);
bool equal_callsites(const struct state *a, const struct state *b);
/* Numbers that nothing decided on and that changed since old become any. */
void equal_widen(struct env *e, const struct state *old, struct state *cur);

#endif
