/* mapfield - what the kernel keeps in values of maps: kernel/bpf/verifier.c,
   check_map_access, process_spin_lock, process_timer_func. */
#ifndef MAPFIELD_H
#define MAPFIELD_H

#include "env.h"

enum mapfield { MAPFIELD_LOCK, MAPFIELD_TIMER };

/* Bytes at off from r, in a value, have no part of any. */
int mapfield_check_access(
    struct env *e, unsigned r, int64_t off, uint32_t bytes);
/* r, in a value, points to its field of that kind. */
int mapfield_check_place(struct env *e, unsigned r, enum mapfield kind);

#endif
