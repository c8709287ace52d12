/* helper - see helper.h */
#include "helper.h"
#include "btfptr.h"
#include "callback.h"
#include "check.h"
#include "dynptr.h"
#include "format.h"
#include "kernels.h"
#include "kptr.h"
#include "ksym.h"
#include "lock.h"
#include "log.h"
#include "map.h"
#include "packet.h"
#include "precise.h"
#include "progtype.h"
#include "ref.h"
#include "region.h"
#include "stackrange.h"
#include "traced.h"
#include "visit.h"

enum { ARGUMENTS = 0x3e, MAX_ERRNO = 4095, MOST_CPUS = 8192 };

uint16_t
helper_reads(int32_t number, uint32_t type, uint32_t attach)
{
	const struct helper *h = helper_in(number, type);
	unsigned i, reads = 0;

	if (h == NULL || type >= PROG_TYPES || (h->known >> type & 1) == 0 ||
	    !helper_attached(number, type, attach))
		return ARGUMENTS;
	for (i = 0; i < HELPER_ARGS; i++)
		if (h->args[i] != HELPER_NONE)
			reads |= 2u << i;
	return (uint16_t)reads;
}

bool
helper_moves(int32_t number)
{
	const struct helper *h = helper_of(number);

	return number == HELPER_TAIL_CALL ||
	    (h != NULL && (h->flags & HELPER_MOVES) != 0);
}

const char *
helper_name(int32_t number)
{
	const struct helper *h = helper_of(number);

	return h != NULL ? h->name : "unknown";
}

static int
check_allowed(struct env *e, const struct helper *h)
{
	int32_t n = env_insn(e)->imm;
	const struct vf_program *p = e->p;

	if (h == NULL)
		return env_refuse(
		    e, FAULT_INVALID, "invalid func unknown#%d", n);
	if ((h->types >> p->type & 1) == 0 ||
	    !helper_attached(n, p->type, p->attach) || !traced_gives(e, n) ||
	    (e->o->unprivileged && !helper_for_all(n, p->type))) {
		env_fault(e, "a helper that programs of this type may call",
		    "%s", h->name);
		return env_refuse(e, FAULT_INVALID,
		    "program of this type cannot use helper %s#%d", h->name, n);
	}
	if ((h->known >> p->type & 1) == 0)
		return env_undecided(e, "helper %s", h->name);
	if ((h->flags & HELPER_GPL) != 0 && !p->gpl)
		return env_refuse(e, FAULT_INVALID,
		    "cannot call GPL-restricted function from non-GPL "
		    "compatible program");
	/* kernel/trace/bpf_trace.c, bpf_d_path_allowed: else only in functions
	   of a list. */
	if (n == HELPER_D_PATH && e->iterator == NULL) {
		env_fault(e, "a program of an iterator's", "%s", h->name);
		return env_refuse(
		    e, FAULT_INVALID, "helper call is not allowed in probe");
	}
	if ((h->flags & HELPER_SLEEPS) != 0 && !p->sleepable) {
		env_fault(e, "a program that may sleep", "%s", h->name);
		return env_refuse(e, FAULT_INVALID,
		    "helper call might sleep in a non-sleepable prog");
	}
	return 0;
}

/* All pointers into packets, of all frames, are numbers. */
void
helper_packets_gone(struct state *s)
{
	struct state_place at = {0};
	struct reg *r;

	while ((r = state_next(s, &at)) != NULL)
		if (packet_is_any(r))
			reg_unknown(r);
}

/* Of those that change maps. */
static int
check_change(struct env *e, const struct call *c)
{
	switch (c->number) {
	case HELPER_MAP_UPDATE_ELEM:
	case HELPER_MAP_DELETE_ELEM:
	case HELPER_MAP_PUSH_ELEM:
	case HELPER_MAP_POP_ELEM:
		break;
	default:
		return 0;
	}
	if ((map_rights(c->map) & MAP_RDONLY_PROG) == 0)
		return 0;
	env_fault(
	    e, "a map that programs may change", "the map %s", c->map->name);
	return env_refuse(e, FAULT_ACCESS, "write into map forbidden");
}

