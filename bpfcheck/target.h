/*
 * target - the kernel that programs are for: its types and symbols.
 */
#ifndef TARGET_H
#define TARGET_H

#include "session.h"

/* What the options name, or this machine's. False after a message. */
bool target_open(struct session *s);

#endif
