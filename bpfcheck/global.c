/* global - see global.h */
#include "global.h"
#include "check.h"
#include "context.h"
#include "dynptr.h"
#include "helper.h"
#include "log.h"
#include "nullable.h"
#include "stacklive.h"

static int
refuse(struct env *e, unsigned r, const char *expected, const char *format)
{
	env_fault_reg(e, r, expected);
	return env_refuse(e, FAULT_INVALID, format, r);
}

static int
check_memory(struct env *e, unsigned r, const struct vf_arg *a)
{
	struct reg *p = env_reg(e, r), was = *p;
	int fault = 0;

	if (reg_is_null(p))
		return 0;
	/* What it is if it is not NULL. */
	if (reg_may_be_null(p))
		fault = nullable_assume(e, p);
	if (fault == 0)
		fault = helper_check_memory(e, r, a->size);
	*p = was;
	if (fault != 0)
		return fault == END_UNDECIDED ? fault : FAULT_INVALID;
	return a->nonnull && reg_may_be_null(p)
	    ? refuse(e, r - 1, "a pointer that was compared with 0",
		  "arg#%u is expected to be non-NULL")
	    : 0;
}

static int
check_argument(struct env *e, unsigned r, const struct vf_arg *a)
{
	const struct reg *p = env_reg(e, r);

	switch (a->kind) {
	case VF_ARG_NUMBER:
		return p->type == REG_SCALAR
		    ? 0
		    : refuse(e, r, "a number", "R%u is not a scalar");
	case VF_ARG_CONTEXT:
		if (p->type == REG_CTX)
			return context_check_plain(e, r);
		return refuse(
		    e, r - 1, "the context", "arg#%u expects pointer to ctx");
	case VF_ARG_DYNPTR:
		return dynptr_check_given(e, r);
	default:
		return check_memory(e, r, a);
	}
}

static int
check_arguments(struct env *e, const struct vf_func *f)
{
	unsigned i;
	int fault = f->wrong ? FAULT_INVALID : 0;

	for (i = 0; fault == 0 && i < f->nargs; i++)
		fault = check_argument(e, R1 + i, &f->args[i]);
	return fault;
}

int
global_call(struct env *e, uint32_t subprog)
{
	struct subprog *s = &e->subprogs[subprog];
	const struct vf_func *f = s->func;
	unsigned i;
	int fault;

	if (e->cur->lock_map != 0)
		return env_refuse(e, FAULT_INVALID,
		    "global function calls are not allowed while holding a "
		    "lock,");
	if (!f->signature)
		return env_undecided(e, "global functions");
	fault = check_arguments(e, f);
	if (fault == END_UNDECIDED)
		return fault;
	if (fault != 0) {
		if (f->wrong)
			env_fault(e,
			    "at most five numbers, contexts and pointers to "
			    "types of known size, and to return a number",
			    "the types of %s", f->name);
		(void)env_refuse(e, fault,
		    "Caller passes invalid args into func#%u ('%s')", subprog,
		    f->name);
		return fault;
	}
	log_text(e->log, "Func#%u ('%s') is global and assumed valid.\n",
	    subprog, f->name);
	if (s->moves)
		helper_packets_gone(e->cur);
	s->called = true;
	for (i = R0; i <= R5; i++)
		reg_none(env_reg(e, i));
	e->shown_regs |= 0x3f;
	reg_unknown(env_reg(e, R0));
	return 0;
}

static void
give(struct env *e, struct reg *r, const struct vf_arg *a)
{
	switch (a->kind) {
	case VF_ARG_NUMBER:
		reg_unknown(r);
		break;
	case VF_ARG_CONTEXT:
		reg_start(r, REG_CTX);
		break;
	case VF_ARG_DYNPTR:
		dynptr_give(e, r);
		break;
	default:
		reg_start(r, a->nonnull ? REG_MEM : REG_MEM | REG_OR_NULL);
		r->size = a->size;
		r->id = ++e->id;
	}
}

/* In a state of its own, with any arguments. */
static int
check_one(struct env *e, uint32_t subprog)
{
	const struct vf_func *f = e->subprogs[subprog].func;
	struct frame *frame;
	unsigned i;
	int fault;

	state_free(&e->pool, e->cur);
	e->cur = state_new(&e->pool);
	frame = frame_new(&e->pool, MAIN_CALLSITE, subprog, 0);
	if (frame == NULL || e->cur == NULL)
		return env_memory(e);
	e->cur->frames[0] = frame;
	e->cur->branches = 1;
	e->insn = (int32_t)e->subprogs[subprog].start;
	e->cur->first_insn = e->insn;
	e->prev_insn = -1;
	live_moved(e);
	log_text(e->log, "Validating %s() func#%u...\n", f->name, subprog);
	for (i = 0; i < f->nargs; i++)
		give(e, &frame->regs[R1 + i], &f->args[i]);
	fault = check_paths(e);
	if (fault == 0)
		log_text(e->log,
		    "Func#%u ('%s') is safe for any args that match its "
		    "prototype\n",
		    subprog, f->name);
	return fault;
}

int
global_check_all(struct env *e)
{
	bool again = true;
	uint32_t i;
	int fault = 0;

	while (again) {
		again = false;
		for (i = 1; fault == 0 && i < e->nsubprogs; i++) {
			if (!e->subprogs[i].called || e->subprogs[i].verified)
				continue;
			fault = check_one(e, i);
			e->subprogs[i].verified = again = true;
		}
	}
	return fault;
}

int
global_exit(struct env *e)
{
	int fault = check_read(e, R0);

	if (fault != 0 || env_reg(e, R0)->type == REG_SCALAR)
		return fault;
	env_fault_reg(e, R0, "a number");
	return env_refuse(e, FAULT_INVALID,
	    "At subprogram exit the register R0 is not a scalar value (%s)",
	    log_type(env_reg(e, R0)));
}
