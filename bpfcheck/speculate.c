/* speculate - see speculate.h */
#include "speculate.h"
#include "log.h"
#include "map.h"
#include "text.h"
#include "visit.h"

/* Of aux.masked: how the kernel would mask the sum. */
enum {
	MASK_DST = 1,
	MASK_SRC = 2,
	MASK_NEGATIVE = 4,
	MASK_NUMBER = 8,
	MASK_CONST = 16,
};

/* Why it cannot. */
enum reason { CAN, MIXED_SIGNS, OTHER_TYPE, OTHER_WAYS, BEYOND };

static struct aux *
aux(const struct env *e)
{
	return &e->aux[e->insn];
}

static bool
is_masked(const struct env *e)
{
	const struct insn *i = env_insn(e);
	unsigned op = insn_op(i);

	return e->o->unprivileged && (op == ALU_ADD || op == ALU_SUB) &&
	    insn_uses_reg(i) && !aux(e)->barrier;
}

int
speculate_branch(struct env *e, int32_t insn)
{
	const struct insn *i = env_insn(e);
	struct state *other;
	int fault;

	if (!e->o->unprivileged)
		return 0;
	fault = visit_push(e, insn, e->insn, FAULT_BAD, &other);
	if (fault != 0)
		return fault;
	other->speculative = true;
	reg_unknown(state_reg(other, i->dst));
	if (insn_uses_reg(i))
		reg_unknown(state_reg(other, i->src));
	return 0;
}

static int
refuse(struct env *e, enum reason why, bool reversed)
{
	static const char end[] =
	    "pointer arithmetic with it prohibited for !root";
	const struct insn *i = env_insn(e);
	unsigned number = reversed ? i->dst : i->src;
	unsigned pointer = reversed ? i->src : i->dst;
	const char *op = insn_op(i) == ALU_ADD ? "add" : "sub";

	switch (why) {
	case CAN:
		return 0;
	case MIXED_SIGNS:
		env_fault_reg(e, number, "a number of one sign");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u has unknown scalar with mixed signed bounds, %s",
		    number, end);
	case OTHER_TYPE:
		env_fault_reg(
		    e, pointer, "a pointer to the stack or into a map's value");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u has pointer with unsupported alu operation, %s",
		    pointer, end);
	case OTHER_WAYS:
		env_fault_reg(e, i->dst, "the same kind of sum on all paths");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u tried to %s from different maps, paths or scalars, %s",
		    i->dst, op, end);
	default:
		env_fault_reg(e, i->dst, "a pointer within the stack");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u tried to %s beyond pointer bounds, %s", i->dst, op,
		    end);
	}
}

/* All paths that come here must want the same. */
static enum reason
agree(uint8_t *how, uint32_t *limit, uint8_t new_how, uint32_t new_limit)
{
	if (*how != 0 && (*how != new_how || *limit != new_limit))
		return OTHER_WAYS;
	*how = new_how;
	*limit = new_limit;
	return CAN;
}

int
speculate_numbers(struct env *e)
{
	struct aux *a = aux(e);

	if (!is_masked(e))
		return 0;
	return refuse(
	    e, agree(&a->masked, &a->mask_limit, MASK_NUMBER, 0), false);
}

/* The bytes from the frame pointer down to ptr, or from a value's beginning. */
static enum reason
distance(const struct reg *ptr, bool to_left, uint32_t *limit)
{
	switch (ptr->type) {
	case REG_STACK:
		*limit = -((uint32_t)ptr->b.bits.value + (uint32_t)ptr->off);
		return *limit < (uint32_t)STACK_BYTES + to_left ? CAN : BEYOND;
	case REG_MAP_VALUE:
		/* No sum leaves the value. */
		*limit =
		    (uint32_t)(to_left ? (uint64_t)ptr->b.smin : ptr->b.umax) +
		    (uint32_t)ptr->off;
		return CAN;
	default:
		return OTHER_TYPE;
	}
}

static enum reason
choose(struct env *e, const struct reg *ptr, const struct reg *by,
    bool reversed, struct speculation *s)
{
	bool add = insn_op(env_insn(e)) == ALU_ADD, negative = by->b.smin < 0;
	bool known = tnum_is_const(by->b.bits);
	enum reason why;
	uint32_t limit;

	if (!known && negative != (by->b.smax < 0))
		return MIXED_SIGNS;
	s->to_left = add == negative;
	why = distance(ptr, s->to_left, &limit);
	if (why != CAN)
		return why;
	/* Paths that differ in the number may want another mask. */
	if (!known)
		e->strict_numbers = true;
	return agree(&s->how, &s->limit,
	    (uint8_t)((negative ? MASK_NEGATIVE : 0) |
		(known ? MASK_CONST : 0) | (reversed ? MASK_DST : MASK_SRC)),
	    limit);
}