/* A known place in an array of programs is jumped to directly. */
static int
note_place(struct env *e, const struct call *c)
{
	const struct reg *key = env_reg(e, R3);
	struct aux *a = &e->aux[e->insn];

	if (c->number != HELPER_TAIL_CALL)
		return 0;
	if (c->map->type != MAP_PROG_ARRAY) {
		env_fault(
		    e, "an array of programs", "the map %s", c->map->name);
		return env_refuse(
		    e, FAULT_INVALID, "expected prog array map for tail call");
	}
	if (a->tail_map != 0 && a->tail_map != c->map_number + 1)
		a->tail_maps = true;
	a->tail_map = c->map_number + 1;
	if (key->type != REG_SCALAR || !tnum_is_const(key->b.bits) ||
	    key->b.bits.value >= c->map->max_entries)
		return 0;
	return precise_mark(e, R3);
}

/* do_misc_fixups; the maps are the user's own: !map->bypass_spec_v1. */
int
helper_check_tail_calls(struct env *e)
{
	uint32_t i;

	for (i = 0; e->o->unprivileged && i < e->len; i++) {
		if (!e->aux[i].tail_maps)
			continue;
		e->insn = (int32_t)i;
		env_fault(
		    e, "one map for all ways that come here", "the tail call");
		return env_refuse(
		    e, FAULT_INVALID, "tail_call abusing map_ptr");
	}
	return 0;
}

/* Of cgroups' storage there is one, which cannot fail. */
static int
check_flags(struct env *e, const struct call *c)
{
	if (c->number != HELPER_GET_LOCAL_STORAGE)
		return 0;
	if (reg_is_null(env_reg(e, R2)))
		return 0;
	env_fault_reg(e, R2, "0");
	return env_refuse(e, FAULT_INVALID,
	    "get_local_storage() doesn't support non-zero flags");
}

/* An element of an array that is there for certain. */
static bool
is_there(const struct call *c)
{
	return c->number == HELPER_MAP_LOOKUP_ELEM && c->key_known &&
	    c->key < c->map->max_entries;
}

static void
look_up(struct env *e, const struct call *c)
{
	struct reg *r = env_reg(e, R0);

	reg_start(r, c->helper->returns);
	r->map = c->map_number;
	r->inner = c->map_inner;
	r->uid = c->map_uid;
	if (!e->weak && is_there(c))
		r->type = REG_MAP_VALUE;
	/* Of a lock it is known whose it is. */
	if (!reg_may_be_null(r) && lock_may_be_in(e, r))
		r->id = ++e->id;
}

/* Sockets out of maps must be given back, too. */
static bool
acquires(const struct call *c)
{
	if ((c->helper->flags & HELPER_ACQUIRES) != 0)
		return true;
	return c->number == HELPER_MAP_LOOKUP_ELEM &&
	    (c->map->type == MAP_SOCKMAP || c->map->type == MAP_SOCKHASH);
}

static int
return_pointer(struct env *e, const struct call *c)
{
	struct reg *r = env_reg(e, R0);
	uint32_t id;
	int fault;

	if ((c->helper->returns & ~REG_OR_NULL) == REG_MAP_VALUE) {
		look_up(e, c);
	} else if (c->kptr != NULL) {
		kptr_return(e, c->kptr, r);
	} else if ((c->helper->returns & ~REG_OR_NULL) == REG_BTF) {
		fault = btfptr_return(
		    e, r, c->number, (c->helper->returns & REG_OR_NULL) != 0);
		if (fault != 0)
			return fault;
	} else if ((c->helper->returns & ~REG_OR_NULL) == REG_RDONLY_MEM) {
		fault = ksym_own(
		    e, r, c->percpu, (c->helper->returns & REG_OR_NULL) != 0);
		if (fault != 0)
			return fault;
	} else {
		reg_start(r, c->helper->returns);
		if (region_is_memory(r))
			r->size = c->bytes;
	}
	if (reg_may_be_null(r))
		r->id = ++e->id;
	if ((c->helper->flags & HELPER_CASTS) != 0)
		r->ref = c->ref;
	if (c->number == HELPER_DYNPTR_DATA) {
		r->slice_of = c->dynptr;
		r->ref = c->dynptr_ref;
	}
	if (!acquires(c))
		return 0;
	fault = ref_acquire(e, &id);
	if (fault == 0)
		r->id = r->ref = id;
	return fault;
}

