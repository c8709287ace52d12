/* pointer - pointers and numbers. */
#include "pointer.h"
#include "kernels.h"
#include "log.h"
#include "packet.h"
#include "socket.h"
#include "speculate.h"

/* Offsets so large that sums with them could wrap. */
static int
check_offset(struct env *e, const struct reg *r, const char *type)
{
	int64_t value = (int64_t)r->b.bits.value, least = r->b.smin;

	if (tnum_is_const(r->b.bits) &&
	    (value >= LIMIT_VAR_OFF || value <= -LIMIT_VAR_OFF))
		return env_refuse(e, FAULT_INVALID,
		    "math between %s pointer and %lld is not allowed", type,
		    (long long)value);
	if (r->off >= LIMIT_VAR_OFF || r->off <= -LIMIT_VAR_OFF)
		return env_refuse(e, FAULT_INVALID,
		    "%s pointer offset %d is not allowed", type, r->off);
	if (least == INT64_MIN)
		return env_refuse(e, FAULT_INVALID,
		    "math between %s pointer and register with unbounded min "
		    "value is not allowed",
		    type);
	if (least >= LIMIT_VAR_OFF || least <= -LIMIT_VAR_OFF)
		return env_refuse(e, FAULT_INVALID,
		    "value %lld makes %s pointer be out of bounds",
		    (long long)least, type);
	return 0;
}

/* Of what is added, which is the number of register r or imm. */
static int
check_number(struct env *e, const struct reg *b, const char *type, unsigned r)
{
	int fault = check_offset(e, b, type);

	if (fault != 0 && insn_uses_reg(env_insn(e)))
		env_fault_reg(e, r, "a number with bounds, of less than 2^29");
	return fault;
}

/* True: by is known, and all of it in off. */
static bool
add(struct reg *dst, const struct reg *ptr, const struct reg *by)
{
	const struct bounds *p = &ptr->b, *b = &by->b;
	int64_t off;

	off = (int64_t)((uint64_t)(int64_t)ptr->off + (uint64_t)b->smin);
	if (tnum_is_const(b->bits) && off == (int32_t)off) {
		dst->b = *p;
		bounds_open32(&dst->b);
		dst->off = (int32_t)off;
		return true;
	}
	if (__builtin_add_overflow(p->smin, b->smin, &dst->b.smin) ||
	    __builtin_add_overflow(p->smax, b->smax, &dst->b.smax)) {
		dst->b.smin = INT64_MIN;
		dst->b.smax = INT64_MAX;
	}
	if (__builtin_add_overflow(p->umin, b->umin, &dst->b.umin) ||
	    __builtin_add_overflow(p->umax, b->umax, &dst->b.umax)) {
		dst->b.umin = 0;
		dst->b.umax = UINT64_MAX;
	}
	dst->b.bits = tnum_add(p->bits, b->bits);
	dst->off = ptr->off;
	return false;
}

static bool
subtract(struct reg *dst, const struct reg *ptr, const struct reg *by)
{
	const struct bounds *p = &ptr->b, *b = &by->b;
	int64_t off;

	off = (int64_t)((uint64_t)(int64_t)ptr->off - (uint64_t)b->smin);
	if (tnum_is_const(b->bits) && off == (int32_t)off) {
		dst->b = *p;
		bounds_open32(&dst->b);
		dst->off = (int32_t)off;
		return true;
	}
	if (__builtin_sub_overflow(p->smin, b->smax, &dst->b.smin) ||
	    __builtin_sub_overflow(p->smax, b->smin, &dst->b.smax)) {
		dst->b.smin = INT64_MIN;
		dst->b.smax = INT64_MAX;
	}
	if (p->umin < b->umax) {
		dst->b.umin = 0;
		dst->b.umax = UINT64_MAX;
	} else {
		dst->b.umin = p->umin - b->umax;
		dst->b.umax = p->umax - b->umin;
	}
	dst->b.bits = tnum_sub(p->bits, b->bits);
	dst->off = ptr->off;
	return false;
}

/* A packet's pointer by a number that is not known is another: what is known
   of the bytes behind it is lost where it may have moved on. */
static void
moved(struct env *e, struct reg *dst, bool on)
{
	if (!packet_is_pointer(dst))
		return;
	dst->id = ++e->id;
	if (on)
		dst->range = 0;
}

