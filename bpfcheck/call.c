/* call - functions of the program, exits, and what comes from outside.
   kernel/bpf/verifier.c: check_func_call, prepare_func_exit. */
#include "callback.h"
#include "check.h"
#include "given.h"
#include "global.h"
#include "helper.h"
#include "ksym.h"
#include "lock.h"
#include "log.h"
#include "map.h"
#include "stacklive.h"
#include "typerule.h"
#include "visit.h"

static void
log_frames(struct env *e, const char *first, uint32_t one, const char *second,
    uint32_t other)
{
	if (e->log->level == 0)
		return;
	log_string(e->log, first);
	log_state(e, e->cur, one, true);
	log_string(e->log, second);
	log_state(e, e->cur, other, true);
}

static int
call_subprog(struct env *e)
{
	int64_t target = (int64_t)e->insn + env_insn(e)->imm + 1;
	int32_t subprog = env_subprog_at(e, target);
	struct state *s = e->cur;
	struct frame *caller = state_frame(s), *callee;
	unsigned r;
	int fault;

	if (subprog < 0)
		return env_refuse(
		    e, FAULT_BAD, "no function begins at insn %d", (int)target);
	if (subprog_is_global(&e->subprogs[subprog]))
		return global_call(e, (uint32_t)subprog);
	fault = given_look(e, (uint32_t)subprog);
	if (fault != 0)
		return fault;
	if (s->cur + 1 >= FRAMES)
		return env_refuse(e, FAULT_TOO_BIG,
		    "the call stack of %u frames is too deep", s->cur + 2);
	callee = frame_new(&e->pool, e->insn, (uint32_t)subprog, s->cur + 1);
	if (callee == NULL)
		return env_memory(e);
	for (r = R1; r <= R5; r++)
		callee->regs[r] = caller->regs[r];
	for (r = R0; r <= R5; r++)
		reg_none(&caller->regs[r]);
	s->frames[++s->cur] = callee;
	e->shown_regs = UINT32_MAX;
	e->insn = (int32_t)target - 1;
	live_moved(e);
	log_frames(e, "caller:\n", s->cur - 1, "callee:\n", s->cur);
	return 0;
}

int
check_call(struct env *e)
{
	const struct insn *i = env_insn(e);

	if ((i->src != CALL_KFUNC && i->off != 0) || i->src > CALL_KFUNC ||
	    i->dst != 0)
		return env_refuse(
		    e, FAULT_INVALID, "BPF_CALL uses reserved fields");
	if (e->cur->lock_map != 0 && i->src != CALL_SUBPROG &&
	    (i->src != CALL_HELPER || i->imm != HELPER_SPIN_UNLOCK)) {
		env_fault(e, "no call but the one that gives the lock back",
		    "the call");
		return env_refuse(e, FAULT_INVALID,
		    "function calls are not allowed while holding a lock");
	}
	switch (i->src) {
	case CALL_SUBPROG:
		return call_subprog(e);
	case CALL_KFUNC:
		return env_undecided(e, "kernel functions (kfuncs)");
	default:
		return helper_check(e);
	}
}

int
check_leave(struct env *e)
{
	struct state *s = e->cur;
	struct frame *callee = state_frame(s), *caller = s->frames[s->cur - 1];
	int fault = live_update(e);
	int32_t back;
	bool called_back;

	if (fault != 0)
		return fault;
	if (callee->regs[R0].type == REG_STACK) {
		env_fault_reg(e, R0, "no pointer to stack");
		return env_refuse(e, FAULT_INVALID,
		    "cannot return stack pointer to the caller");
	}
	if (callee->callback)
		fault = callback_check_return(e);
	else
		caller->regs[R0] = callee->regs[R0];
	if (fault != 0)
		return fault;
	back = callee->callsite + (callee->callback ? 0 : 1);
	if (e->log->level > 0) {
		log_string(e->log, "returning from callee:\n");
		log_state(e, s, s->cur, true);
		log_text(e->log, "to caller at %d:\n", back);
		log_state(e, s, s->cur - 1, true);
	}
	called_back = callee->callback;
	s->frames[s->cur--] = NULL;
	frame_free(&e->pool, callee);
	live_moved(e);
	e->insn = back;
	if (called_back)
		callback_widen(e);
	/* The loop adds one. */
	e->insn--;
	return 0;
}

