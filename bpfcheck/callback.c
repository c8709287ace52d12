/* callback - see callback.h */
#include "callback.h"
#include "btfptr.h"
#include "check.h"
#include "dynptr.h"
#include "equal.h"
#include "given.h"
#include "log.h"
#include "map.h"
#include "precise.h"
#include "typerule.h"
#include "visit.h"

bool
callback_is_caller(int32_t helper)
{
	return helper == HELPER_FOR_EACH_MAP_ELEM || helper == HELPER_LOOP ||
	    helper == HELPER_FIND_VMA || helper == HELPER_USER_RINGBUF_DRAIN;
}

int
callback_load(struct env *e)
{
	const struct insn *i = env_insn(e);
	int32_t at = env_subprog_at(e, (int64_t)e->insn + i->imm + 1);
	struct reg *r = env_reg(e, i->dst);

	if (e->p->nfuncs == 0)
		return env_refuse(e, FAULT_INVALID, "missing btf func_info");
	if (at < 0)
		return env_refuse(e, FAULT_INVALID, "no function begins there");
	if (subprog_is_global(&e->subprogs[at])) {
		env_fault(
		    e, "a static function", "%s", e->subprogs[at].func->name);
		return env_refuse(
		    e, FAULT_INVALID, "callback function not static");
	}
	reg_start(r, REG_FUNC);
	r->subprog = (uint32_t)at;
	return 0;
}

/* map, key, value */
static void
give_place(const struct call *c, struct reg *regs)
{
	static const uint8_t given[] = {REG_MAP, REG_MAP_KEY, REG_MAP_VALUE};
	unsigned i;

	for (i = 0; i < sizeof given; i++) {
		reg_start(&regs[R1 + i], given[i]);
		regs[R1 + i].map = c->map_number;
		regs[R1 + i].inner = c->map_inner;
		regs[R1 + i].uid = c->map_uid;
	}
}

/* fn(map, key, value, context) */
static int
give_element(struct env *e, const struct call *c, struct reg *regs)
{
	const uint64_t types = UINT64_C(1) << MAP_HASH |
	    UINT64_C(1) << MAP_ARRAY | UINT64_C(1) << MAP_PERCPU_HASH |
	    UINT64_C(1) << MAP_PERCPU_ARRAY | UINT64_C(1) << MAP_LRU_HASH |
	    UINT64_C(1) << MAP_LRU_PERCPU_HASH;

	if (!map_has(types, c->map->type)) {
		env_fault(
		    e, "an array or a hash table", "the map %s", c->map->name);
		return env_refuse(
		    e, FAULT_NOTSUPP, "callback function not allowed for map");
	}
	give_place(c, regs);
	/* 6.18 forgets which of a map's maps they are in. */
	regs[R2].uid = regs[R3].uid = 0;
	regs[R4] = *env_reg(e, R3);
	return 0;
}

/* fn(number of the turn, context) */
static void
give_turn(struct env *e, struct reg *regs)
{
	reg_unknown(&regs[R1]);
	regs[R2] = *env_reg(e, R3);
}

/* fn(task, its mapping, context) */
static int
give_mapping(struct env *e, struct reg *regs)
{
	uint32_t id = btftype_find(e->p->btf, BTF_STRUCT, "vm_area_struct", "");

	if (id == 0)
		return env_undecided(e, "type vm_area_struct of the kernel's");
	regs[R1] = *env_reg(e, R1);
	btfptr_make(e, &regs[R2], id, 0, false);
	regs[R3] = *env_reg(e, R4);
	return 0;
}

/* fn(dynptr, context) */
static void
give_dynptr(struct env *e, struct reg *regs)
{
	dynptr_give(e, &regs[R1]);
	regs[R2] = *env_reg(e, R3);
}

