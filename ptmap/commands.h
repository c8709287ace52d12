/* commands - lines of text as operations, a line of answer each. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include <stdio.h>

#include "space.h"

/* False if a line was refused or is no command; *malformed then tells which.
   Answers go to out. */
bool commands_run(struct space *s, FILE *in, FILE *out, bool *malformed);

/* What hooks do under -v: a line each, to the FILE that own points to. */
extern const struct pt_hooks commands_hooks;

#endif
