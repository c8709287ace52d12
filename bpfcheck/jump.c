/* jump - branches. kernel/bpf/verifier.c: check_cond_jmp_op. */
#include "check.h"
#include "equal.h"
#include "kernels.h"
#include "linked.h"
#include "log.h"
#include "nullable.h"
#include "packet.h"
#include "precise.h"
#include "speculate.h"
#include "visit.h"

static int
always(struct env *e)
{
	const struct insn *i = env_insn(e);
	bool low = insn_class(i) == CLASS_JMP32;

	if (i->src != 0 || i->dst != 0 || (low ? i->off != 0 : i->imm != 0))
		return env_refuse(
		    e, FAULT_INVALID, "BPF_JA uses reserved fields");
	e->insn += (int32_t)env_jump(i);
	return 0;
}

/* Goes on as long as it may, and then not: both ways are followed. */
static int
may_goto(struct env *e)
{
	const struct insn *i = env_insn(e);
	struct state *earlier, *other;
	int fault;

	if (i->src != 0 || i->dst != 0 || i->imm != 0)
		return env_refuse(
		    e, FAULT_INVALID, "invalid may_goto imm %d", i->imm);
	earlier = visit_earlier(e, e->cur->parent, e->insn);
	fault = visit_push(e, e->insn + 1, e->insn, FAULT_MEMORY, &other);
	if (fault != 0)
		return fault;
	other->may_goto++;
	if (earlier != NULL)
		equal_widen(e, earlier, other);
	e->insn += i->off;
	return 0;
}

/* Compared with 0 one that is not NULL is never equal. */
static int
pointer_taken(const struct reg *a, const struct reg *b, unsigned op, bool low)
{
	const struct reg *p = a, *zero = b;

	if (reg_is_pointer(b) || !bounds_is_const(&b->b, low)) {
		p = b;
		zero = a;
	}
	if (reg_is_pointer(zero) || !bounds_is_const(&zero->b, low) ||
	    !nullable_is_not(p) || (op != JMP_JEQ && op != JMP_JNE) ||
	    (low ? (uint32_t)zero->b.bits.value : zero->b.bits.value) != 0)
		return -1;
	return op == JMP_JNE;
}

/* What older kernels know not to be NULL. */
static bool
older_not_null(const struct reg *r)
{
	return r->type == REG_MAP_VALUE || r->type == REG_SOCK ||
	    r->type == REG_TCP_SOCK || r->type == REG_SOCK_COMMON;
}

static int
weak_taken(const struct env *e, const struct reg *a, const struct reg *b,
    unsigned op, bool low)
{
	if (!low && packet_is_any(a) && packet_is_any(b))
		return packet_taken(a, b, op);
	if (reg_is_pointer(b) ||
	    (reg_is_pointer(a) && (low || !older_not_null(a))))
		return -1;
	if (reg_is_pointer(a))
		return pointer_taken(a, b, op, low);
	return e->o->kernel == VF_KERNEL_6_1
	    ? older_taken(&a->b, &b->b, op, low)
	    : bounds_taken(&a->b, &b->b, op, low);
}

static int
taken(const struct reg *a, const struct reg *b, unsigned op, bool low)
{
	if (!low && packet_is_any(a) && packet_is_any(b))
		return packet_taken(a, b, op);
	if (reg_is_pointer(a) || reg_is_pointer(b))
		return pointer_taken(a, b, op, low);
	return bounds_taken(&a->b, &b->b, op, low);
}

/* Both may be one register. */
static int
refine(struct env *e, struct reg *a, struct reg *b, unsigned op, bool low)
{
	if (kernels_weak(e, VF_KERNEL_6_1)) {
		older_refine(&a->b, &b->b, op, low);
	} else {
		bounds_refine(&a->b, &b->b, op, low);
		kernels_sync(e, &a->b);
		kernels_sync(e, &b->b);
	}
	if (e->weak && (bounds_broken(&a->b) || bounds_broken(&b->b)))
		return kernels_other_rules(e, "branches that are dead");
	check_sane(a);
	check_sane(b);
	return 0;
}

/* The operands: src is a register, or imm made one. */
struct operands {
	unsigned op;
	bool low;
	struct reg *dst, *src;
	struct reg imm;
};

static int
operands(struct env *e, struct operands *o)
{
	const struct insn *i = env_insn(e);
	int fault = check_read(e, i->dst);

	if (fault != 0)
		return fault;
	if (insn_uses_reg(i) ? i->imm != 0 : i->src != 0)
		return env_refuse(
		    e, FAULT_INVALID, "BPF_JMP/JMP32 uses reserved fields");
	o->op = insn_op(i);
	o->low = insn_class(i) == CLASS_JMP32;
	o->dst = env_reg(e, i->dst);
	if (!insn_uses_reg(i)) {
		reg_const(&o->imm, (uint64_t)(int64_t)i->imm);
		o->src = &o->imm;
		return 0;
	}
	fault = check_read(e, i->src);
	if (fault != 0)
		return fault;
	o->src = env_reg(e, i->src);
	if (!(packet_is_any(o->dst) && packet_is_any(o->src)) &&
	    check_leaks(e, i->src))
		return env_refuse(e, FAULT_ACCESS,
		    "R%u pointer comparison prohibited", i->src);
	return 0;
}