static int
end(struct env *e)
{
	const struct frame *f = state_frame(e->cur);

	if (f->async != 0)
		return callback_end(e);
	return f->subprog != 0 ? global_exit(e) : typerule_exit(e);
}

int
check_exit(struct env *e)
{
	const struct insn *i = env_insn(e);
	int fault;

	if (i->imm != 0 || i->src != 0 || i->dst != 0)
		return env_refuse(
		    e, FAULT_INVALID, "BPF_EXIT uses reserved fields");
	if (e->cur->cur > 0)
		return check_leave(e);
	fault = lock_check_end(e, "BPF_EXIT instruction in main prog");
	if (fault == 0)
		fault = end(e);
	return fault != 0 ? fault : PATH_END;
}

static int
map_or_address(struct env *e)
{
	switch (env_insn(e)->src) {
	case PSEUDO_FUNC:
		return callback_load(e);
	case PSEUDO_BTF_ID:
		return ksym_load(e);
	default:
		return map_load(e);
	}
}

int
check_imm64(struct env *e)
{
	const struct insn *i = env_insn(e);
	int fault;

	if (i->off != 0)
		return env_refuse(
		    e, FAULT_INVALID, "BPF_LD_IMM64 uses reserved fields");
	fault = check_write_unknown(e, i->dst);
	if (fault != 0)
		return fault;
	if (i->src != 0)
		fault = map_or_address(e);
	else
		reg_const(env_reg(e, i->dst),
		    (uint64_t)(uint32_t)i[1].imm << 32 | (uint32_t)i->imm);
	if (fault == 0)
		e->insn++;
	return fault;
}

/* What cannot be loaded returns 0 from the function; what can goes on later. */
static int
no_packet(struct env *e)
{
	struct state *other;
	int fault = visit_push(e, e->insn + 1, e->insn, FAULT_MEMORY, &other);

	if (fault != 0)
		return fault;
	reg_const(env_reg(e, R0), 0);
	return check_leave(e);
}

int
check_packet(struct env *e)
{
	const struct insn *i = env_insn(e);
	bool any = insn_mode(i) == MODE_IND;
	const struct reg *ctx;
	unsigned r;
	int fault;

	if (!typerule_has_skb(e->p->type))
		return env_refuse(e, FAULT_INVALID,
		    "BPF_LD_[ABS|IND] instructions not allowed for this "
		    "program type");
	if (i->dst != 0 || i->off != 0 || (!any && i->src != 0))
		return env_refuse(
		    e, FAULT_INVALID, "BPF_LD_[ABS|IND] uses reserved fields");
	fault = check_read(e, R6);
	if (fault != 0)
		return fault;
	fault = lock_check_end(e, "BPF_LD_[ABS|IND]");
	if (fault != 0)
		return fault;
	ctx = env_reg(e, R6);
	if (ctx->type != REG_CTX) {
		env_fault_reg(e, R6, "the context");
		return env_refuse(e, FAULT_INVALID,
		    "at the time of BPF_LD_ABS|IND R6 != pointer to skb");
	}
	fault = any ? check_read(e, i->src) : 0;
	if (fault != 0)
		return fault;
	if (ctx->off != 0 || !bounds_is_zero(&ctx->b))
		return env_undecided(e, "context pointers with an offset");
	for (r = R0; r <= R5; r++)
		reg_none(env_reg(e, r));
	fault = check_write_unknown(e, R0);
	return fault == 0 && e->cur->cur > 0 ? no_packet(e) : fault;
}
