/* backtrack - from what an instruction leaves to what it took. */
#ifndef BACKTRACK_H
#define BACKTRACK_H

#include "env.h"

void backtrack_reset(struct backtrack *bt);
bool backtrack_is_empty(const struct backtrack *bt);
/* h: what was noted of it, or NULL; after: the instruction done next, -1 if
   none. FAULT_NOTSUPP: the way back is not known. */
int backtrack_insn(
    struct env *e, uint32_t insn, int32_t after, const struct history *h);

#endif
