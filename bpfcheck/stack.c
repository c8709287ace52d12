/* stack - bounds of accesses, and reads. */
#include "stack.h"
#include "check.h"
#include "dynptr.h"
#include "kernels.h"
#include "log.h"
#include "precise.h"
#include "stacklive.h"
#include "stackwrite.h"

static struct frame *
frame_of(struct env *e, const struct reg *ptr)
{
	return e->cur->frames[ptr->frame];
}

static const char *
bits_text(const struct reg *r, char *at, size_t room)
{
	struct text t;

	text_init(&t, at, room);
	text_tnum(&t, r->b.bits);
	return at;
}

/* Found is the place, not what the register holds. */
static void
fault_place(struct env *e, unsigned r, int32_t off)
{
	struct reg place = *env_reg(e, r);
	struct text t;

	if (e->result->fault[0] != '\0')
		return;
	env_fault_reg(e, r, "a place in the 512 bytes below the frame pointer");
	place.off = off;
	text_init(&t, e->result->found, sizeof e->result->found);
	log_reg(e->p, &t, e->cur->cur, &place);
}

static int
outside(struct env *e, unsigned r, int32_t off, unsigned bytes, bool write,
    int fault)
{
	const struct reg *ptr = env_reg(e, r);
	const char *what = write ? " write to" : " read from";
	char bits[48];

	fault_place(e, r, off);
	if (tnum_is_const(ptr->b.bits))
		return env_refuse(e, fault,
		    "invalid%s stack R%u off=%d size=%u", what, r, off, bytes);
	return env_refuse(e, fault,
	    "invalid variable-offset%s stack R%u var_off=%s off=%d size=%u",
	    what, r, bits_text(ptr, bits, sizeof bits), off, bytes);
}

int
stack_within(struct env *e, unsigned r, int32_t off, unsigned bytes, bool write)
{
	const struct reg *ptr = env_reg(e, r);
	struct frame *f = frame_of(e, ptr);
	struct subprog *sub = &e->subprogs[f->subprog];
	int64_t min = (int64_t)ptr->b.bits.value + off, max = min + bytes;

	if (!tnum_is_const(ptr->b.bits)) {
		if (ptr->b.smax >= LIMIT_VAR_OFF ||
		    ptr->b.smin <= -LIMIT_VAR_OFF) {
			env_fault_reg(e, r, "an offset with bounds");
			return env_refuse(e, FAULT_ACCESS,
			    "invalid unbounded variable-offset%s stack R%u",
			    write ? " write to" : " read from", r);
		}
		min = ptr->b.smin + off;
		max = ptr->b.smax + off + bytes;
	}
	if (min < -(write || !e->o->unprivileged
			  ? (int64_t)STACK_BYTES
			  : (int64_t)f->nslots * SLOT_BYTES) ||
	    min > -1)
		return outside(e, r, off, bytes, write, FAULT_ACCESS);
	if (max > 0)
		return outside(e, r, off, bytes, write, FAULT_INVALID);
	if (!frame_grow(&e->pool, f, (uint32_t)-min))
		return env_memory(e);
	if (sub->depth < (uint32_t)-min)
		sub->depth = (uint32_t)-min;
	return 0;
}

int
stack_align(struct env *e, unsigned r, int32_t off, unsigned bytes)
{
	const struct reg *ptr = env_reg(e, r);
	struct tnum at = tnum_add(
	    ptr->b.bits, tnum_const((uint64_t)((int64_t)ptr->off + off)));
	char bits[48];

	if (bytes == 1 || tnum_is_aligned(at, bytes))
		return 0;
	env_fault_reg(e, r, "an offset that is a multiple of the size");
	return env_refuse(e, FAULT_ACCESS,
	    "misaligned stack access off %s+%d+%d size %u",
	    bits_text(ptr, bits, sizeof bits), ptr->off, off, bytes);
}

