/*
 * stacklive - stack slots that may be read before they are written, by chain of
 * calls and instruction: found while paths are followed, for states that are
 * compared after. kernel/bpf/liveness.c.
 */
#ifndef STACKLIVE_H
#define STACKLIVE_H

#include "env.h"

int live_init(struct env *e);
/* The instruction may read these slots of that frame. */
int live_read(struct env *e, uint32_t frame, uint64_t slots);
/* It writes these wholly, whenever it is done. */
void live_write(struct env *e, uint32_t frame, uint64_t slots);
/* Around each instruction. */
int live_begin(struct env *e);
int live_commit(struct env *e);
/* The chain of calls is another now. */
void live_moved(struct env *e);
/* What was noted is carried to the instructions before, of all frames. */
int live_update(struct env *e);

/* Asked for one state at a time. */
int live_ask(struct env *e, const struct state *s);
bool live_is(const struct env *e, uint32_t frame, uint32_t slot);

#endif
