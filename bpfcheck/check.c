/* check - the main loop. */
#include "check.h"
#include "kernels.h"
#include "log.h"
#include "precise.h"
#include "speculate.h"
#include "stack.h"
#include "stacklive.h"
#include "visit.h"

int
check_read(struct env *e, unsigned r)
{
	if (r >= REGS)
		return env_refuse(e, FAULT_INVALID, "R%u is invalid", r);
	e->shown_regs |= 1u << r;
	if (env_reg(e, r)->type != REG_NONE)
		return 0;
	env_fault_reg(e, r, "a register that was written before");
	return env_refuse(e, FAULT_ACCESS, "R%u !read_ok", r);
}

int
check_write(struct env *e, unsigned r)
{
	if (r >= REGS)
		return env_refuse(e, FAULT_INVALID, "R%u is invalid", r);
	e->shown_regs |= 1u << r;
	if (r != R10)
		return 0;
	env_fault_reg(e, r, "any other register: this one is read only");
	return env_refuse(e, FAULT_ACCESS, "frame pointer is read only");
}

int
check_write_unknown(struct env *e, unsigned r)
{
	int fault = check_write(e, r);

	if (fault == 0)
		reg_unknown(env_reg(e, r));
	return fault;
}

int
check_stored(struct env *e, int from, const char *where)
{
	if (from == NO_REG || !check_leaks(e, (unsigned)from))
		return 0;
	env_fault_reg(e, (unsigned)from, "a number");
	return env_refuse(
	    e, FAULT_ACCESS, "R%d leaks addr into %s", from, where);
}

void
check_sane(struct reg *r)
{
	if (bounds_broken(&r->b))
		bounds_open(&r->b);
}

static int
class_store(struct env *e)
{
	const struct insn *i = env_insn(e);

	if (insn_class(i) == CLASS_STX) {
		if (insn_mode(i) == MODE_ATOMIC)
			return check_atomic(e);
		if (i->imm != 0)
			return env_refuse(
			    e, FAULT_INVALID, "BPF_STX uses reserved fields");
	} else if (i->src != 0) {
		return env_refuse(
		    e, FAULT_INVALID, "BPF_ST uses reserved fields");
	}
	return check_store(e, false);
}

/* Sets e->insn to the instruction before the next. */
static int
dispatch(struct env *e)
{
	const struct insn *i = env_insn(e);
	int fault = e->o->kernel != VF_KERNEL_6_18 ? kernels_check_insn(e) : 0;

	if (fault != 0)
		return fault;
	switch (insn_class(i)) {
	case CLASS_ALU:
	case CLASS_ALU64:
		return check_alu(e);
	case CLASS_LDX:
		return check_load(e, false);
	case CLASS_ST:
	case CLASS_STX:
		return class_store(e);
	case CLASS_LD:
		return i->code == INSN_LD_IMM64 ? check_imm64(e)
						: check_packet(e);
	default:
		e->jumps++;
		switch (insn_op(i)) {
		case JMP_CALL:
			return check_call(e);
		case JMP_EXIT:
			return check_exit(e);
		default:
			return check_jump(e);
		}
	}
}

static const char *
speculative(const struct env *e)
{
	return e->cur->speculative ? " (speculative execution)" : "";
}

static void
log_path(struct env *e, bool *new_path)
{
	struct log *l = e->log;
	char line[160];
	struct text t;
	size_t begin;

	if (l->level == 0)
		return;
	if ((l->level & 2) != 0 && *new_path) {
		log_text(l, "\nfrom %d to %d%s:", e->prev_insn, e->insn,
		    speculative(e));
		log_state(e, e->cur, e->cur->cur, true);
		*new_path = false;
	}
	if (e->shown_regs != 0 || e->shown_slots != 0)
		log_insn_state(e);
	log_source(e, (uint32_t)e->insn);
	begin = log_position(l);
	text_init(&t, line, sizeof line);
	text_add(&t, "%d: ", e->insn);
	log_insn(&t, e->p, env_insn(e));
	text_char(&t, '\n');
	log_string(l, line);
	l->line = log_position(l);
	l->width = (uint32_t)(l->line - begin);
}

static void
log_pruned(struct env *e, bool new_path)
{
	if (new_path)
		log_text(e->log, "\nfrom %d to %d%s: safe\n", e->prev_insn,
		    e->insn, speculative(e));
	else
		log_text(e->log, "%d: safe\n", e->insn);
}

static void
show_all(struct env *e)
{
	e->shown_regs = UINT32_MAX;
	e->shown_slots = UINT64_MAX;
}

static int
one(struct env *e, bool *new_path)
{
	uint32_t depth = e->cur->cur;
	int32_t insn;
	int fault = 0;

	e->entry = NULL;
	e->cur->steps++;
	if (++e->processed > LIMIT_INSNS)
		return env_refuse(e, FAULT_TOO_BIG,
		    "BPF program is too large. Processed %u insn",
		    e->processed);
	if (e->processed % YIELD_EVERY == 0 && e->host->yield != NULL &&
	    !e->host->yield(e->host->arg))
		return END_STOPPED;
	e->cur->last_insn = e->prev_insn;
	e->cur->insn = e->insn;
	if (e->aux[e->insn].prune && !e->o->every_path)
		fault = visit_check(e);
	if (fault == PATH_END)
		log_pruned(e, *new_path);
	if (fault == 0 && e->aux[e->insn].jump)
		fault = history_note(e, e->cur, 0, 0);
	if (fault != 0)
		return fault;
	log_path(e, new_path);
	if (e->host->look != NULL)
		e->host->look(e->host->arg, (uint32_t)e->insn, e->cur);
	if (speculate_stops(e))
		return PATH_END;
	insn = e->insn;
	fault = live_begin(e);
	if (fault == 0)
		fault = speculate_step(e, (uint32_t)insn, dispatch(e));
	if (fault >= 0) {
		int more = live_commit(e);

		fault = more != 0 ? more : fault;
	}
	if (e->cur->cur < depth)
		*new_path = true;
	/* Until here what is noted of this one came from the one before. */
	e->prev_insn = insn;
	/* What failed is the result's instruction. */
	if (fault >= 0)
		e->insn++;
	return fault;
}

int
check_paths(struct env *e)
{
	bool new_path = false;
	int fault;

	show_all(e);
	for (;;) {
		fault = one(e, &new_path);
		if (fault < 0) {
			e->result->steps = e->cur->steps;
			return fault;
		}
		if (fault == 0)
			continue;
		show_all(e);
		fault = visit_path_end(e);
		if (fault == 0)
			fault = live_update(e);
		if (fault != 0)
			return fault;
		if (!visit_pop(e)) {
			/* All paths ended well: nothing is left to show. */
			if ((e->log->level & 2) == 0)
				log_reset(e->log, 0);
			return 0;
		}
		live_moved(e);
		new_path = true;
	}
}
