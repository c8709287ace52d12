/* dynptr - see dynptr.h */
#include "dynptr.h"
#include "check.h"
#include "context.h"
#include "log.h"
#include "ref.h"
#include "stack.h"
#include "stacklive.h"

/* struct bpf_dynptr has 16 bytes, in two slots: the first is the upper one. */
enum { SLOTS = 2, BYTES = SLOTS * SLOT_BYTES };

/* No fault of the program's, as it is: the stack there was never used. */
enum { NO_STACK = 2 };

const char *
dynptr_name(unsigned kind)
{
	return kind == DYNPTR_LOCAL ? "local" : "ringbuf";
}

static uint64_t
both(uint32_t first)
{
	return UINT64_C(3) << (first - 1);
}

/* The place of r, a pointer to stack, is one that a dynptr may have: *first is
   its first slot. dynptr_get_spi. */
static int
find(struct env *e, unsigned r, uint32_t *first)
{
	const struct reg *p = env_reg(e, r);
	int64_t off = (int64_t)(p->b.bits.value + (uint64_t)(int64_t)p->off);

	if (!tnum_is_const(p->b.bits)) {
		env_fault_reg(e, r, "an offset that is known");
		return env_refuse(
		    e, FAULT_INVALID, "dynptr has to be at a constant offset");
	}
	if (off % SLOT_BYTES != 0 || off > -BYTES) {
		env_fault_reg(e, r, "16 bytes of stack at a multiple of 8");
		return env_refuse(e, FAULT_INVALID,
		    "cannot pass in dynptr at an offset=%d", (int)off);
	}
	if (-off > (int64_t)e->cur->frames[p->frame]->nslots * SLOT_BYTES)
		return NO_STACK;
	*first = (uint32_t)(-off / SLOT_BYTES - 1);
	return 0;
}

static void
forget(struct env *e, struct frame *f, uint32_t frame, uint32_t first)
{
	uint32_t i, j;

	for (i = first - 1; i <= first; i++) {
		reg_none(&f->slots[i].spilled);
		for (j = 0; j < SLOT_BYTES; j++)
			f->slots[i].bytes[j] = BYTE_NONE;
	}
	live_write(e, frame, both(first));
}

/* What was cut out of it, of all frames, is a number. */
static void
forget_slices(struct env *e, uint32_t id)
{
	struct state_place at = {0};
	struct reg *r;

	while ((r = state_next(e->cur, &at)) != NULL)
		if ((r->type & ~(unsigned)REG_OR_NULL) == REG_MEM &&
		    r->slice_of == id)
			reg_unknown(r);
}

int
dynptr_destroy(struct env *e, uint32_t frame, uint32_t slot)
{
	struct frame *f = e->cur->frames[frame];
	uint32_t id, first = slot + !f->slots[slot].spilled.dynptr.first;

	if (f->slots[first].spilled.dynptr.kind == DYNPTR_RINGBUF) {
		e->result->ref = f->slots[first].spilled.ref;
		env_fault(e,
		    "a dynptr that was submitted or discarded before it is "
		    "written over",
		    "the stack at fp%d", -(int)(first + 1) * SLOT_BYTES);
		return env_refuse(
		    e, FAULT_INVALID, "cannot overwrite referenced dynptr");
	}
	e->shown_slots |= both(first);
	id = f->slots[first].spilled.id;
	forget(e, f, frame, first);
	forget_slices(e, id);
	return 0;
}

static int
make(struct env *e, unsigned r, unsigned kind)
{
	uint32_t first, i, j, frame = env_reg(e, r)->frame, id, ref = 0;
	struct reg is;
	int fault = 0;

	/* What was there before is gone with these. */
	for (i = 0; fault == 0 && i < BYTES; i += SLOT_BYTES)
		fault = stack_write(e, r, (int32_t)i, SLOT_BYTES, NO_REG);
	if (fault == 0)
		fault = find(e, r, &first);
	if (fault != 0)
		return fault;
	id = ++e->id;
	if (kind == DYNPTR_RINGBUF)
		fault = ref_acquire(e, &ref);
	reg_start(&is, REG_DYNPTR);
	is.id = id;
	is.ref = ref;
	is.dynptr.kind = (uint16_t)kind;
	for (i = first - 1; i <= first; i++) {
		struct slot *s = &e->cur->frames[frame]->slots[i];

		is.dynptr.first = i == first;
		s->spilled = is;
		for (j = 0; j < SLOT_BYTES; j++)
			s->bytes[j] = BYTE_DYNPTR;
	}
	live_write(e, frame, both(first));
	return fault;
}

static int
check_new(struct env *e, unsigned r, unsigned kind)
{
	uint32_t first;
	int fault = env_reg(e, r)->type == REG_DYNPTR ? FAULT_INVALID
						      : find(e, r, &first);

	if (fault == 0 || fault == NO_STACK)
		return make(e, r, kind);
	env_fault_reg(e, r, "16 bytes of stack");
	return env_refuse(
	    e, FAULT_INVALID, "Dynptr has to be an uninitialized dynptr");
}

/* *is: the constant one in r, or the first slot of the one that it points to. */
static int
check_made(struct env *e, unsigned r, const struct reg **is)
{
	const struct reg *p = env_reg(e, r);
	const struct slot *s;
	uint32_t first;
	int fault;

	*is = p;
	if (p->type == REG_DYNPTR)
		return 0;
	fault = find(e, r, &first);
	s = e->cur->frames[p->frame]->slots;
	if (fault == 0 && slot_is_dynptr(&s[first]) &&
	    slot_is_dynptr(&s[first - 1]) && s[first].spilled.dynptr.first) {
		*is = &s[first].spilled;
		e->shown_slots |= both(first);
		return live_read(e, p->frame, both(first));
	}
	env_fault_reg(e, r, "a dynptr that was made and not given back");
	return env_refuse(e, FAULT_INVALID,
	    "Expected an initialized dynptr as arg #%u", r - R1);
}

