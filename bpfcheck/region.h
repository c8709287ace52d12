/* region - accesses of memory whose size is known.
   kernel/bpf/verifier.c: check_mem_region_access. */
#ifndef REGION_H
#define REGION_H

#include "env.h"

/* size bytes at off of what r points to, its fixed offset counted in; none, if
   none_allowed. of: how many bytes there are. */
int region_check(struct env *e, unsigned r, int64_t off, uint32_t size,
    uint32_t of, bool none_allowed);

#endif
