/* helperarg - arguments of helpers. kernel/bpf/verifier.c: check_func_arg. */
#include "btfptr.h"
#include "check.h"
#include "context.h"
#include "dynptr.h"
#include "helper.h"
#include "kptr.h"
#include "lock.h"
#include "log.h"
#include "map.h"
#include "packet.h"
#include "precise.h"
#include "progtype.h"
#include "region.h"
#include "stack.h"
#include "stackrange.h"
#include "timer.h"

enum { MOST_BYTES = 1 << 29 };

#define BIT(n) (UINT64_C(1) << (n))

/* May helpers be given packets at all? may_access_direct_pkt_data. */
static bool
takes_packets(const struct env *e, const struct helper *h)
{
	const uint64_t types = BIT(PROG_LWT_IN) | BIT(PROG_LWT_OUT) |
	    BIT(PROG_LWT_SEG6LOCAL) | BIT(PROG_SK_REUSEPORT) |
	    BIT(PROG_FLOW_DISSECTOR) | BIT(PROG_CGROUP_SKB) |
	    BIT(PROG_SCHED_CLS) | BIT(PROG_SCHED_ACT) | BIT(PROG_XDP) |
	    BIT(PROG_LWT_XMIT) | BIT(PROG_SK_SKB) | BIT(PROG_SK_MSG);

	if (e->p->type == PROG_CGROUP_SOCKOPT)
		return true;
	return (types >> e->p->type & 1) != 0 &&
	    (h->flags & HELPER_PACKET) != 0;
}

/* Both the offset that is known and that which is not are 0. */
static int
check_plain(struct env *e, unsigned r, bool released)
{
	const struct reg *p = env_reg(e, r);

	if (released && p->off != 0) {
		env_fault_reg(e, r, "what was got, without an offset");
		return env_refuse(e, FAULT_INVALID,
		    "R%u must have zero offset when passed to release func or "
		    "trusted arg to kfunc",
		    r);
	}
	if (btfptr_is(p) && !released && (p->trust & TRUST_PERCPU) == 0)
		return context_check_known(e, r);
	return released || !helper_is_memory(p->type)
	    ? context_check_plain(e, r)
	    : 0;
}

int
helper_check_offset(struct env *e, unsigned r)
{
	return env_reg(e, r)->type == REG_SCALAR ? 0 : check_plain(e, r, false);
}

static int
check_type(struct env *e, const struct call *c, unsigned r, unsigned arg,
    bool released)
{
	unsigned kind = arg & HELPER_KIND, type = env_reg(e, r)->type;
	int fault;

	if ((arg & HELPER_OR_NULL) != 0)
		type &= ~(unsigned)REG_OR_NULL;
	if (!helper_fits(arg, type, env_reg(e, r)->trust)) {
		env_fault_reg(e, r, helper_expected(kind));
		return env_refuse(e, FAULT_ACCESS, "R%u type=%s expected=%s", r,
		    log_type(env_reg(e, r)), helper_expected(kind));
	}
	if (type == REG_BTF) {
		fault = btfptr_argument(e, r, c, arg, released);
		if (fault != 0)
			return fault;
	}
	/* What is given back is not the stack. */
	if (helper_is_dynptr(arg) && type == REG_STACK)
		released = false;
	return type == REG_SCALAR ? 0 : check_plain(e, r, released);
}

static int
check_bytes(struct env *e, struct call *c, unsigned r, uint32_t bytes,
    unsigned arg, bool none_allowed, bool fills)
{
	const struct reg *p = env_reg(e, r);
	struct stackrange s = {.bytes = bytes,
	    .write = (arg & HELPER_WRITE) != 0,
	    .none_allowed = none_allowed,
	    .fills = fills};
	bool fill;
	int fault;

	switch (p->type & ~(unsigned)REG_OR_NULL) {
	case REG_PACKET:
	case REG_PACKET_META:
		return packet_check(e, r, p->off, bytes, none_allowed);
	case REG_MAP_KEY:
		return map_check_key(e, r, bytes, s.write, none_allowed);
	case REG_MAP_VALUE:
		return map_check_bytes(e, r, bytes, s.write, none_allowed);
	case REG_MEM:
	case REG_RINGBUF_MEM:
	case REG_RDONLY_MEM:
		return region_check(e, r, p->off, bytes, p->size, none_allowed);
	case REG_BUFFER:
	case REG_RDONLY_BUFFER:
		return context_check_part(e, r, p->off, bytes);
	case REG_BTF:
		return btfptr_access(e, r, p->off, bytes, NO_REG);
	case REG_STACK:
		fault = stackrange_check(e, r, &s, &fill);
		if (fault == 0 && fill) {
			c->fill = true;
			c->fill_reg = r;
			c->fill_bytes = bytes;
		}
		return fault;
	default:
		if (none_allowed && bytes == 0 && reg_is_null(p))
			return 0;
		env_fault_reg(e, r, "memory of that size");
		return env_refuse(
		    e, FAULT_ACCESS, "R%u type=%s expected=fp", r, log_type(p));
	}
}

