/* packet - see packet.h */
#include "packet.h"
#include "check.h"
#include "log.h"
#include "progtype.h"
#include "stack.h"

enum { MOST = 65535 };

#define BIT(n) (UINT64_C(1) << (n))

static bool
may_write(const struct env *e)
{
	const uint64_t types = BIT(PROG_SCHED_CLS) | BIT(PROG_SCHED_ACT) |
	    BIT(PROG_XDP) | BIT(PROG_LWT_XMIT) | BIT(PROG_SK_SKB) |
	    BIT(PROG_SK_MSG) | BIT(PROG_CGROUP_SOCKOPT);

	return (types >> e->p->type & 1) != 0;
}

static int
outside(struct env *e, unsigned r, int64_t off, unsigned bytes)
{
	const struct reg *p = env_reg(e, r);

	env_fault_reg(
	    e, r, "that many bytes before the packet's end, by a comparison");
	if (p->range < 0)
		return env_refuse(
		    e, FAULT_INVALID, "R%u offset is outside of the packet", r);
	(void)env_refuse(e, FAULT_ACCESS,
	    "invalid access to packet, off=%lld size=%u, R%u(id=%u,off=%lld,"
	    "r=%d)",
	    (long long)off, bytes, r, p->id, (long long)off, p->range);
	log_text(e->log, "R%u offset is outside of the packet\n", r);
	return FAULT_ACCESS;
}

int
packet_check(
    struct env *e, unsigned r, int64_t off, uint32_t bytes, bool none_allowed)
{
	const struct reg *p = env_reg(e, r);

	if (p->b.smin < 0) {
		env_fault_reg(e, r, "an offset that is not negative");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u min value is negative, either use unsigned index or "
		    "do a if (index >=0) check.",
		    r);
	}
	if (p->range >= 0 && off >= 0 && off + bytes <= p->range &&
	    (bytes > 0 || none_allowed))
		return 0;
	return outside(e, r, off, bytes);
}

static int
check_inside(struct env *e, unsigned r, unsigned bytes)
{
	return packet_check(
	    e, r, (int64_t)env_insn(e)->off + env_reg(e, r)->off, bytes, false);
}

int
packet_read(struct env *e, unsigned r, unsigned bytes, int to)
{
	int fault = check_inside(e, r, bytes);

	if (fault == 0 && to != NO_REG)
		reg_unknown(env_reg(e, (unsigned)to));
	return fault;
}

int
packet_write(struct env *e, unsigned r, unsigned bytes, int from)
{
	int fault;

	if (!may_write(e)) {
		env_fault_reg(
		    e, r, "memory that programs of this type may write");
		return env_refuse(e, FAULT_ACCESS, "cannot write into packet");
	}
	fault = check_stored(e, from, "packet");
	return fault != 0 ? fault : check_inside(e, r, bytes);
}

int
packet_taken(const struct reg *a, const struct reg *b, unsigned op)
{
	const struct reg *p = a;

	if (b->type != REG_PACKET_END) {
		if (a->type != REG_PACKET_END)
			return -1;
		p = b;
		op = bounds_flip(op);
	}
	if (p->range >= 0)
		return -1;
	switch (op) {
	case JMP_JLE:
	case JMP_JGT:
		return p->range == RANGE_BEYOND_END ? op == JMP_JGT : -1;
	case JMP_JLT:
	case JMP_JGE:
		return op == JMP_JGE;
	default:
		return -1;
	}
}

static void
widen(struct reg *r, const struct reg *p, int32_t range)
{
	if (r->type == p->type && r->id == p->id && r->range < range)
		r->range = range;
}

/* p is not behind the end, or before it: so are those of its id. p may be one of
   the state's. */
static void
reaches(struct state *s, const struct reg *of, bool before)
{
	const struct reg p = *of;
	int32_t range = p.off + (before ? 1 : 0);
	struct state_place at = {0};
	struct reg *r;

	if (p.off < 0 || (p.off == 0 && before) || p.b.umax > MOST ||
	    p.b.umax + (uint32_t)p.off > MOST)
		return;
	while ((r = state_next(s, &at)) != NULL)
		widen(r, &p, range);
}

static void
at_end(struct state *s, unsigned r, bool beyond)
{
	struct reg *p = state_reg(s, r);

	if (p->type == REG_PACKET)
		p->range = beyond ? RANGE_BEYOND_END : RANGE_AT_END;
}

/* As it came out of the context. */
static bool
is_start(const struct reg *r)
{
	return r->type == REG_PACKET && r->id == 0 && r->off == 0 &&
	    bounds_is_zero(&r->b);
}

static bool
is_pair(const struct reg *p, const struct reg *end)
{
	return (p->type == REG_PACKET && end->type == REG_PACKET_END) ||
	    (p->type == REG_PACKET_META && is_start(end));
}

static bool
is_order(unsigned op)
{
	return op == JMP_JGT || op == JMP_JGE || op == JMP_JLT || op == JMP_JLE;
}

bool
packet_compare(const struct insn *i, struct state *now, struct state *jump)
{
	const struct reg *a = state_reg(now, i->dst),
			 *b = state_reg(now, i->src);
	unsigned op = insn_op(i), r = i->dst;
	const struct reg *p = a;
	struct state *inside, *outside;
	bool open;

	if (!insn_uses_reg(i) || insn_class(i) != CLASS_JMP || !is_order(op))
		return false;
	if (!is_pair(a, b)) {
		if (!is_pair(b, a))
			return false;
		p = b;
		r = i->src;
		op = bounds_flip(op);
	}
	/* p op end: where it holds, jump. */
	inside = op == JMP_JGT || op == JMP_JGE ? now : jump;
	outside = inside == now ? jump : now;
	open = op == JMP_JGE || op == JMP_JLT;
	reaches(inside, p, open);
	at_end(outside, r, !open);
	return true;
}
