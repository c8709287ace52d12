/*
 * dynptr - memory whose size is known where the program runs: two slots of stack
 * that helpers make and read, or the constant one that a callback is given, and
 * what is cut out of it. kernel/bpf/verifier.c: process_dynptr_func,
 * mark_stack_slots_dynptr, unmark_stack_slots_dynptr,
 * destroy_if_dynptr_stack_slot.
 */
#ifndef DYNPTR_H
#define DYNPTR_H

#include "helper.h"

/* What the log calls its kind. */
const char *dynptr_name(unsigned kind);

/* The helper has such an argument. 6.1 follows other rules for them: what writes
   over one. */
bool dynptr_is_taken(const struct helper *h);
/* r is one as arg, a HELPER_DYNPTR* kind, wants it; released: to be given back.
   c is told its id, and what it holds. 0 or a fault, as below. */
int dynptr_check_argument(
    struct env *e, struct call *c, unsigned r, unsigned arg, bool released);
/* The call's other arguments are right, too: what it gives back is gone. */
int dynptr_finish(struct env *e, const struct call *c);
/* Of the function called: *r is one that it must not change. */
void dynptr_give(struct env *e, struct reg *r);
/* r is one that a function may be called with. */
int dynptr_check_given(struct env *e, unsigned r);

/* The byte at off of r's stack is one's: size bytes from min on, or from a place
   behind, were to be read; bytes from there on to be filled. */
int dynptr_refuse_read(
    struct env *e, unsigned r, int32_t min, int32_t off, uint32_t size);
int dynptr_refuse_fill(struct env *e, unsigned r, int32_t off);
/* Reads of size bytes at any place of [min, max), which is in r's frame. */
int dynptr_check_read(
    struct env *e, unsigned r, int32_t min, int32_t max, uint32_t size);

/* The slot, part of one, is written over: nothing is left of it. */
int dynptr_destroy(struct env *e, uint32_t frame, uint32_t slot);

static inline int
dynptr_overwrite(struct env *e, uint32_t frame, uint32_t slot)
{
	return slot_is_dynptr(&e->cur->frames[frame]->slots[slot])
	    ? dynptr_destroy(e, frame, slot)
	    : 0;
}

#endif
