/*
 * poison - how deep this task's stack was: what is below the caller is filled,
 * and later looked at. Interrupts that come meanwhile count, too.
 */
#ifndef POISON_H
#define POISON_H

#include <linux/types.h>

void poison_fill(void);
/* Bytes from the stack's begin to the deepest word that was written since. */
u32 poison_depth(void);

#endif
