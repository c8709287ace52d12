/* logprecise - at level 2, how marks are searched for. */
#ifndef LOGPRECISE_H
#define LOGPRECISE_H

#include "log.h"

static inline bool
log_is_full(const struct log *l)
{
	return (l->level & 2) != 0;
}

void log_search(struct env *e, int32_t last, int32_t first, int32_t after);
/* All numbers before s count, for what it came from cannot be followed; one
   that did not yet: "r", 3 or "fp", -8. */
void log_forced(struct env *e, const struct state *s);
void log_forced_one(struct env *e, uint32_t frame, const char *what, int which);
/* If the log is full. */
void log_backtracked(struct env *e, uint32_t insn);
void log_marked(struct env *e, const struct state *s, uint32_t frame);
/* What is carried over from a state that was found equal. */
void log_carried(struct env *e, uint32_t frame);
/* A loop is entered, left, come back in: by calls, up to a 0. */
void log_loop(
    struct env *e, const char *what, const uint32_t *calls, uint32_t loop);
/* Slots that are live, or written, at an instruction, as they change. */
void log_slots(struct env *e, const uint32_t *chain, uint32_t depth,
    const char *what, uint32_t frame, uint32_t insn, uint64_t from,
    uint64_t to);
void log_rounds(
    struct env *e, const uint32_t *chain, uint32_t depth, uint32_t rounds);
/* Registers that may be read, by instruction. */
void log_live(struct env *e);

#endif
