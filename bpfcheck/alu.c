/* alu - arithmetic. kernel/bpf/verifier.c: check_alu_op. */
#include "check.h"
#include "kernels.h"
#include "linked.h"
#include "log.h"
#include "pointer.h"
#include "precise.h"
#include "speculate.h"
#include "visit.h"

static bool
is_wide(const struct insn *i)
{
	return insn_class(i) == CLASS_ALU64;
}

static int
negate(struct env *e)
{
	const struct insn *i = env_insn(e);
	struct reg *r;
	int fault;

	if (i->src != 0 || i->off != 0 || i->imm != 0)
		return env_refuse(
		    e, FAULT_INVALID, "BPF_NEG uses reserved fields");
	fault = check_read(e, i->dst);
	if (fault != 0)
		return fault;
	if (check_leaks(e, i->dst))
		return env_refuse(e, FAULT_ACCESS,
		    "R%u pointer arithmetic prohibited", i->dst);
	r = env_reg(e, i->dst);
	if (r->type != REG_SCALAR || e->weak)
		return check_write_unknown(e, i->dst);
	fault = check_write(e, i->dst);
	if (fault == 0) {
		reg_unlink(r);
		bounds_alu(&r->b, &r->b, ALU_NEG, !is_wide(i));
	}
	return fault;
}

/* On a little-endian machine: le does not turn bytes round. */
static void
swap(struct reg *r, const struct insn *i)
{
	unsigned bytes = (unsigned)i->imm / 8;
	bool turns = is_wide(i) || insn_uses_reg(i);

	if (turns || bytes < 8)
		reg_unlink(r);
	if (turns) {
		r->b.bits = tnum_swap(r->b.bits, bytes);
		bounds_open(&r->b);
	}
	if (bytes < 8)
		bounds_load(&r->b, bytes);
	bounds_sync(&r->b);
}

static int
swap_bytes(struct env *e)
{
	const struct insn *i = env_insn(e);
	int fault;

	if (i->src != 0 || i->off != 0 ||
	    (i->imm != 16 && i->imm != 32 && i->imm != 64))
		return env_refuse(
		    e, FAULT_INVALID, "BPF_END uses reserved fields");
	fault = check_read(e, i->dst);
	if (fault != 0)
		return fault;
	if (check_leaks(e, i->dst))
		return env_refuse(e, FAULT_ACCESS,
		    "R%u pointer arithmetic prohibited", i->dst);
	if (e->weak || reg_is_pointer(env_reg(e, i->dst)))
		return check_write_unknown(e, i->dst);
	fault = check_write(e, i->dst);
	if (fault == 0)
		swap(env_reg(e, i->dst), i);
	return fault;
}

/* dst = (s8, s16, s32)src; both may be one register. */
static int
move_signed(struct env *e, struct reg *dst, struct reg *src)
{
	const struct insn *i = env_insn(e);
	unsigned bytes = (unsigned)i->off / 8;
	bool positive = src->b.umax < UINT64_C(1) << (i->off - 1);

	if (src->type != REG_SCALAR) {
		reg_unknown(dst);
		return 0;
	}
	if (positive)
		linked_name(e, src);
	*dst = *src;
	if (!positive)
		reg_unlink(dst);
	if (is_wide(i))
		bounds_load_signed(&dst->b, bytes);
	else
		bounds_sign_extend32(&dst->b, bytes);
	return 0;
}

static int
move32(struct env *e, struct reg *dst, struct reg *src)
{
	const struct insn *i = env_insn(e);
	bool fits =
	    bounds_width(&src->b) <= 32 && !kernels_weak(e, VF_KERNEL_6_1);

	if (check_leaks(e, i->src))
		return env_refuse(
		    e, FAULT_ACCESS, "R%u partial copy of pointer", i->src);
	if (i->off != 0) {
		(void)move_signed(e, dst, src);
	} else if (src->type == REG_SCALAR) {
		if (fits)
			linked_name(e, src);
		*dst = *src;
		if (!fits)
			reg_unlink(dst);
	} else {
		reg_unknown(dst);
	}
	bounds_zero_extend(&dst->b);
	kernels_sync(e, &dst->b);
	return 0;
}