int
helper_check_memory(struct env *e, unsigned r, uint32_t bytes)
{
	struct call c = {0};
	int fault;

	/* Where it is nothing no byte is touched. */
	fault = check_bytes(e, &c, r, bytes, HELPER_MEMORY, true, false);
	return fault == 0 ? check_bytes(e, &c, r, bytes,
				HELPER_MEMORY | HELPER_WRITE, true, false)
			  : fault;
}

/* r is the size of what the register before it points to. */
static int
check_size(struct env *e, struct call *c, unsigned r, bool none_allowed)
{
	const struct reg *p = env_reg(e, r);
	const struct bounds *b = &p->b;
	bool fills = c->fills && tnum_is_const(b->bits);
	int fault;

	c->most = b->umax;
	if (b->smin < 0) {
		env_fault_reg(e, r, "a size that is not negative");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u min value is negative, either use unsigned or 'var &= "
		    "const'",
		    r);
	}
	if (b->umin == 0 && !none_allowed) {
		env_fault_reg(e, r, "a size that is not 0");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u invalid zero-sized read: u64=[%lld,%lld]", r,
		    (long long)b->umin, (long long)b->umax);
	}
	if (b->umax >= MOST_BYTES) {
		env_fault_reg(e, r, "a size with an upper bound");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u unbounded memory access, use 'var &= const' or 'if "
		    "(var < const)'",
		    r);
	}
	fault = check_bytes(e, c, r - 1, (uint32_t)b->umax,
	    c->helper->args[r - 1 - R1], none_allowed, fills);
	return fault == 0 ? precise_mark(e, r) : fault;
}

static int
check_value(struct env *e, struct call *c, unsigned r, unsigned arg)
{
	if ((arg & HELPER_OR_NULL) != 0 && reg_is_null(env_reg(e, r)))
		return 0;
	/* Of a bloom filter it is asked whether the value is there. */
	if (c->map->type == MAP_BLOOM_FILTER &&
	    c->number == HELPER_MAP_PEEK_ELEM)
		arg = HELPER_VALUE;
	c->fills = (arg & HELPER_UNINIT) != 0;
	return check_bytes(e, c, r, c->map->value_size, arg, false, c->fills);
}

static int
check_key(struct env *e, struct call *c, unsigned r)
{
	int fault =
	    check_bytes(e, c, r, c->map->key_size, HELPER_KEY, false, false);

	if (fault == 0 && !e->o->unprivileged &&
	    (c->map->type == MAP_ARRAY || c->map->type == MAP_PERCPU_ARRAY))
		fault = stackrange_number(
		    e, r, c->map->key_size, &c->key_known, &c->key);
	return fault;
}

static int
check_fixed(struct env *e, struct call *c, unsigned r, unsigned arg)
{
	bool aligned;
	uint32_t bytes = helper_fixed_size(arg & HELPER_KIND, &aligned);
	int fault;

	c->fills = (arg & HELPER_UNINIT) != 0;
	fault = check_bytes(e, c, r, bytes, arg, false, c->fills);
	return fault == 0 && aligned ? check_alignment(e, r, 0, bytes, true)
				     : fault;
}

static int
check_constant(struct env *e, struct call *c, unsigned r)
{
	const struct reg *p = env_reg(e, r);

	if (!tnum_is_const(p->b.bits)) {
		env_fault_reg(e, r, "a number that is known");
		return env_refuse(
		    e, FAULT_ACCESS, "R%u is not a known constant'", r);
	}
	c->bytes = (uint32_t)p->b.bits.value;
	return precise_mark(e, r);
}