static int
push(struct env *e, const struct call *c)
{
	struct frame *caller = state_frame(e->cur), *callee;
	struct state *s;
	int fault;

	fault = given_look(e, c->subprog);
	if (fault != 0)
		return fault;
	e->subprogs[c->subprog].callback = true;
	fault = visit_push(e, (int32_t)e->subprogs[c->subprog].start, e->insn,
	    FAULT_MEMORY, &s);
	if (fault != 0)
		return fault;
	if (s->cur + 1 >= FRAMES)
		return env_refuse(e, FAULT_TOO_BIG,
		    "the call stack of %u frames is too deep", s->cur + 2);
	callee = frame_new(&e->pool, e->insn, c->subprog, s->cur + 1);
	if (callee == NULL)
		return env_memory(e);
	s->frames[++s->cur] = callee;
	callee->callback = true;
	if (c->number == HELPER_LOOP)
		give_turn(e, callee->regs);
	else if (c->number == HELPER_FIND_VMA)
		fault = give_mapping(e, callee->regs);
	else if (c->number == HELPER_USER_RINGBUF_DRAIN)
		give_dynptr(e, callee->regs);
	else
		fault = give_element(e, c, callee->regs);
	e->shown_regs = UINT32_MAX;
	e->shown_slots = UINT64_MAX;
	s->callbacks++;
	s->frames[s->cur - 1]->turns++;
	caller->turns = 0;
	return fault;
}

/* A timer calls it when nothing of this program is left. */
static int
push_timer(struct env *e, const struct call *c)
{
	struct frame *f;
	int fault;

	fault = given_look(e, c->subprog);
	if (fault != 0)
		return fault;
	e->subprogs[c->subprog].callback = e->subprogs[c->subprog].async = true;
	fault = visit_push_async(e, c->subprog, e->insn, &f);
	if (fault != 0)
		return fault;
	f->async = state_frame(e->cur)->async + 1;
	give_place(c, f->regs);
	e->shown_regs = UINT32_MAX;
	e->shown_slots = UINT64_MAX;
	return 0;
}

/* Where each time the same function is called and no flag is set the kernel
   makes a loop of it: then that no flag is set has decided. */
static int
note_flags(struct env *e, uint32_t subprog)
{
	struct aux *a = &e->aux[e->insn];
	bool plain = reg_is_null(env_reg(e, R4));
	int fault = 0;

	if (a->loop_seen && !a->loop_plain)
		return 0;
	if (plain)
		fault = precise_mark(e, R4);
	a->loop_plain = plain && (!a->loop_seen || a->loop_subprog == subprog);
	if (!a->loop_seen)
		a->loop_subprog = subprog;
	a->loop_seen = true;
	return fault;
}

/* bpf_loop */
static int
loop(struct env *e, const struct call *c)
{
	const struct reg *turns = env_reg(e, R1);
	struct frame *f = state_frame(e->cur);
	int fault = note_flags(e, c->subprog);

	if (fault != 0)
		return fault;
	if (turns->type != REG_SCALAR) {
		env_fault_reg(e, R1, "a number of turns");
		return env_refuse(
		    e, FAULT_BAD, "the number of turns is a pointer");
	}
	fault = precise_mark(e, R1);
	if (fault != 0)
		return fault;
	if (f->turns < turns->b.umax)
		return push(e, c);
	f->turns = 0;
	if ((e->log->level & 2) != 0)
		log_text(e->log, "frame%u bpf_loop iteration limit reached\n",
		    e->cur->cur);
	return 0;
}

int
callback_call(struct env *e, const struct call *c)
{
	if (c->number == HELPER_LOOP)
		return loop(e, c);
	if (c->number == HELPER_TIMER_SET_CALLBACK)
		return push_timer(e, c);
	return callback_is_caller(c->number) ? push(e, c) : 0;
}

int
callback_check_return(struct env *e)
{
	const struct reg *r = env_reg(e, R0);
	int fault;

	if (r->type != REG_SCALAR) {
		env_fault_reg(e, R0, "a number");
		return env_refuse(e, FAULT_ACCESS, "R0 not a scalar value");
	}
	fault = precise_mark(e, R0);
	return fault != 0 ? fault
			  : typerule_check_range(e, "At callback return", 0, 1);
}

void
callback_widen(struct env *e)
{
	const struct state *earlier = visit_earlier(e, e->cur, e->insn);

	if (earlier != NULL)
		equal_widen(e, earlier, e->cur);
}

int
callback_end(struct env *e)
{
	const char *where = "At async callback return";
	const struct reg *r = env_reg(e, R0);
	int fault = check_read(e, R0);

	if (fault != 0)
		return fault;
	if (r->type != REG_SCALAR) {
		env_fault_reg(e, R0, "a number");
		return env_refuse(e, FAULT_INVALID,
		    "%s the register R0 is not a known value (%s)", where,
		    log_type(r));
	}
	fault = precise_mark(e, R0);
	return fault != 0 ? fault : typerule_check_range(e, where, 0, 0);
}