static int
note_pointers(struct env *e, const struct operands *o)
{
	uint32_t flags = 0;

	if (o->src->type == REG_STACK)
		flags |= HISTORY_SRC_STACK;
	if (o->dst->type == REG_STACK)
		flags |= HISTORY_DST_STACK;
	return flags == 0 ? 0 : history_note(e, e->cur, flags, 0);
}

/* Only one way is there: the numbers that say so decide. */
static int
known(struct env *e, const struct operands *o, bool jump)
{
	const struct insn *i = env_insn(e);
	int fault = 0;

	if (!reg_is_pointer(o->dst))
		fault = precise_mark(e, i->dst);
	if (fault == 0 && insn_uses_reg(i) && !reg_is_pointer(o->src))
		fault = precise_mark(e, i->src);
	if (fault == 0)
		fault = speculate_branch(
		    e, jump ? e->insn + 1 : e->insn + i->off + 1);
	if (fault != 0)
		return fault;
	log_insn_state(e);
	if (jump)
		e->insn += i->off;
	return 0;
}

static void
sync(struct state *s, const struct reg *r, const struct linked *l)
{
	if (r->type == REG_SCALAR && r->id != 0)
		linked_sync(s, r, l);
}

/* Both ways: the jump later, the next instruction now. */
static int
both(struct env *e, struct operands *o)
{
	const struct insn *i = env_insn(e);
	bool reg = insn_uses_reg(i);
	struct linked l = {.n = 0};
	struct reg other_imm = o->imm, *dst, *src;
	struct state *other;
	bool null;
	int fault = 0;

	if (reg && o->src->type == REG_SCALAR && o->src->id != 0)
		linked_collect(e, e->cur, o->src->id, &l);
	if (o->dst->type == REG_SCALAR && o->dst->id != 0)
		linked_collect(e, e->cur, o->dst->id, &l);
	/* 6.12 keeps such sums apart from what is known of them. */
	if (e->weak &&
	    (linked_has_sum(e->cur, o->dst, &l) ||
		(reg && linked_has_sum(e->cur, o->src, &l))))
		return kernels_other_rules(e, "numbers linked to a sum");
	if (l.n > 1)
		fault = history_note(e, e->cur, 0, linked_pack(&l));
	if (fault == 0)
		fault = visit_push(
		    e, e->insn + i->off + 1, e->insn, FAULT_BAD, &other);
	if (fault != 0)
		return fault;
	dst = state_reg(other, i->dst);
	src = reg ? state_reg(other, i->src) : &other_imm;
	if (e->weak && o->dst == o->src && o->dst->type == REG_SCALAR) {
		/* On the branch that is dead older kernels know nothing. */
		bounds_unknown(&o->dst->b);
		bounds_unknown(&dst->b);
	} else if (o->dst->type == REG_SCALAR && o->src->type == REG_SCALAR) {
		fault =
		    refine(e, o->dst, o->src, bounds_reverse(o->op), o->low);
		if (fault == 0)
			fault = refine(e, dst, src, o->op, o->low);
		if (fault != 0)
			return fault;
	}
	if (reg) {
		sync(e->cur, o->src, &l);
		sync(other, src, &l);
	}
	sync(e->cur, o->dst, &l);
	sync(other, dst, &l);
	fault = nullable_compare(e, e->cur, other, &null);
	if (fault != 0)
		return fault;
	if (!null && !packet_compare(i, e->cur, other) &&
	    check_leaks(e, i->dst))
		return env_refuse(e, FAULT_ACCESS,
		    "R%u pointer comparison prohibited", i->dst);
	log_insn_state(e);
	return 0;
}

int
check_jump(struct env *e)
{
	const struct insn *i = env_insn(e);
	struct operands o;
	int fault, way;

	if (insn_op(i) == JMP_JA)
		return always(e);
	if (insn_op(i) == JMP_JCOND)
		return may_goto(e);
	fault = operands(e, &o);
	if (fault == 0)
		fault = note_pointers(e, &o);
	if (fault != 0)
		return fault;
	way = e->weak ? weak_taken(e, o.dst, o.src, o.op, o.low)
		      : taken(o.dst, o.src, o.op, o.low);
	return way < 0 ? both(e, &o) : known(e, &o, way == 1);
}
