/*
 * precise - which numbers decided something: found backwards from where they
 * did, so that states may differ in all others.
 * kernel/bpf/verifier.c: mark_chain_precision, backtrack_insn.
 */
#ifndef PRECISE_H
#define PRECISE_H

#include "env.h"

/* Register r of this frame decides here. */
int precise_mark(struct env *e, unsigned r);
/* A slot of any frame. */
int precise_mark_slot(struct env *e, uint32_t frame, uint32_t slot);
/* What e->bt looks for decides at s's instruction; changed: a mark is new. */
int precise_search(struct env *e, struct state *s, bool *changed);
/* All that decided after old, which s was found equal to, decides after s. */
int precise_carry(
    struct env *e, const struct state *old, struct state *s, bool *changed);
void precise_forget(struct state *s);
/* All scalars of the states that s came from. */
void precise_all(struct env *e, struct state *s);

/* A step worth remembering; combined with what was noted of this one. */
int history_note(
    struct env *e, struct state *s, uint32_t flags, uint64_t linked);

#endif