static int
move_reg(struct env *e)
{
	const struct insn *i = env_insn(e);
	struct reg *dst = env_reg(e, i->dst), *src = env_reg(e, i->src);

	if (!is_wide(i))
		return move32(e, dst, src);
	if (i->off == 0) {
		linked_name(e, src);
		*dst = *src;
		return 0;
	}
	if (check_leaks(e, i->src))
		return env_refuse(e, FAULT_ACCESS,
		    "R%u sign-extension part of pointer", i->src);
	return move_signed(e, dst, src);
}

static bool
is_move_form(const struct insn *i)
{
	if (!insn_uses_reg(i))
		return i->src == 0 && i->off == 0;
	return i->imm == 0 &&
	    (i->off == 0 || i->off == 8 || i->off == 16 ||
		(i->off == 32 && is_wide(i)));
}

static int
move(struct env *e)
{
	const struct insn *i = env_insn(e);
	int fault;

	if (insn_is_cast(i)) {
		if (i->imm != 1 && i->imm != 1 << 16)
			return env_refuse(e, FAULT_INVALID,
			    "addr_space_cast insn can only convert between "
			    "address space 1 and 0");
		/* Only maps of arenas give a program one. */
		return env_refuse(e, FAULT_INVALID,
		    "addr_space_cast insn can only be used in a program that "
		    "has an associated arena");
	}
	if (!is_move_form(i))
		return env_refuse(
		    e, FAULT_INVALID, "BPF_MOV uses reserved fields");
	fault = insn_uses_reg(i) ? check_read(e, i->src) : 0;
	if (fault == 0)
		fault = check_write(e, i->dst);
	if (fault != 0)
		return fault;
	if (insn_uses_reg(i))
		return move_reg(e);
	reg_const(env_reg(e, i->dst),
	    is_wide(i) ? (uint64_t)(int64_t)i->imm : (uint32_t)i->imm);
	return 0;
}

/* A constant added, with its sign; false: it is none, or too large. */
static bool
added(const struct insn *i, const struct bounds *src, int32_t *by)
{
	bool low = !is_wide(i);
	int64_t v = low ? (int32_t)src->bits.value : (int64_t)src->bits.value;

	if ((insn_op(i) != ALU_ADD && insn_op(i) != ALU_SUB) ||
	    !bounds_is_const(src, low) || v < INT32_MIN || v > INT32_MAX)
		return false;
	if (insn_op(i) == ALU_SUB)
		v = -v;
	*by = (int32_t)v;
	return v <= INT32_MAX;
}

/* A sum with a constant remembers whose it is: dst += K, of a named dst. Sums
   of sums are not followed. same: the lower half was all of dst, or all is
   added to. */
static void
link_sum(struct env *e, struct reg *dst, const struct bounds *src, bool same)
{
	const struct insn *i = env_insn(e);
	int32_t by;

	if (kernels_weak(e, VF_KERNEL_6_1) || e->o->unprivileged ||
	    dst->id == 0 || (dst->id & REG_ID_ADD) != 0 || !same ||
	    !added(i, src, &by)) {
		reg_unlink(dst);
	} else {
		dst->id |= is_wide(i) ? REG_ID_ADD64 : REG_ID_ADD32;
		dst->off = by;
	}
}

static void
low_known(struct bounds *b, uint32_t v)
{
	b->bits = tnum_with_low(b->bits, tnum_const(v));
	b->smin32 = b->smax32 = (int32_t)v;
	b->umin32 = b->umax32 = v;
}

/* -1 or 0, as a shift of the sign makes them, and a constant: two cases are
   less than what is known of both at once. 0 is done later. */
static int
two_cases(struct env *e, struct reg *dst)
{
	bool all = dst->b.smin == -1 && dst->b.smax == 0;
	struct state *other;
	struct reg *zero;
	int fault;

	if (!all && (dst->b.smin32 != -1 || dst->b.smax32 != 0))
		return 0;
	fault = visit_push(e, e->insn, e->insn, FAULT_BAD, &other);
	if (fault != 0)
		return fault;
	/* It does this one in its turn. */
	other->steps--;
	zero = state_reg(other, env_insn(e)->dst);
	if (all) {
		reg_const(zero, 0);
		reg_const(dst, UINT64_MAX);
	} else {
		low_known(&zero->b, 0);
		low_known(&dst->b, UINT32_MAX);
	}
	return 0;
}