int
speculate_pointer(struct env *e, const struct reg *ptr, const struct reg *by,
    bool reversed, struct speculation *s)
{
	struct state *other;
	int fault = 0;

	*s = (struct speculation){.how = 0};
	if (!is_masked(e))
		return 0;
	if (!e->cur->speculative)
		fault = refuse(e, choose(e, ptr, by, reversed, s), reversed);
	if (fault != 0 || tnum_is_const(by->b.bits))
		return fault;
	/* What is out of range the mask makes 0. */
	fault = visit_push(e, e->insn + 1, e->insn, FAULT_MEMORY, &other);
	if (fault == FAULT_MEMORY)
		return env_refuse(e, fault,
		    "R%u could not be pushed for speculative verification, "
		    "pointer arithmetic with it prohibited for !root",
		    env_insn(e)->dst);
	if (fault == 0)
		other->speculative = true;
	return fault;
}

static int
check_value(struct env *e, unsigned r)
{
	int fault = map_check_place(e, r, env_reg(e, r)->off, 1, false);

	if (fault == 0)
		return 0;
	log_text(e->log,
	    "R%u pointer arithmetic of map value goes out of range, prohibited "
	    "for !root\n",
	    r);
	return FAULT_ACCESS;
}

static int
check_bounds(struct env *e, const struct reg *dst)
{
	unsigned r = env_insn(e)->dst;
	int32_t off =
	    (int32_t)((uint32_t)dst->off + (uint32_t)dst->b.bits.value);
	char bits[48];
	struct text t;

	if (!e->o->unprivileged)
		return 0;
	if (dst->type == REG_MAP_VALUE)
		return check_value(e, r);
	if (dst->type != REG_STACK)
		return 0;
	if (!tnum_is_const(dst->b.bits)) {
		text_init(&t, bits, sizeof bits);
		text_tnum(&t, dst->b.bits);
		env_fault_reg(e, r, "an offset that is known");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u variable stack access prohibited for !root, "
		    "var_off=%s off=%d",
		    r, bits, off);
	}
	if (off >= 0 || off < -STACK_BYTES) {
		env_fault_reg(
		    e, r, "a place in the 512 bytes below the frame pointer");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u stack pointer arithmetic goes out of range, "
		    "prohibited for !root; off=%d",
		    r, off);
	}
	return 0;
}

int
speculate_sum(struct env *e, const struct reg *dst, const struct speculation *s)
{
	struct aux *a = aux(e);
	enum reason why;
	uint32_t limit;
	int fault = check_bounds(e, dst);

	if (fault != 0 || !is_masked(e) || e->cur->speculative)
		return fault;
	why = distance(dst, s->to_left, &limit);
	if (why == CAN) {
		limit = s->limit > limit ? s->limit - limit : limit - s->limit;
		why = agree(&a->masked, &a->mask_limit, s->how, limit);
	}
	return refuse(e, why, false);
}

void
speculate_write(struct env *e, const struct slot *s, int32_t off,
    unsigned bytes, const struct reg *from)
{
	unsigned i, top = (unsigned)(-off - 1);

	if (!e->o->unprivileged)
		return;
	if (from != NULL && reg_is_pointer(from))
		aux(e)->barrier_after = true;
	for (i = 0; i < bytes; i++) {
		uint8_t kind = s->bytes[(top - i) % SLOT_BYTES];

		if (kind != BYTE_MISC && kind != BYTE_ZERO)
			aux(e)->barrier_after = true;
	}
}

bool
speculate_stops(const struct env *e)
{
	return e->cur->speculative && aux(e)->barrier;
}

static bool
is_curable(int fault)
{
	return fault == FAULT_PERM || fault == FAULT_ACCESS ||
	    fault == FAULT_INVALID;
}

int
speculate_step(struct env *e, uint32_t insn, int fault)
{
	struct vf_result *r = e->result;
	struct aux *a = &e->aux[insn];

	if (!e->cur->speculative)
		return fault;
	if (is_curable(fault)) {
		a->barrier = true;
		a->masked = 0;
		r->reason[0] = r->fault[0] = '\0';
		r->expected[0] = r->found[0] = '\0';
		return PATH_END;
	}
	return fault == 0 && a->barrier_after ? PATH_END : fault;
}
