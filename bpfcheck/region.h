/* region - accesses of memory whose size is known.
   kernel/bpf/verifier.c: check_mem_region_access. */
#ifndef REGION_H
#define REGION_H

#include "env.h"

/* Also where it may be NULL. */
static inline bool
region_is_memory(const struct reg *r)
{
	unsigned type = r->type & ~(unsigned)REG_OR_NULL;

	return type == REG_MEM || type == REG_RINGBUF_MEM ||
	    type == REG_RDONLY_MEM;
}

/* Of memory of its own; the instruction's bytes. */
int region_read(struct env *e, unsigned r, unsigned bytes, int to);
int region_write(struct env *e, unsigned r, unsigned bytes, int from);

/* size bytes at off of what r points to, its fixed offset counted in; none, if
   none_allowed. of: how many bytes there are. */
int region_check(struct env *e, unsigned r, int64_t off, uint32_t size,
    uint32_t of, bool none_allowed);

#endif
