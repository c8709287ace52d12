/* env - refusals, and where instructions belong. */
#include "env.h"
#include "log.h"

/* The first reason stays: others only follow from it. */
static bool
reason(struct env *e, const char *format, va_list args)
{
	struct vf_result *r = e->result;
	struct text t;
	char line[512];

	text_init(&t, line, sizeof line);
	text_vadd(&t, format, args);
	if (e->log->level > 0) {
		log_string(e->log, line);
		log_string(e->log, "\n");
	}
	if (e->aside || r->reason[0] != '\0')
		return false;
	text_init(&t, r->reason, sizeof r->reason);
	text_string(&t, line);
	return true;
}

int
env_refuse(struct env *e, int fault, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)reason(e, format, args);
	va_end(args);
	return fault;
}

int
env_undecided(struct env *e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)reason(e, format, args);
	va_end(args);
	return END_UNDECIDED;
}

void
env_fault(struct env *e, const char *expected, const char *format, ...)
{
	struct vf_result *r = e->result;
	struct text t;
	va_list args;

	if (e->aside || r->fault[0] != '\0')
		return;
	text_init(&t, r->fault, sizeof r->fault);
	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
	text_init(&t, r->expected, sizeof r->expected);
	text_string(&t, expected);
}

void
env_fault_reg(struct env *e, unsigned r, const char *expected)
{
	struct text t;

	if (e->aside || e->result->fault[0] != '\0')
		return;
	env_fault(e, expected, "R%u", r);
	e->result->regs = (uint16_t)(1u << r & 0x7ff);
	text_init(&t, e->result->found, sizeof e->result->found);
	if (r >= REGS)
		text_string(&t, "no such register");
	else if (env_reg(e, r)->type == REG_NONE)
		text_string(&t, "nothing was written to it");
	else
		log_reg(e->p, &t, e->cur->cur, env_reg(e, r));
}

int
env_needs_btf(struct env *e)
{
	e->result->needs_btf = true;
	return env_undecided(e, "kernel BTF");
}

int
env_memory(struct env *e)
{
	(void)e;
	return END_MEMORY;
}

uint32_t
env_subprog_of(const struct env *e, uint32_t insn)
{
	uint32_t low = 0, high = e->nsubprogs - 1, mid;

	while (low < high) {
		mid = low + (high - low + 1) / 2;
		if (e->subprogs[mid].start <= insn)
			low = mid;
		else
			high = mid - 1;
	}
	return low;
}

int32_t
env_subprog_at(const struct env *e, int64_t insn)
{
	uint32_t i;

	if (insn < 0 || insn >= e->len || e->nsubprogs == 0)
		return -1;
	i = env_subprog_of(e, (uint32_t)insn);
	return e->subprogs[i].start == insn ? (int32_t)i : -1;
}
