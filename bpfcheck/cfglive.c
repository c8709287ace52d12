/* cfglive - registers that may be read before they are written.
   kernel/bpf/verifier.c: compute_live_registers. */
#include "cfg.h"
#include "helper.h"
#include "logprecise.h"

enum { CALLER_SAVED = 0x3f, ARGUMENTS = 0x3e, ALL = 0xffff };

struct effect {
	uint16_t reads, writes;
};

static struct effect
of_stx(const struct insn *i, uint16_t dst, uint16_t src)
{
	uint16_t both = dst | src;

	if (insn_mode(i) != MODE_ATOMIC)
		return (struct effect){both, 0};
	switch (i->imm) {
	case ATOMIC_CMPXCHG:
		return (struct effect){both | 1, 1};
	case ATOMIC_LOAD_ACQ:
		return (struct effect){src, dst};
	case ATOMIC_STORE_REL:
		return (struct effect){both, 0};
	default:
		return (struct effect){
		    both, (i->imm & ATOMIC_FETCH) != 0 ? src : 0};
	}
}

static struct effect
of_alu(const struct insn *i, uint16_t dst, uint16_t src)
{
	uint16_t operand = insn_uses_reg(i) ? src : 0;

	switch (insn_op(i)) {
	case ALU_END:
		return (struct effect){dst, dst};
	case ALU_MOV:
		return (struct effect){operand, dst};
	default:
		return (struct effect){dst | operand, dst};
	}
}

static uint16_t
call_reads(const struct env *e, const struct insn *i)
{
	return i->src == CALL_HELPER
	    ? helper_reads(i->imm, e->p->type, e->p->attach)
	    : ARGUMENTS;
}

static struct effect
of_jump(const struct env *e, const struct insn *i, uint16_t dst, uint16_t src)
{
	switch (insn_op(i)) {
	case JMP_JA:
	case JMP_JCOND:
		return (struct effect){0, 0};
	case JMP_EXIT:
		return (struct effect){1, 0};
	case JMP_CALL:
		return (struct effect){call_reads(e, i), CALLER_SAVED};
	default:
		return (struct effect){insn_uses_reg(i) ? dst | src : dst, 0};
	}
}

static struct effect
effect_of(const struct env *e, const struct insn *i)
{
	uint16_t dst = (uint16_t)(1u << i->dst), src = (uint16_t)(1u << i->src);

	switch (insn_class(i)) {
	case CLASS_LD:
		return i->code == INSN_LD_IMM64 ? (struct effect){0, dst}
						: (struct effect){ALL, 0};
	case CLASS_LDX:
		return (struct effect){src, dst};
	case CLASS_ST:
		return (struct effect){dst, 0};
	case CLASS_STX:
		return of_stx(i, dst, src);
	case CLASS_ALU:
	case CLASS_ALU64:
		return of_alu(i, dst, src);
	default:
		return of_jump(e, i, dst, src);
	}
}

static bool
update(struct env *e, uint32_t i, struct effect by)
{
	uint32_t to[2];
	unsigned n = env_successors(e, i, to);
	uint16_t live = 0;

	if (n > 0)
		live |= e->aux[to[0]].live;
	if (n > 1)
		live |= e->aux[to[1]].live;
	live = (uint16_t)((live & ~by.writes) | by.reads);
	if (live == e->aux[i].live)
		return false;
	e->aux[i].live = live;
	return true;
}

int
cfg_live_registers(struct env *e)
{
	uint32_t n = e->subprogs[e->nsubprogs].postorder, k;
	struct effect *effects = pool_array(&e->pool, e->len, sizeof *effects);
	bool again = true;

	if (effects == NULL)
		return env_memory(e);
	for (k = 0; k < e->len; k++)
		effects[k] = effect_of(e, &e->insns[k]);
	while (again) {
		again = false;
		for (k = 0; k < n; k++)
			again |= update(
			    e, e->postorder[k], effects[e->postorder[k]]);
	}
	pool_free(&e->pool, effects, e->len * sizeof *effects);
	log_live(e);
	return 0;
}
