/* stackrange - see stackrange.h */
#include "stackrange.h"
#include "dynptr.h"
#include "precise.h"
#include "stack.h"
#include "stacklive.h"

/* Of a helper that may write there nothing is known any more. */
static void
forget(struct slot *s, uint32_t byte)
{
	uint32_t i;

	if (s->bytes[byte] != BYTE_SPILL) {
		s->bytes[byte] = BYTE_MISC;
		return;
	}
	reg_unknown(&s->spilled);
	for (i = 0; i < SLOT_BYTES; i++)
		if (s->bytes[i] != BYTE_NONE)
			s->bytes[i] = BYTE_MISC;
}

/* Not to be seen by those without privileges. */
static bool
is_hidden(const struct slot *s, uint32_t byte)
{
	switch (s->bytes[byte]) {
	case BYTE_MISC:
	case BYTE_ZERO:
		return false;
	default:
		return !slot_is_scalar(s);
	}
}

/* None of the bytes is a dynptr's. */
static int
check_fill(struct env *e, unsigned r, int32_t min, int32_t max, bool *fill)
{
	const struct frame *f = e->cur->frames[env_reg(e, r)->frame];
	int32_t off;

	for (off = min; off < max; off++)
		if (slot_is_dynptr(
			&f->slots[(uint32_t)(-off - 1) / SLOT_BYTES]))
			return dynptr_refuse_fill(e, r, off);
	*fill = true;
	return 0;
}

int
stackrange_check(
    struct env *e, unsigned r, const struct stackrange *a, bool *fill)
{
	struct reg ptr = *env_reg(e, r);
	bool fixed = tnum_is_const(ptr.b.bits);
	int32_t off, min, max;
	int fault;

	*fill = false;
	if (a->bytes == 0 && !a->none_allowed)
		return env_refuse(e, FAULT_ACCESS, "invalid zero-sized read");
	fault = stack_within(e, r, ptr.off, a->bytes, a->write);
	if (fault != 0)
		return fault;
	min = ptr.off + (int32_t)ptr.b.smin;
	max = ptr.off + (int32_t)ptr.b.smax + (int32_t)a->bytes;
	if (fixed && a->fills)
		return check_fill(e, r, min, max, fill);
	for (off = min; off < max; off++) {
		uint32_t top = (uint32_t)(-off - 1), i = top / SLOT_BYTES;
		struct slot *s = &e->cur->frames[ptr.frame]->slots[i];

		if (slot_is_dynptr(s))
			return dynptr_refuse_read(e, r, min, off, a->bytes);
		if (e->o->unprivileged && is_hidden(s, top % SLOT_BYTES)) {
			env_fault_reg(e, r, "bytes that were written");
			return env_refuse(e, FAULT_ACCESS,
			    "invalid read from stack R%u off %d+%d size %u", r,
			    min, off - min, a->bytes);
		}
		/* Older kernels forget what helpers read, too. */
		if (a->write || e->weak)
			forget(s, top % SLOT_BYTES);
		fault = live_read(e, ptr.frame, UINT64_C(1) << i);
		if (fault != 0)
			return fault;
	}
	return 0;
}

int
stackrange_fill(struct env *e, unsigned r, uint32_t bytes)
{
	uint32_t i;
	int fault = 0;

	for (i = 0; fault == 0 && i < bytes; i++)
		fault = stack_write(e, r, (int32_t)i, 1, NO_REG);
	return fault;
}

/* How many of the bytes from top on, towards higher addresses, are of a kind. */
static uint32_t
run(const struct slot *s, uint32_t top, uint8_t kind)
{
	uint32_t n = 0;

	while (n <= top && s->bytes[top - n] == kind)
		n++;
	return n;
}

int
stackrange_number(
    struct env *e, unsigned r, uint32_t bytes, bool *known, uint64_t *number)
{
	const struct reg *ptr = env_reg(e, r);
	const struct slot *s;
	uint32_t top, i;

	*known = false;
	if (ptr->type != REG_STACK || !tnum_is_const(ptr->b.bits))
		return 0;
	top = (uint32_t)(-(ptr->off + (int32_t)ptr->b.bits.value) - 1);
	i = top / SLOT_BYTES;
	top %= SLOT_BYTES;
	s = &e->cur->frames[ptr->frame]->slots[i];
	if (run(s, top, BYTE_ZERO) >= bytes) {
		*known = true;
		*number = 0;
		return 0;
	}
	if (!slot_is_scalar(s) || run(s, top, BYTE_SPILL) != bytes ||
	    !tnum_is_const(s->spilled.b.bits))
		return 0;
	*known = true;
	*number = s->spilled.b.bits.value;
	return precise_mark_slot(e, ptr->frame, i);
}
