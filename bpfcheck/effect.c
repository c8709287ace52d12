/* effect - registers that an instruction reads and writes, as those see them
   that look ahead. kernel/bpf/verifier.c: compute_insn_live_regs. */
#include "effect.h"
#include "helper.h"

enum { CALLER_SAVED = 0x3f, ARGUMENTS = 0x3e, ALL = 0xffff };

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
call_reads(const struct vf_program *p, const struct insn *i)
{
	return i->src == CALL_HELPER ? helper_reads(i->imm, p->type, p->attach)
				     : ARGUMENTS;
}

static struct effect
of_jump(const struct vf_program *p, const struct insn *i, uint16_t dst,
    uint16_t src)
{
	switch (insn_op(i)) {
	case JMP_JA:
	case JMP_JCOND:
		return (struct effect){0, 0};
	case JMP_EXIT:
		return (struct effect){1, 0};
	case JMP_CALL:
		return (struct effect){call_reads(p, i), CALLER_SAVED};
	default:
		return (struct effect){insn_uses_reg(i) ? dst | src : dst, 0};
	}
}

struct effect
effect_of(const struct vf_program *p, const struct insn *i)
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
		return of_jump(p, i, dst, src);
	}
}
