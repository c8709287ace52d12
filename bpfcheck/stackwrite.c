/* stackwrite - spills, and numbers of which nothing is kept. */
#include "stackwrite.h"
#include "check.h"
#include "dynptr.h"
#include "kernels.h"
#include "linked.h"
#include "log.h"
#include "precise.h"
#include "speculate.h"
#include "stack.h"
#include "stacklive.h"

/* Bytes beside a spill keep what they hold if that is no part of another. */
static void
make_misc(const struct env *e, uint8_t *kind)
{
	if (*kind == BYTE_ZERO || (!e->o->unprivileged && *kind == BYTE_NONE))
		return;
	*kind = BYTE_MISC;
}

/* The lower bytes of a slot become r. */
static void
spill(struct env *e, struct slot *s, const struct reg *r, unsigned bytes)
{
	unsigned i;

	s->spilled = *r;
	for (i = SLOT_BYTES; i > SLOT_BYTES - bytes; i--)
		s->bytes[i - 1] = BYTE_SPILL;
	for (; i > 0; i--)
		make_misc(e, &s->bytes[i - 1]);
}

/* What was spilled is lost. */
static void
scrub(struct slot *s)
{
	bool was = slot_is_spill(s);
	unsigned i;

	s->spilled.type = REG_NONE;
	for (i = 0; was && i < SLOT_BYTES; i++)
		if (s->bytes[i] != BYTE_NONE)
			s->bytes[i] = BYTE_MISC;
}

static bool
writes_zero(struct env *e, const struct reg *r)
{
	const struct insn *i = env_insn(e);

	if (r != NULL)
		return reg_is_null(r);
	return insn_class(i) == CLASS_ST && i->imm == 0;
}

static int
spill_pointer(struct env *e, uint32_t frame, struct slot *s,
    const struct reg *r, unsigned bytes, int from)
{
	if (bytes != SLOT_BYTES) {
		log_source(e, (uint32_t)e->insn);
		env_fault_reg(
		    e, (unsigned)from, "a number: a pointer has 8 bytes");
		return env_refuse(
		    e, FAULT_ACCESS, "invalid size of register spill");
	}
	if (frame != e->cur->cur && r->type == REG_STACK) {
		env_fault_reg(e, (unsigned)from, "no pointer to stack");
		return env_refuse(e, FAULT_INVALID,
		    "cannot spill pointers to stack into stack frame of the "
		    "caller");
	}
	spill(e, s, r, bytes);
	return 0;
}

static void
spill_scalar(struct env *e, struct slot *s, struct reg *r, unsigned bytes)
{
	bool fits = bounds_width(&r->b) <= bytes * 8;

	if (fits && !kernels_weak(e, VF_KERNEL_6_1))
		linked_name(e, r);
	spill(e, s, r, bytes);
	if (!fits)
		reg_unlink(&s->spilled);
}

/* No register is kept. */
static int
write_bytes(struct env *e, struct slot *s, int32_t off, unsigned bytes,
    const struct reg *r, int from)
{
	unsigned i, top = (unsigned)(-off - 1);
	uint8_t kind = BYTE_MISC;
	int fault = 0;

	scrub(s);
	if (writes_zero(e, r)) {
		/* Zeroes are compared as such: the number decides. */
		if (r != NULL)
			fault = precise_mark(e, (unsigned)from);
		kind = BYTE_ZERO;
	}
	for (i = 0; i < bytes; i++)
		s->bytes[(top - i) % SLOT_BYTES] = kind;
	return fault;
}

static bool
has_zero(const struct slot *s)
{
	unsigned i;

	for (i = 0; i < SLOT_BYTES; i++)
		if (s->bytes[i] == BYTE_ZERO)
			return true;
	return false;
}

int
stack_write_fixed(
    struct env *e, uint32_t frame, int32_t off, unsigned bytes, int from)
{
	uint32_t i = (uint32_t)(-off - 1) / SLOT_BYTES;
	struct slot *s = &e->cur->frames[frame]->slots[i];
	struct reg *r = from == NO_REG ? NULL : env_reg(e, (unsigned)from);
	bool begins = off % SLOT_BYTES == 0, priv = !e->o->unprivileged;
	const struct insn *in = env_insn(e);
	struct reg imm;
	int fault = 0;