/* Only one on the stack holds something, and is of a ring buffer then. What its
   place holds that is none is looked at later. */
static int
check_held(struct env *e, unsigned r)
{
	const struct reg *p = env_reg(e, r);
	uint32_t first;
	int fault;

	if (p->type == REG_DYNPTR) {
		env_fault_reg(e, r, "a dynptr that the program made");
		return env_refuse(e, FAULT_INVALID,
		    "cannot release unowned const bpf_dynptr");
	}
	fault = find(e, r, &first);
	if (fault == 0 &&
	    e->cur->frames[p->frame]->slots[first].spilled.ref != 0)
		return 0;
	env_fault_reg(e, r, "a dynptr that was reserved and not given back");
	return env_refuse(
	    e, FAULT_INVALID, "arg %u is an unacquired reference", r);
}

bool
dynptr_is_taken(const struct helper *h)
{
	unsigned i;

	for (i = 0; i < HELPER_ARGS; i++)
		if (helper_is_dynptr(h->args[i]))
			return true;
	return false;
}

int
dynptr_check_argument(
    struct env *e, struct call *c, unsigned r, unsigned arg, bool released)
{
	unsigned kind = (arg & HELPER_KIND) - HELPER_DYNPTR;
	const struct reg *is;
	int fault = released ? check_held(e, r) : 0;

	if (fault == 0 && (arg & HELPER_UNINIT) != 0)
		return check_new(e, r, kind);
	if (fault == 0)
		fault = check_made(e, r, &is);
	if (fault != 0)
		return fault;
	c->dynptr = is->id;
	c->dynptr_ref = is->ref;
	return 0;
}

/* unmark_stack_slots_dynptr; those of other frames cannot hold the same. */
static int
give_back(struct env *e, const struct call *c)
{
	uint32_t i, frame = env_reg(e, R1)->frame;
	struct frame *f = e->cur->frames[frame];

	ref_release(e, c->dynptr_ref);
	for (i = 1; i < f->nslots; i++) {
		if (f->slots[i].spilled.ref != c->dynptr_ref)
			continue;
		/* A slice was spilled there, and written over in part. */
		if (!slot_is_dynptr(&f->slots[i])) {
			(void)env_refuse(e, FAULT_BAD,
			    "verifier bug: misconfigured ref_obj_id");
			return env_refuse(e, FAULT_BAD,
			    "func %s#%d reference has not been acquired before",
			    c->helper->name, c->number);
		}
		if (f->slots[i].spilled.dynptr.first)
			forget(e, f, frame, i);
	}
	return 0;
}

int
dynptr_finish(struct env *e, const struct call *c)
{
	switch (c->number) {
	case HELPER_RINGBUF_SUBMIT_DYNPTR:
	case HELPER_RINGBUF_DISCARD_DYNPTR:
		return give_back(e, c);
	case HELPER_DYNPTR_FROM_MEM:
		if (env_reg(e, R1)->type == REG_MAP_VALUE)
			return 0;
		env_fault_reg(e, R1, "memory of a map's value");
		return env_refuse(e, FAULT_ACCESS,
		    "Unsupported reg type %s for bpf_dynptr_from_mem data",
		    log_type(env_reg(e, R1)));
	default:
		return 0;
	}
}

void
dynptr_give(struct env *e, struct reg *r)
{
	reg_start(r, REG_DYNPTR);
	r->id = ++e->id;
	r->dynptr.kind = DYNPTR_LOCAL;
	r->dynptr.first = 1;
}

int
dynptr_check_given(struct env *e, unsigned r)
{
	const struct reg *p = env_reg(e, r), *is;
	int fault = p->type == REG_DYNPTR ? context_check_plain(e, r) : 0;

	if (fault != 0)
		return fault;
	if (p->type == REG_DYNPTR || p->type == REG_STACK)
		return check_made(e, r, &is);
	env_fault_reg(e, r, "a dynptr");
	return env_refuse(e, FAULT_INVALID,
	    "arg#%u expected pointer to stack or const struct bpf_dynptr",
	    r - R1);
}

int
dynptr_refuse_read(
    struct env *e, unsigned r, int32_t min, int32_t off, uint32_t size)
{
	const struct reg *p = env_reg(e, r);
	char bits[48];
	struct text t;

	env_fault_reg(e, r, "bytes that are no dynptr's");
	if (tnum_is_const(p->b.bits))
		return env_refuse(e, FAULT_ACCESS,
		    "invalid read from stack R%u off %d+%d size %u", r, min,
		    off - min, size);
	text_init(&t, bits, sizeof bits);
	text_tnum(&t, p->b.bits);
	return env_refuse(e, FAULT_ACCESS,
	    "invalid read from stack R%u var_off %s+%d size %u", r, bits,
	    off - min, size);
}

int
dynptr_refuse_fill(struct env *e, unsigned r, int32_t off)
{
	env_fault_reg(e, r, "bytes that are no dynptr's");
	return env_refuse(e, FAULT_ACCESS,
	    "potential write to dynptr at off=%d disallowed", off);
}

int
dynptr_check_read(
    struct env *e, unsigned r, int32_t min, int32_t max, uint32_t size)
{
	const struct frame *f = e->cur->frames[env_reg(e, r)->frame];
	int32_t off;

	for (off = min; off < max; off++)
		if (slot_is_dynptr(
			&f->slots[(uint32_t)(-off - 1) / SLOT_BYTES]))
			return dynptr_refuse_read(e, r, min, off, size);
	return 0;
}