/* Neither is a pointer. */
static int
numbers(struct env *e, struct reg *dst, const struct bounds *src)
{
	const struct insn *i = env_insn(e);
	unsigned op = insn_op(i);
	uint64_t bits = is_wide(i) ? 64 : 32;
	struct bounds s = *src;
	bool same = bounds_width(&dst->b) <= bits;
	bool shift = op == ALU_LSH || op == ALU_RSH || op == ALU_ARSH;
	int fault;

	/* Divided, or shifted by what is not known: another number. */
	if (op == ALU_DIV || op == ALU_MOD ||
	    (shift && (!bounds_is_const(&s, !is_wide(i)) || s.umax >= bits))) {
		reg_unknown(dst);
		/* 6.1 keeps that the upper half is 0. */
		if (e->o->kernel == VF_KERNEL_6_1 && !is_wide(i) &&
		    bounds_is_const(&s, true))
			bounds_load(&dst->b, 4);
		return 0;
	}
	fault = speculate_numbers(e);
	if (fault == 0 && (op == ALU_AND || op == ALU_OR) &&
	    !kernels_weak(e, VF_KERNEL_6_1) && bounds_is_const(&s, false))
		fault = two_cases(e, dst);
	if (fault != 0)
		return fault;
	if (e->weak)
		older_alu(e->o->kernel, &dst->b, &s, op, !is_wide(i));
	else
		bounds_alu(&dst->b, &s, op, !is_wide(i));
	link_sum(e, dst, &s, same);
	return 0;
}

static int
with_reg(struct env *e)
{
	const struct insn *i = env_insn(e);
	struct reg *dst = env_reg(e, i->dst), *src = env_reg(e, i->src);
	bool dst_pointer = reg_is_pointer(dst);
	int fault = 0;

	if (reg_is_pointer(src) && dst_pointer) {
		if (insn_op(i) == ALU_SUB && !e->o->unprivileged) {
			reg_unknown(dst);
			return 0;
		}
		env_fault_reg(e, i->src, "a number");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u pointer %s pointer prohibited", i->dst,
		    log_operator(insn_op(i)));
	}
	if (reg_is_pointer(src)) {
		fault = precise_mark(e, i->dst);
		return fault != 0 ? fault : pointer_add(e, src, dst);
	}
	if (dst_pointer || dst->precise)
		fault = precise_mark(e, i->src);
	if (fault != 0)
		return fault;
	return dst_pointer ? pointer_add(e, dst, src)
			   : numbers(e, dst, &src->b);
}

static int
with_imm(struct env *e)
{
	const struct insn *i = env_insn(e);
	struct reg *dst = env_reg(e, i->dst), src;

	reg_const(&src, (uint64_t)(int64_t)i->imm);
	return reg_is_pointer(dst) ? pointer_add(e, dst, &src)
				   : numbers(e, dst, &src.b);
}

static int
check_operands(struct env *e)
{
	const struct insn *i = env_insn(e);
	unsigned op = insn_op(i);
	int bits = is_wide(i) ? 64 : 32, fault;

	if ((insn_uses_reg(i) ? i->imm != 0 : i->src != 0) ||
	    (i->off != 0 && (i->off != 1 || (op != ALU_MOD && op != ALU_DIV))))
		return env_refuse(
		    e, FAULT_INVALID, "BPF_ALU uses reserved fields");
	fault = insn_uses_reg(i) ? check_read(e, i->src) : 0;
	if (fault == 0)
		fault = check_read(e, i->dst);
	if (fault != 0 || insn_uses_reg(i))
		return fault;
	if ((op == ALU_MOD || op == ALU_DIV) && i->imm == 0)
		return env_refuse(e, FAULT_INVALID, "div by zero");
	if ((op == ALU_LSH || op == ALU_RSH || op == ALU_ARSH) &&
	    (i->imm < 0 || i->imm >= bits))
		return env_refuse(e, FAULT_INVALID, "invalid shift %d", i->imm);
	return 0;
}

int
check_alu(struct env *e)
{
	const struct insn *i = env_insn(e);
	int fault;

	switch (insn_op(i)) {
	case ALU_NEG:
		fault = negate(e);
		break;
	case ALU_END:
		fault = swap_bytes(e);
		break;
	case ALU_MOV:
		fault = move(e);
		break;
	default:
		fault = check_operands(e);
		if (fault == 0)
			fault = check_write(e, i->dst);
		if (fault == 0)
			fault = insn_uses_reg(i) ? with_reg(e) : with_imm(e);
	}
	if (fault == 0)
		check_sane(env_reg(e, i->dst));
	return fault;
}
