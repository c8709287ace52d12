/* timer - timers in values of maps. kernel/bpf/verifier.c: process_timer_func. */
#ifndef TIMER_H
#define TIMER_H

#include "helper.h"

/* r points to the timer of its map's values; c is told which map. */
int timer_check(struct env *e, struct call *c, unsigned r);
/* r is the map that the timer is in. */
int timer_check_map(struct env *e, const struct call *c, unsigned r);

#endif
