/*
 * traced - the arguments of what a program traces: its context's fields.
 * kernel/bpf/btf.c: btf_ctx_access; kernel/bpf/verifier.c:
 * bpf_check_attach_target.
 */
#ifndef TRACED_H
#define TRACED_H

#include "btftype.h"
#include "env.h"

/* Has the program's type a target, in the kernel's BTF? */
bool traced_is(const struct vf_program *p);
/* What it is attached to is what its attach type wants. */
int traced_open(struct env *e);
/* bytes of the context, at the instruction's offset, read into to. */
int traced_read(struct env *e, unsigned bytes, int to);

/* None may be written. */
int traced_write(struct env *e, unsigned bytes);
/* Is the helper given to programs of this iterator? To others it is. */
bool traced_gives(const struct env *e, int32_t helper);

/* A tracepoint's arguments, four bits for each: TRACED_* */
enum { TRACED_NULL = 1, TRACED_ERROR = 2 };
uint64_t traced_doubtful(const char *tracepoint);

/* What the kernel says of an argument of an iterator's that its type does not:
   the type, by its name, or memory. */
struct traced_arg {
	uint8_t arg;
	uint8_t type; /* a reg_type; REG_NONE: there is none */
	uint8_t trust;
	const char *name; /* of a REG_BTF */
};
enum { TRACED_ARGS = 2 };
/* NULL: there is no such iterator. */
const struct traced_arg *traced_iterator(const char *name);

#endif