static void
narrow(const struct env *e, struct bounds *b, int64_t from, int64_t to)
{
	b->smin = from;
	b->smax = to;
	b->smin32 = (int32_t)from;
	b->smax32 = (int32_t)to;
	kernels_sync(e, b);
}

static void
processor(struct env *e, struct bounds *b)
{
	uint32_t n = e->o->cpus != 0 ? e->o->cpus : MOST_CPUS;

	b->umin = b->umin32 = 0;
	b->umax = b->umax32 = n - 1;
	narrow(e, b, 0, n - 1);
}

static int
return_value(struct env *e, const struct call *c)
{
	struct reg *r = env_reg(e, R0);
	unsigned flags = c->helper->flags;

	if ((flags & HELPER_VOID) != 0)
		return 0;
	if (c->helper->returns != REG_NONE)
		return return_pointer(e, c);
	reg_unknown(r);
	if ((flags & HELPER_LENGTH) != 0)
		narrow(e, &r->b, -MAX_ERRNO, (int64_t)c->most);
	if ((flags & HELPER_CPU) != 0 && !kernels_weak(e, VF_KERNEL_6_1))
		processor(e, &r->b);
	return 0;
}

/* Given to more programs than it is for. check_get_func_ip. */
static int
check_func_ip(struct env *e, const struct call *c)
{
	uint32_t type = e->p->type;

	if (c->number != HELPER_GET_FUNC_IP || type == PROG_KPROBE)
		return 0;
	env_fault(e, "a program at a function's entry or exit", "%s",
	    c->helper->name);
	if (type == PROG_TRACING)
		return env_refuse(e, FAULT_NOTSUPP,
		    "func %s#%d supported only for fentry/fexit/fmod_ret "
		    "programs",
		    c->helper->name, c->number);
	return env_refuse(e, FAULT_NOTSUPP,
	    "func %s#%d not supported for program type %u", c->helper->name,
	    c->number, type);
}

/* One that succeeds does not come back; one that fails does. */
static int
tail_call(struct env *e)
{
	struct state *other;
	int fault;

	if (e->cur->cur == 0)
		return 0;
	fault = visit_push(e, e->insn + 1, e->insn, FAULT_MEMORY, &other);
	if (fault != 0)
		return fault;
	helper_packets_gone(e->cur);
	reg_unknown(env_reg(e, R0));
	return check_leave(e);
}

static int
finish(struct env *e, const struct call *c)
{
	unsigned i;
	int fault;

	for (i = R0; i <= R5; i++)
		reg_none(env_reg(e, i));
	e->shown_regs |= ARGUMENTS | 1u << R0;
	fault = return_value(e, c);
	if (fault == 0)
		fault = helper_check_map(e, c);
	if (fault == 0)
		fault = check_func_ip(e, c);
	if (fault != 0)
		return fault;
	/* Older kernels take a tail call for one that moves packets. */
	if (e->weak && c->number == HELPER_TAIL_CALL)
		helper_packets_gone(e->cur);
	if (c->number == HELPER_TAIL_CALL)
		return tail_call(e);
	if ((c->helper->flags & HELPER_MOVES) != 0)
		helper_packets_gone(e->cur);
	return 0;
}

int
helper_check(struct env *e)
{
	struct call c = {.number = env_insn(e)->imm};
	int fault;
	unsigned i;

	c.helper = helper_in(c.number, e->p->type);
	fault = check_allowed(e, c.helper);
	for (i = 0; fault == 0 && i < HELPER_ARGS; i++)
		fault = helper_check_argument(e, &c, i);
	if (fault == 0)
		fault = check_change(e, &c);
	if (fault == 0)
		fault = note_place(e, &c);
	if (fault == 0 && c.fill)
		fault = stackrange_fill(e, c.fill_reg, c.fill_bytes);
	if (fault == 0 && (c.helper->flags & HELPER_RELEASES) != 0 &&
	    c.ref != 0)
		ref_release(e, c.ref);
	if (fault == 0)
		fault = dynptr_finish(e, &c);
	if (fault == 0 && c.number == HELPER_TAIL_CALL)
		fault = lock_check_end(e, "tail_call");
	if (fault == 0)
		fault = check_flags(e, &c);
	if (fault == 0)
		fault = format_check(e, &c);
	if (fault == 0)
		fault = callback_call(e, &c);
	return fault == 0 ? finish(e, &c) : fault;
}
