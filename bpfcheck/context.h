/*
 * context - what a program may read and write of what it is called with, by its
 * type and by where it is attached. net/core/filter.c, kernel/bpf/cgroup.c,
 * kernel/trace/bpf_trace.c and others: the functions *_is_valid_access.
 */
#ifndef CONTEXT_H
#define CONTEXT_H

#include "env.h"

/* bytes at the instruction's offset from r, read into to, which may be NO_REG. */
int context_read(struct env *e, unsigned r, unsigned bytes, int to, bool sign);
/* The same written; from may be NO_REG: a constant. */
int context_write(struct env *e, unsigned r, unsigned bytes, int from);

/* What a field of it points to, and no other pointer does: REG_FLOW_KEYS,
   REG_TP_BUFFER, REG_BUFFER. Read or written so; to and from as above. */
int context_read_part(struct env *e, unsigned r, unsigned bytes, int to);
int context_write_part(struct env *e, unsigned r, unsigned bytes, int from);

/* So many bytes at off are in it, as far as is known. */
int context_check_part(struct env *e, unsigned r, int64_t off, uint32_t bytes);

/* r, a context, is as the program was given it: nothing was added. */
int context_check_plain(struct env *e, unsigned r);
/* What was added to r is known, and not negative. */
int context_check_known(struct env *e, unsigned r);

struct context_field;
/* The field that the instruction accesses so; NULL: none may be. */
const struct context_field *context_find(const struct env *e,
    const struct context_field *const *parts, unsigned bytes, bool write,
    bool sign);

#endif
