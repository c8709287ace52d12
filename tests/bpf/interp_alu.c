/* interp_alu - arithmetic and conditions of RFC 9669; see interp.h */
#include "interp.h"

static uint64_t
operand(const uint64_t reg[REGS], const struct insn *i)
{
	return insn_uses_reg(i) ? reg[i->src] : (uint64_t)(int64_t)i->imm;
}

static uint64_t
extended(uint64_t v, int bits)
{
	switch (bits) {
	case 8:
		return (uint64_t)(int64_t)(int8_t)v;
	case 16:
		return (uint64_t)(int64_t)(int16_t)v;
	case 32:
		return (uint64_t)(int64_t)(int32_t)v;
	default:
		return v;
	}
}

static uint64_t
divide(uint64_t a, uint64_t b, bool mod)
{
	if (b == 0)
		return mod ? a : 0;
	return mod ? a % b : a / b;
}

/* Of the smallest number by -1: itself, and no remainder. */
static uint64_t
divide_signed(int64_t a, int64_t b, bool mod)
{
	if (b == 0)
		return mod ? (uint64_t)a : 0;
	if (b == -1)
		return mod ? 0 : 0 - (uint64_t)a;
	return (uint64_t)(mod ? a % b : a / b);
}

static uint64_t
division(uint64_t a, uint64_t b, const struct insn *i, bool wide)
{
	bool mod = insn_op(i) == ALU_MOD;

	if (i->off == 0)
		return wide ? divide(a, b, mod)
			    : divide((uint32_t)a, (uint32_t)b, mod);
	if (wide)
		return divide_signed((int64_t)a, (int64_t)b, mod);
	return divide_signed((int32_t)a, (int32_t)b, mod);
}

static uint64_t
shift(uint64_t a, uint64_t b, unsigned op, bool wide)
{
	unsigned n = (unsigned)b & (wide ? 63 : 31);

	if (op == ALU_LSH)
		return a << n;
	if (op == ALU_RSH)
		return wide ? a >> n : (uint32_t)a >> n;
	/* Of negative numbers too: gcc and clang keep the sign. */
	return wide ? (uint64_t)((int64_t)a >> n)
		    : (uint64_t)((int32_t)(uint32_t)a >> n);
}

static bool
swap(uint64_t *v, const struct insn *i)
{
	/* This machine is little-endian: to little only cuts. */
	bool turn = insn_class(i) == CLASS_ALU64 || insn_uses_reg(i);

	switch (i->imm) {
	case 16:
		*v = turn ? __builtin_bswap16((uint16_t)*v) : (uint16_t)*v;
		return true;
	case 32:
		*v = turn ? __builtin_bswap32((uint32_t)*v) : (uint32_t)*v;
		return true;
	case 64:
		*v = turn ? __builtin_bswap64(*v) : *v;
		return true;
	default:
		return false;
	}
}

static bool
compute(uint64_t *v, uint64_t b, const struct insn *i, bool wide)
{
	switch (insn_op(i)) {
	case ALU_ADD:
		*v += b;
		return true;
	case ALU_SUB:
		*v -= b;
		return true;
	case ALU_MUL:
		*v *= b;
		return true;
	case ALU_DIV:
	case ALU_MOD:
		*v = division(*v, b, i, wide);
		return true;
	case ALU_OR:
		*v |= b;
		return true;
	case ALU_AND:
		*v &= b;
		return true;
	case ALU_XOR:
		*v ^= b;
		return true;
	case ALU_LSH:
	case ALU_RSH:
	case ALU_ARSH:
		*v = shift(*v, b, insn_op(i), wide);
		return true;
	case ALU_NEG:
		*v = 0 - *v;
		return true;
	case ALU_MOV:
		*v = extended(b, i->off);
		return true;
	default:
		return false;
	}
}

bool
interp_alu(uint64_t reg[REGS], const struct insn *i)
{
	bool wide = insn_class(i) == CLASS_ALU64;
	uint64_t v = reg[i->dst];

	if (insn_op(i) == ALU_END) {
		if (!swap(&v, i))
			return false;
		reg[i->dst] = v;
		return true;
	}
	if (!compute(&v, operand(reg, i), i, wide))
		return false;
	reg[i->dst] = wide ? v : (uint32_t)v;
	return true;
}

bool
interp_taken(const uint64_t reg[REGS], const struct insn *i, bool *known)
{
	bool wide = insn_class(i) == CLASS_JMP;
	uint64_t a = reg[i->dst], b = operand(reg, i);
	int64_t sa, sb;

	if (!wide) {
		a = (uint32_t)a;
		b = (uint32_t)b;
	}
	sa = wide ? (int64_t)a : (int32_t)(uint32_t)a;
	sb = wide ? (int64_t)b : (int32_t)(uint32_t)b;
	*known = true;
	switch (insn_op(i)) {
	case JMP_JEQ:
		return a == b;
	case JMP_JNE:
		return a != b;
	case JMP_JGT:
		return a > b;
	case JMP_JGE:
		return a >= b;
	case JMP_JLT:
		return a < b;
	case JMP_JLE:
		return a <= b;
	case JMP_JSET:
		return (a & b) != 0;
	case JMP_JSGT:
		return sa > sb;
	case JMP_JSGE:
		return sa >= sb;
	case JMP_JSLT:
		return sa < sb;
	case JMP_JSLE:
		return sa <= sb;
	default:
		*known = false;
		return false;
	}
}