	if (!priv && slot_is_spill(s) && !slot_is_scalar(s) &&
	    bytes != SLOT_BYTES)
		return env_refuse(e, FAULT_ACCESS,
		    "attempt to corrupt spilled pointer on stack");
	speculate_write(e, s, off, bytes, r);
	fault = dynptr_overwrite(e, frame, i);
	if (fault != 0)
		return fault;
	e->shown_slots |= UINT64_C(1) << i;
	if (bytes == SLOT_BYTES)
		live_write(e, frame, UINT64_C(1) << i);
	if (e->o->kernel == VF_KERNEL_6_1 && begins && bytes < SLOT_BYTES &&
	    has_zero(s))
		return kernels_other_rules(e, "numbers stored beside zeroes");
	/* 6.1 stores zeroes as bytes. */
	if (e->o->kernel == VF_KERNEL_6_1 && writes_zero(e, r))
		return write_bytes(e, s, off, bytes, r, from);
	if (r != NULL && begins && r->type == REG_SCALAR && priv) {
		spill_scalar(e, s, r, bytes);
	} else if (r == NULL && begins && insn_class(in) == CLASS_ST && priv) {
		reg_const(&imm, (uint64_t)(int64_t)in->imm);
		spill(e, s, &imm, bytes);
	} else if (r != NULL && r->type != REG_SCALAR &&
	    r->type != REG_DYNPTR) {
		fault = spill_pointer(e, frame, s, r, bytes, from);
	} else {
		return write_bytes(e, s, off, bytes, r, from);
	}
	return fault != 0
	    ? fault
	    : history_note(e, e->cur,
		  HISTORY_STACK | i << HISTORY_SLOT_SHIFT | frame, 0);
}

/* One byte that may be written. used: that it stays zero counts. */
static int
write_maybe(struct env *e, struct slot *s, int32_t off, bool zero, bool *used)
{
	uint8_t *kind = &s->bytes[(uint32_t)(-off - 1) % SLOT_BYTES];

	if (kernels_weak(e, VF_KERNEL_6_1) && slot_is_spill(s))
		return kernels_other_rules(
		    e, "writes at any place over what was spilled");
	if (e->o->unprivileged && *kind != BYTE_MISC && *kind != BYTE_ZERO)
		return env_refuse(e, FAULT_INVALID,
		    "spilled ptr in range of var-offset stack write; insn %d, "
		    "ptr off: %d",
		    e->insn, off);
	if (zero && !e->weak && *kind == BYTE_SPILL && slot_is_scalar(s) &&
	    bounds_is_zero(&s->spilled.b)) {
		*used = true;
		return 0;
	}
	scrub(s);
	if (zero && !e->weak && *kind == BYTE_ZERO)
		*used = true;
	else
		*kind = BYTE_MISC;
	return 0;
}

int
stack_write_variable(
    struct env *e, uint32_t frame, int32_t min, int32_t max, int from)
{
	struct frame *f = e->cur->frames[frame];
	struct reg *r = from == NO_REG ? NULL : env_reg(e, (unsigned)from);
	bool zero = writes_zero(e, r), used = false;
	int32_t off;
	int fault = 0;

	for (off = min; fault == 0 && off < max; off++)
		fault = dynptr_overwrite(
		    e, frame, (uint32_t)(-off - 1) / SLOT_BYTES);
	for (off = min; fault == 0 && off < max; off++) {
		uint32_t i = (uint32_t)(-off - 1) / SLOT_BYTES;

		e->shown_slots |= UINT64_C(1) << i;
		fault = write_maybe(e, &f->slots[i], off, zero, &used);
	}
	if (fault == 0 && used && r != NULL)
		fault = precise_mark(e, (unsigned)from);
	return fault;
}
