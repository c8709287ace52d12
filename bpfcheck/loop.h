/*
 * loop - marks in loops. A path that comes back to a state whose other ways are
 * not at their end is kept until they are: then what decided on them is carried
 * over the edge back. kernel/bpf/verifier.c: bpf_scc_visit, propagate_backedges.
 */
#ifndef LOOP_H
#define LOOP_H

#include "env.h"

/* s was remembered; it may be the one that its loop is entered by. */
int loop_enter(struct env *e, struct state *s);
/* All paths from s are at their end. */
int loop_leave(struct env *e, struct state *s);
/* e->cur was found within old: it waits. */
int loop_add_edge(struct env *e, struct state *old);
/* Marks of s's loop are not complete. */
bool loop_is_open(struct env *e, const struct state *s);

#endif
