/* stackrange - stack that a helper reads or writes.
   kernel/bpf/verifier.c: check_stack_range_initialized. */
#ifndef STACKRANGE_H
#define STACKRANGE_H

#include "env.h"

/* How much of stack is there to read from or write to from r's place on. */
struct stackrange {
	uint32_t bytes;
	bool write;
	bool none_allowed; /* there may be no bytes */
	bool fills;	   /* it writes all of them, and reads none */
};

/* *fill: the bytes need not be there; stackrange_fill must write them when the
   other arguments are right. */
int stackrange_check(
    struct env *e, unsigned r, const struct stackrange *a, bool *fill);
int stackrange_fill(struct env *e, unsigned r, uint32_t bytes);
/* r's place holds a number of that many bytes which is known: then it decides. */
int stackrange_number(
    struct env *e, unsigned r, uint32_t bytes, bool *known, uint64_t *number);

#endif
