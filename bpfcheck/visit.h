/*
 * visit - states that were here before: is the way on known to end well? And
 * which states are remembered. kernel/bpf/verifier.c: is_state_visited.
 */
#ifndef VISIT_H
#define VISIT_H

#include "env.h"

/* PATH_END: it is. */
int visit_check(struct env *e);
/* A path is at its end: so may be states that it came from. */
int visit_path_end(struct env *e);
/* e->cur goes on here, later; fault: what it is if too many do. */
int visit_push(
    struct env *e, int32_t insn, int32_t from, int fault, struct state **other);
/* A function that is called later, with nothing of this state's. */
int visit_push_async(
    struct env *e, uint32_t subprog, int32_t from, struct frame **frame);
/* The last one pushed; false: there is none. */
bool visit_pop(struct env *e);
/* A state before cur at insn that has ways to go, of the same calls. */
struct state *visit_earlier(
    struct env *e, const struct state *cur, int32_t insn);

#endif
