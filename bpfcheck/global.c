/* global - see global.h */
#include "global.h"
#include "check.h"
#include "given.h"
#include "helper.h"
#include "log.h"
#include "stacklive.h"

int
global_call(struct env *e, uint32_t subprog)
{
	struct subprog *s = &e->subprogs[subprog];
	const struct vf_func *f = s->func;
	unsigned i;
	int fault;

	if (!f->signature)
		return env_undecided(e, "global functions");
	fault = given_check(e, subprog);
	if (fault == END_UNDECIDED || fault == END_MEMORY)
		return fault;
	if (e->cur->lock_map != 0) {
		fault = env_refuse(e, FAULT_INVALID,
		    "global function calls are not allowed while holding a "
		    "lock,");
		log_string(e->log, "use static function instead\n");
		return fault;
	}
	if (fault != 0) {
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

/* In a state of its own, with any arguments. */
static int
check_one(struct env *e, uint32_t subprog)
{
	const struct vf_func *f = e->subprogs[subprog].func;
	struct frame *frame;
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
	given_begin(e, subprog, frame->regs);
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