static int
apply(struct env *e, struct reg *dst, const struct reg *ptr,
    const struct reg *by, bool reversed)
{
	const struct insn *i = env_insn(e);
	unsigned op = insn_op(i);

	switch (op) {
	case ALU_ADD:
		if (!add(dst, ptr, by))
			moved(e, dst, true);
		return 0;
	case ALU_SUB:
		if (reversed)
			return env_refuse(e, FAULT_ACCESS,
			    "R%u tried to subtract pointer from scalar",
			    i->dst);
		if (ptr->type == REG_STACK)
			return env_refuse(e, FAULT_ACCESS,
			    "R%u subtraction from stack pointer prohibited",
			    i->dst);
		if (!subtract(dst, ptr, by))
			moved(e, dst, by->b.smin < 0);
		return 0;
	case ALU_AND:
	case ALU_OR:
	case ALU_XOR:
		return env_refuse(e, FAULT_ACCESS,
		    "R%u bitwise operator %s on pointer prohibited", i->dst,
		    log_operator(op));
	default:
		return env_refuse(e, FAULT_ACCESS,
		    "R%u pointer arithmetic with %s operator prohibited",
		    i->dst, log_operator(op));
	}
}

static bool
is_contradiction(const struct bounds *b)
{
	return (tnum_is_const(b->bits) &&
		   (b->smin != b->smax || b->umin != b->umax)) ||
	    b->smin > b->smax || b->umin > b->umax;
}

/* May there be sums with it at all? */
static int
check_movable(struct env *e, const struct reg *p, const struct reg *by)
{
	const struct insn *i = env_insn(e);

	if (reg_may_be_null(p)) {
		env_fault_reg(e, i->dst, "a pointer that was compared with 0");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u pointer arithmetic on %s prohibited, null-check it "
		    "first",
		    i->dst, log_type(p));
	}
	if (p->type != REG_PACKET_END && !socket_is(p) && p->type != REG_MAP &&
	    p->type != REG_FLOW_KEYS)
		return 0;
	if ((p->type == REG_MAP || p->type == REG_FLOW_KEYS) &&
	    insn_op(i) == ALU_ADD && bounds_is_zero(&by->b))
		return 0;
	if (p->type == REG_FLOW_KEYS && tnum_is_const(by->b.bits))
		return 0;
	env_fault_reg(e, i->dst, "a pointer that may be moved");
	return env_refuse(e, FAULT_ACCESS,
	    "R%u pointer arithmetic on %s prohibited", i->dst, log_type(p));
}

int
pointer_add(struct env *e, const struct reg *ptr, const struct reg *by)
{
	const struct insn *i = env_insn(e);
	struct reg *dst = env_reg(e, i->dst), p = *ptr, b = *by;
	bool reversed = by == dst;
	const char *type = log_type(&p);
	struct speculation s;
	int fault;

	/* Only on a branch that is dead. */
	if (is_contradiction(&b.b)) {
		reg_unknown(dst);
		return 0;
	}
	if (insn_class(i) != CLASS_ALU64) {
		if (insn_op(i) == ALU_SUB && !e->o->unprivileged) {
			reg_unknown(dst);
			return 0;
		}
		env_fault_reg(e, i->dst, "a number, or 64-bit arithmetic");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u 32-bit pointer arithmetic prohibited", i->dst);
	}
	fault = check_movable(e, &p, &b);
	/* Wherever it points, it may be read: its offset is not kept. Where it
	   is added to a number 6.18 takes the sum for that number. */
	if (fault == 0 && p.type == REG_PROBED)
		return reversed
		    ? env_undecided(e, "a number plus an untrusted address")
		    : 0;
	if (fault == 0)
		fault = check_number(e, &b, type, reversed ? i->dst : i->src);
	if (fault == 0)
		fault = check_offset(e, &p, type);
	if (fault != 0)
		return fault;
	*dst = p;
	fault = speculate_pointer(e, &p, &b, reversed, &s);
	if (fault != 0)
		return fault;
	bounds_open32(&dst->b);
	fault = apply(e, dst, &p, &b, reversed);
	if (fault == 0)
		fault = check_offset(e, dst, type);
	if (fault != 0) {
		*dst = p;
		env_fault_reg(e, i->dst, "a sum that stays a pointer");
		return fault;
	}
	kernels_sync(e, &dst->b);
	return speculate_sum(e, dst, &s);
}
