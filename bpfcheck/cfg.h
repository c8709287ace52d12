/* cfg - control flow: what is reached, in which order, and what loops. */
#ifndef CFG_H
#define CFG_H

#include "env.h"

/* Marks where states are compared; refuses what is not reached. */
int cfg_check(struct env *e);
/* Instructions of each function after those they lead to. */
int cfg_postorder(struct env *e);
/* Loops: strongly connected components of more than one instruction, or of one
   that leads to itself. */
int cfg_loops(struct env *e);
/* Registers that may be read before they are written. */
int cfg_live_registers(struct env *e);

#endif