static int
unwritten(struct env *e, int32_t off, unsigned at, unsigned bytes)
{
	env_fault(e, "bytes that were written before, and are no dynptr's",
	    "the stack at fp%d", off + (int32_t)at);
	return env_refuse(e, FAULT_ACCESS,
	    "invalid read from stack off %d+%u size %u", off, at, bytes);
}

/* The bytes from off on, as numbers: how many are known to be 0, how many are
   of a spilled register. */
struct kinds {
	unsigned zero, spill;
};

static int
look(struct env *e, const struct slot *s, int32_t off, unsigned bytes,
    struct kinds *k)
{
	unsigned i, top = (unsigned)(-off - 1);

	*k = (struct kinds){0, 0};
	for (i = 0; i < bytes; i++) {
		uint8_t kind = s->bytes[(top - i) % SLOT_BYTES];

		k->zero += kind == BYTE_ZERO;
		k->spill += kind == BYTE_SPILL;
		if ((kind == BYTE_NONE && e->o->unprivileged) ||
		    kind == BYTE_DYNPTR)
			return unwritten(e, off, i, bytes);
	}
	return 0;
}

static uint32_t
access_flags(uint32_t frame, uint32_t slot)
{
	return HISTORY_STACK | slot << HISTORY_SLOT_SHIFT | frame;
}

/* Part of a spilled number, or of a slot that holds one in part. */
static int
fill_part(struct env *e, const struct slot *s, int32_t off, unsigned bytes,
    int to, uint32_t *flags)
{
	unsigned spilled = 1;
	struct reg *r;
	struct kinds k;
	int fault;

	while (spilled < SLOT_BYTES &&
	    s->bytes[SLOT_BYTES - 1 - spilled] == BYTE_SPILL)
		spilled++;
	if (to == NO_REG) {
		*flags = 0;
		return 0;
	}
	r = env_reg(e, (unsigned)to);
	if (off % SLOT_BYTES == 0 &&
	    (bytes == spilled ||
		(bytes < spilled && !kernels_weak(e, VF_KERNEL_6_1)))) {
		*r = s->spilled;
		/* Less than there is: another number. */
		if (bounds_width(&r->b) > bytes * 8) {
			reg_unlink(r);
		}
		return 0;
	}
	fault = look(e, s, off, bytes, &k);
	if (fault != 0)
		return fault;
	if (k.spill == bytes && bounds_is_zero(&s->spilled.b) &&
	    !kernels_weak(e, VF_KERNEL_6_1)) {
		reg_const(r, 0);
	} else if (k.zero > 0 && kernels_weak(e, VF_KERNEL_6_1)) {
		return kernels_other_rules(e, "zeroes beside what was spilled");
	} else if (k.zero == bytes) {
		reg_const(r, 0);
		*flags = 0;
	} else {
		reg_unknown(r);
		*flags = 0;
	}
	return 0;
}

static bool
is_whole(const struct slot *s, unsigned bytes)
{
	return bytes == SLOT_BYTES && s->bytes[0] == BYTE_SPILL;
}

static int
read_spill(struct env *e, const struct slot *s, int32_t off, unsigned bytes,
    int to, uint32_t *flags)
{
	if (!is_whole(s, bytes)) {
		if (s->spilled.type != REG_SCALAR) {
			env_fault(e, "all 8 bytes read at once",
			    "a pointer in the stack at fp%d", off);
			return env_refuse(
			    e, FAULT_ACCESS, "invalid size of register fill");
		}
		return fill_part(e, s, off, bytes, to, flags);
	}
	if (to != NO_REG) {
		*env_reg(e, (unsigned)to) = s->spilled;
		return 0;
	}
	if (e->o->unprivileged && reg_is_pointer(&s->spilled))
		return env_refuse(
		    e, FAULT_ACCESS, "leaking pointer from stack off %d", off);
	return 0;
}

