#include "insn.h"

/* A bit of the word, moved to another place. */
static uint32_t
move(uint32_t w, unsigned from, unsigned n, unsigned to)
{
	return ((w >> from) & ((UINT32_C(1) << n) - 1)) << to;
}

static uint64_t
extend(uint32_t v, unsigned n)
{
	uint64_t sign = UINT64_C(1) << (n - 1);

	return ((uint64_t)v ^ sign) - sign;
}

static uint64_t
jump_offset(uint32_t w)
{
	return extend(move(w, 31, 1, 20) | move(w, 12, 8, 12) |
		move(w, 20, 1, 11) | move(w, 21, 10, 1),
	    21);
}

static uint64_t
branch_offset(uint32_t w)
{
	return extend(move(w, 31, 1, 12) | move(w, 7, 1, 11) |
		move(w, 25, 6, 5) | move(w, 8, 4, 1),
	    13);
}

static uint64_t
c_jump_offset(uint32_t w)
{
	return extend(move(w, 12, 1, 11) | move(w, 8, 1, 10) |
		move(w, 9, 2, 8) | move(w, 6, 1, 7) | move(w, 7, 1, 6) |
		move(w, 2, 1, 5) | move(w, 11, 1, 4) | move(w, 3, 3, 1),
	    12);
}

static uint64_t
c_branch_offset(uint32_t w)
{
	return extend(move(w, 12, 1, 8) | move(w, 5, 2, 6) | move(w, 2, 1, 5) |
		move(w, 10, 2, 3) | move(w, 3, 2, 1),
	    9);
}

/* Quadrant and funct3 in one. */
static unsigned
c_op(uint32_t w)
{
	return (w & 3) * 8 + ((w >> 13) & 7);
}

static bool
compressed(uint32_t w, uint64_t vaddr, struct insn *in)
{
	bool rs2 = ((w >> 2) & 31) != 0, rd = ((w >> 7) & 31) != 0;

	in->length = 2;
	if (w == 0)
		return false;
	switch (c_op(w)) {
	case 8 + 5:
		in->flow = INSN_JUMP;
		in->target = vaddr + c_jump_offset(w);
		break;
	case 8 + 6:
	case 8 + 7:
		in->flow = INSN_BRANCH;
		in->target = vaddr + c_branch_offset(w);
		break;
	case 16 + 4:
		/* c.jr, c.mv; c.ebreak, c.jalr, c.add */
		if (!rs2 && (w >> 12 & 1) == 0)
			in->flow = INSN_STOP;
		else if (!rs2)
			in->flow = rd ? INSN_LEAVE : INSN_STOP;
		break;
	default:
		if (w == 1)
			in->kind = INSN_NOTHING;
		break;
	}
	return c_op(w) != 4;
}

/* AUIPC makes an address with what uses its register: the next instruction, or
   one further on. A far call or jump goes there. */
static void
pair_of(const uint8_t *b, size_t n, uint32_t w, uint64_t vaddr, struct insn *in)
{
	uint32_t next = n >= 8 ? le32(b, 4) : 0, rd = (w >> 7) & 31;

	in->names = true;
	in->named = vaddr + extend(w & 0xfffff000, 32);
	if (((next & 0x707f) == 0x13 || (next & 0x707f) == 0x67) &&
	    ((next >> 15) & 31) == rd && ((next >> 7) & 31) == rd) {
		in->named += extend(next >> 20, 12);
		return;
	}
	in->named -= 2048;
	in->page = true;
}

bool
insn_riscv64(const uint8_t *b, size_t n, uint64_t vaddr, struct insn *in)
{
	uint32_t w;

	if (n < 2)
		return false;
	if ((b[0] & 3) != 3)
		return compressed(le16(b, 0), vaddr, in);
	if (n < 4 || (b[0] & 0x1f) == 0x1f)
		return false;
	w = le32(b, 0);
	in->length = 4;
	switch (w & 0x7f) {
	case 0x6f:
		in->flow = ((w >> 7) & 31) == 0 ? INSN_JUMP : INSN_CALL;
		in->target = vaddr + jump_offset(w);
		break;
	case 0x63:
		in->flow = INSN_BRANCH;
		in->target = vaddr + branch_offset(w);
		break;
	case 0x67:
		in->flow = ((w >> 7) & 31) == 0 ? INSN_STOP : INSN_LEAVE;
		break;
	case 0x17:
		pair_of(b, n, w, vaddr, in);
		break;
	case 0x73:
		if (w == 0x73)
			in->kind = INSN_SYSCALL;
		else if (w == 0x100073)
			in->flow = INSN_STOP;
		break;
	case 0x13:
		if (w == 0x13)
			in->kind = INSN_NOTHING;
		break;
	default:
		break;
	}
	return true;
}

/* Compressed: the register fields that may be a destination. */
static void
c_effect(uint32_t w, uint8_t place, struct insn_effect *e)
{
	uint8_t rd = (w >> 7) & 31, rs2 = (w >> 2) & 31;
	bool is = rd == place;

	switch (c_op(w)) {
	case 8 + 2:
		if (is) {
			e->kind = INSN_CONSTANT;
			e->value =
			    extend(move(w, 12, 1, 5) | move(w, 2, 5, 0), 6);
			return;
		}
		break;
	case 16 + 4:
		if (is && rs2 != 0 && (w >> 12 & 1) == 0) {
			e->kind = INSN_COPY;
			e->from = rs2;
			return;
		}
		break;
	case 5:
	case 6:
	case 7:
	case 8 + 5:
	case 8 + 6:
	case 8 + 7:
	case 16 + 6:
	case 16 + 7:
		/* stores, jumps, branches */
		e->kind = INSN_KEEPS;
		return;
	default:
		break;
	}
	if (!is && 8 + (rs2 & 7) != place && 8 + (rd & 7) != place)
		e->kind = INSN_KEEPS;
}

void
insn_riscv64_effect(
    const uint8_t *b, size_t n, uint8_t place, struct insn_effect *e)
{
	uint32_t w;
	uint8_t rs1;

	if ((b[0] & 3) != 3) {
		c_effect(le16(b, 0), place, e);
		return;
	}
	if (n < 4)
		return;
	w = le32(b, 0);
	rs1 = (w >> 15) & 31;
	/* ECALL returns in a0. */
	if (w == 0x73) {
		e->kind = place == 10 ? INSN_UNKNOWN : INSN_KEEPS;
		return;
	}
	/* Stores and branches have no destination. */
	if ((w & 0x7f) == 0x23 || (w & 0x7f) == 0x27 || (w & 0x7f) == 0x63 ||
	    ((w >> 7) & 31) != place) {
		e->kind = INSN_KEEPS;
		return;
	}
	if ((w & 0x707f) == 0x13 && rs1 == 0) {
		e->kind = INSN_CONSTANT;
		e->value = extend(w >> 20, 12);
	} else if ((w & 0x707f) == 0x13 && w >> 20 == 0) {
		e->kind = INSN_COPY;
		e->from = rs1;
	}
}