/* What must be given back, and is only once in a call. */
static int
check_held(struct env *e, struct call *c, unsigned r, bool released)
{
	const struct reg *p = env_reg(e, r);

	if (released && p->ref == 0 && !reg_is_null(p)) {
		env_fault_reg(e, r, "what was got and is not given back yet");
		return env_refuse(e, FAULT_INVALID,
		    "R%u must be referenced when passed to release function",
		    r);
	}
	if (p->ref != 0 && c->ref != 0)
		return env_refuse(e, FAULT_ACCESS,
		    "more than one arg with ref_obj_id R%u %u %u", r, p->ref,
		    c->ref);
	if (p->ref != 0)
		c->ref = p->ref;
	return 0;
}

/* What it points to, or how much. */
static int
check_meaning(struct env *e, struct call *c, unsigned r, unsigned arg)
{
	switch (arg & HELPER_KIND) {
	case HELPER_CONTEXT:
		return 0;
	case HELPER_MAP:
		if (c->map != NULL)
			return timer_check_map(e, c, r);
		c->map_number = env_reg(e, r)->map;
		c->map_inner = env_reg(e, r)->inner;
		c->map_uid = env_reg(e, r)->uid;
		c->map = &e->p->maps[c->map_number];
		return 0;
	case HELPER_KEY:
		return check_key(e, c, r);
	case HELPER_VALUE:
		return check_value(e, c, r, arg);
	case HELPER_BYTES:
		return check_constant(e, c, r);
	case HELPER_RECORD:
	case HELPER_SOCK_COMMON:
	case HELPER_SOCK_ANY:
	case HELPER_SOCKET:
	case HELPER_STACK:
	case HELPER_BTF:
		return 0;
	case HELPER_LOCK:
		return c->number == HELPER_SPIN_LOCK ? lock_take(e, r)
						     : lock_give(e, r);
	case HELPER_TIMER:
		return timer_check(e, c, r);
	case HELPER_KPTR:
		return kptr_check_place(e, c, r);
	case HELPER_FUNC:
		c->subprog = env_reg(e, r)->subprog;
		return 0;
	case HELPER_PERCPU:
		/* Of the program's own making. */
		if ((env_reg(e, r)->trust & TRUST_RCU) != 0)
			return env_undecided(
			    e, "pointers to what each processor has, in RCU");
		c->percpu = env_reg(e, r)->btf;
		return 0;
	case HELPER_STRING:
		return map_check_string(e, r);
	case HELPER_MEMORY:
		c->fills = (arg & HELPER_UNINIT) != 0;
		return 0;
	case HELPER_SIZE:
	case HELPER_SIZE0:
		return check_size(e, c, r, (arg & HELPER_KIND) == HELPER_SIZE0);
	default:
		return check_fixed(e, c, r, arg);
	}
}

int
helper_check_argument(struct env *e, struct call *c, unsigned n)
{
	unsigned arg = c->helper->args[n], r = R1 + n;
	unsigned last = c->number == HELPER_KPTR_XCHG ? 1 : 0;
	bool released = n == last && (c->helper->flags & HELPER_RELEASES) != 0;
	int fault;

	if (arg == HELPER_NONE)
		return 0;
	fault = check_read(e, r);
	if (fault != 0)
		return fault;
	if (arg == HELPER_ANYTHING) {
		if (!check_leaks(e, r))
			return 0;
		env_fault_reg(e, r, "a number");
		return env_refuse(
		    e, FAULT_ACCESS, "R%u leaks addr into helper function", r);
	}
	if (packet_is_pointer(env_reg(e, r)) && !takes_packets(e, c->helper)) {
		env_fault_reg(e, r, "memory that is no packet's");
		return env_refuse(e, FAULT_ACCESS,
		    "helper access to the packet is not allowed");
	}
	if ((arg & HELPER_KIND) == HELPER_VALUE &&
	    (c->map->type == MAP_SOCKMAP || c->map->type == MAP_SOCKHASH)) {
		/* These are given sockets. */
		if (arg != HELPER_VALUE)
			return env_refuse(e, FAULT_INVALID,
			    "invalid arg_type for sockmap/sockhash");
		arg = HELPER_SOCK_ANY;
	}
	if ((arg & HELPER_OR_NULL) == 0 || !reg_is_null(env_reg(e, r)))
		fault = check_type(e, c, r, arg, released);
	if (fault == 0 && helper_is_dynptr(arg))
		return dynptr_check_argument(e, c, r, arg, released);
	if (fault == 0)
		fault = check_held(e, c, r, released);
	return fault == 0 ? check_meaning(e, c, r, arg) : fault;
}
