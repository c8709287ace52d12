/* gen_odd - pointers where numbers are expected, and mistakes; see gen.h */
#include "gen.h"

#include <string.h>

/* A register that holds an address; r10 does always. */
static unsigned
pointer(struct gen *g)
{
	int r = gen_reg(g, gen_chance(g, 250) ? K_CTX : K_STACK);

	return r < 0 ? R10 : (unsigned)r;
}

static void
compared(struct gen *g)
{
	static const uint8_t op[] = {
	    JMP_JEQ, JMP_JNE, JMP_JGT, JMP_JSGE, JMP_JSET, JMP_JLE};
	unsigned o = op[gen_pick(g, sizeof op)];
	unsigned cls = gen_chance(g, 300) ? CLASS_JMP32 : CLASS_JMP;
	int s = gen_reg(g, K_NUM);

	switch (gen_pick(g, 3)) {
	case 0:
		gen_skip(g, cls | o, pointer(g), 0, gen_imm(g));
		break;
	case 1:
		gen_skip(g, cls | SRC_X | o, pointer(g), pointer(g), 0);
		break;
	default:
		if (s >= 0)
			gen_skip(
			    g, cls | SRC_X | o, pointer(g), (unsigned)s, 0);
	}
}

/* What makes a number of an address. */
void
gen_odd(struct gen *g)
{
	int d = gen_free(g);
	unsigned r = pointer(g);

	if (d < 0)
		return;
	switch (gen_pick(g, 5)) {
	case 0:
		compared(g);
		return;
	case 1:
		gen_mov(g, (unsigned)d, r);
		gen_emit(g, CLASS_ALU64 | SRC_X | ALU_SUB, (unsigned)d,
		    pointer(g), 0, 0);
		break;
	case 2:
		gen_emit(g, CLASS_ALU | SRC_X | ALU_MOV, (unsigned)d, r, 0, 0);
		break;
	case 3:
		gen_emit(g, CLASS_ALU64 | SRC_X | ALU_MOV, (unsigned)d, r,
		    gen_chance(g, 512) ? 8 : 32, 0);
		break;
	default:
		gen_mov(g, (unsigned)d, r);
		if (gen_chance(g, 512))
			gen_emit(
			    g, CLASS_ALU64 | ALU_NEG, (unsigned)d, 0, 0, 0);
		else
			gen_emit(
			    g, CLASS_ALU64 | ALU_END, (unsigned)d, 0, 0, 64);
	}
	gen_num(g, (unsigned)d);
}

/* Any instruction at all. */
static void
noise(struct gen *g)
{
	static const uint8_t code[] = {0x07, 0x0f, 0x61, 0x63, 0x62, 0x69, 0x15,
	    0x1d, 0x55, 0x16, 0x05, 0x06, 0x85, 0x95, 0xb7, 0xbf, 0xc3, 0xdb,
	    0xdc, 0xd7, 0xe5, 0x18, 0x20, 0x40, 0x91, 0x3f, 0x94};
	unsigned c = gen_chance(g, 200) ? gen_pick(g, 256)
					: code[gen_pick(g, sizeof code)];

	gen_emit(g, c, gen_pick(g, 12), gen_pick(g, 12),
	    (int)gen_pick(g, 40) - 20,
	    gen_chance(g, 700) ? (int32_t)gen_pick(g, 3) : gen_imm(g));
}

static void
bad_memory(struct gen *g, unsigned d)
{
	static const uint8_t code[] = {CLASS_LDX | MODE_MEM,
	    CLASS_STX | MODE_MEM, CLASS_ST | MODE_MEM, CLASS_LDX | MODE_MEMSX,
	    CLASS_STX | MODE_ATOMIC};
	unsigned size = gen_pick(g, 4) * 8, c = code[gen_pick(g, sizeof code)];
	int s = gen_reg(g, K_NUM), off = (int)gen_pick(g, 600) - 540;
	unsigned to = gen_chance(g, 700) ? R10 : pointer(g);

	if (s < 0)
		s = R1;
	if (gen_chance(g, 200))
		to = (unsigned)s;
	else if (gen_chance(g, 900))
		off &= ~7;
	if ((c & 7) == CLASS_LDX)
		gen_emit(g, c | size, d, to, off, 0);
	else
		gen_emit(g, c | size, to, c == (CLASS_ST | MODE_MEM) ? 0 : d,
		    off, 0);
	if ((c & 7) == CLASS_LDX)
		gen_num(g, d);
}

static void
bad_pointer(struct gen *g, unsigned d)
{
	static const uint8_t op[] = {
	    ALU_ADD, ALU_SUB, ALU_MUL, ALU_AND, ALU_LSH, ALU_XOR, ALU_OR};
	unsigned o = op[gen_pick(g, sizeof op)];
	int s = gen_reg(g, K_NUM);

	gen_mov(g, d, pointer(g));
	if (s < 0 || (int)d == s || gen_chance(g, 400))
		gen_emit(g, (gen_chance(g, 250) ? CLASS_ALU : CLASS_ALU64) | o,
		    d, 0, 0, o == ALU_LSH ? 3 : gen_imm(g));
	else
		gen_emit(g, CLASS_ALU64 | SRC_X | o, d, (unsigned)s, 0, 0);
	if (gen_chance(g, 512))
		gen_emit(g, CLASS_LDX | MODE_MEM | SIZE_B, d, d, 0, 0);
	memset(&g->m.r[d], 0, sizeof g->m.r[d]);
}

/* A field that the operation does not use, or a value it does not have. */
static void
bad_field(struct gen *g)
{
	struct insn *i;

	if (g->len == 0)
		return;
	i = &g->out[g->len - 1];
	switch (gen_pick(g, 4)) {
	case 0:
		i->off = (int16_t)(i->off ^ 1 << gen_pick(g, 16));
		break;
	case 1:
		i->imm ^= (int32_t)(1u << gen_pick(g, 32));
		break;
	case 2:
		i->src = (i->src ^ 1u << gen_pick(g, 4)) & 15;
		break;
	default:
		i->code = (uint8_t)(i->code ^ 1u << gen_pick(g, 8));
	}
}

void
gen_mistake(struct gen *g)
{
	int d = gen_free(g), s = gen_reg(g, K_NONE);

	if (d < 0)
		return;
	switch (gen_pick(g, 20)) {
	case 0:
		noise(g);
		break;
	case 1:
		bad_field(g);
		break;
	case 2:
		gen_emit(
		    g, CLASS_JMP | JMP_JA, 0, 0, (int)gen_pick(g, 12) - 6, 0);
		break;
	case 3:
		gen_emit(g, CLASS_ALU64 | ALU_ADD, R10, 0, 0, gen_imm(g));
		break;
	case 4:
	case 5:
	case 6:
	case 7:
	case 8:
	case 9:
	case 10:
		bad_memory(g, (unsigned)d);
		break;
	case 11:
	case 12:
	case 13:
	case 14:
	case 15:
		bad_pointer(g, (unsigned)d);
		break;
	default:
		if (s >= 0)
			gen_emit(g, CLASS_ALU64 | SRC_X | ALU_MOV, (unsigned)d,
			    (unsigned)s, 0, 0);
	}
}