static int
read_fixed(struct env *e, uint32_t frame, int32_t off, unsigned bytes, int to)
{
	uint32_t i = (uint32_t)(-off - 1) / SLOT_BYTES;
	const struct slot *s = &e->cur->frames[frame]->slots[i];
	uint32_t flags = access_flags(frame, i);
	struct kinds k;
	int fault;

	e->shown_slots |= UINT64_C(1) << i;
	fault = live_read(e, frame, UINT64_C(1) << i);
	if (fault != 0)
		return fault;
	if (slot_is_spill(s)) {
		fault = read_spill(e, s, off, bytes, to, &flags);
	} else {
		flags = 0;
		fault = look(e, s, off, bytes, &k);
		if (fault == 0 && to != NO_REG && k.zero == bytes)
			reg_const(env_reg(e, (unsigned)to), 0);
		else if (fault == 0 && to != NO_REG)
			reg_unknown(env_reg(e, (unsigned)to));
	}
	if (fault == 0 && flags != 0)
		fault = history_note(e, e->cur, flags, 0);
	return fault;
}

/* Any of the bytes from min to max may be read. */
static int
read_variable(struct env *e, uint32_t frame, int32_t min, int32_t max, int to)
{
	struct frame *f = e->cur->frames[frame];
	bool zero = true;
	int32_t off;
	int fault;

	for (off = min; off < max; off++) {
		uint32_t top = (uint32_t)(-off - 1), i = top / SLOT_BYTES;

		fault = live_read(e, frame, UINT64_C(1) << i);
		if (fault != 0)
			return fault;
	}
	for (off = min; zero && off < max; off++) {
		uint32_t top = (uint32_t)(-off - 1), i = top / SLOT_BYTES;

		e->shown_slots |= UINT64_C(1) << i;
		zero = f->slots[i].bytes[top % SLOT_BYTES] == BYTE_ZERO;
	}
	if (zero)
		reg_const(env_reg(e, (unsigned)to), 0);
	else
		reg_unknown(env_reg(e, (unsigned)to));
	return 0;
}

int
stack_read(struct env *e, unsigned r, int32_t off, unsigned bytes, int to)
{
	struct reg ptr = *env_reg(e, r);
	int32_t at = off + ptr.off, min, max;
	char bits[48];
	int fault = stack_align(e, r, off, bytes);

	if (fault == 0)
		fault = stack_within(e, r, at, bytes, false);
	if (fault != 0)
		return fault;
	if (tnum_is_const(ptr.b.bits))
		return read_fixed(
		    e, ptr.frame, at + (int32_t)ptr.b.bits.value, bytes, to);
	(void)bits_text(&ptr, bits, sizeof bits);
	if (to == NO_REG) {
		env_fault_reg(e, r, "an offset that is known");
		return env_refuse(e, FAULT_ACCESS,
		    "variable offset stack pointer cannot be passed into "
		    "helper function; var_off=%s off=%d size=%u",
		    bits, at, bytes);
	}
	if (e->o->unprivileged)
		return env_refuse(e, FAULT_ACCESS,
		    "R%u variable offset stack access prohibited for !root, "
		    "var_off=%s",
		    r, bits);
	min = (int32_t)ptr.b.smin + at;
	max = (int32_t)ptr.b.smax + at + (int32_t)bytes;
	fault = dynptr_check_read(e, r, min, max, bytes);
	return fault != 0 ? fault : read_variable(e, ptr.frame, min, max, to);
}

int
stack_write(struct env *e, unsigned r, int32_t off, unsigned bytes, int from)
{
	struct reg ptr = *env_reg(e, r);
	int32_t at = off + ptr.off;
	int fault = stack_align(e, r, off, bytes);

	if (fault == 0)
		fault = stack_within(e, r, at, bytes, true);
	if (fault != 0)
		return fault;
	if (tnum_is_const(ptr.b.bits))
		return stack_write_fixed(
		    e, ptr.frame, at + (int32_t)ptr.b.bits.value, bytes, from);
	return stack_write_variable(e, ptr.frame, (int32_t)ptr.b.smin + at,
	    (int32_t)ptr.b.smax + at + (int32_t)bytes, from);
}
