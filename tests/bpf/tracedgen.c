/* tracedgen - see tracedgen.h */
#include "tracedgen.h"

#include "vmtypes.h"

enum { DEEP = 5 };

static uint64_t state;

uint32_t
tracedgen_below(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

void
tracedgen_seed(uint64_t seed)
{
	state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	for (int i = 0; i < 8; i++)
		tracedgen_below(2);
}

void
tracedgen_put(struct prog *p, uint8_t code, unsigned dst, unsigned src, int off,
    int32_t imm)
{
	p->insns[p->len++] = (struct insn){.code = code,
	    .dst = dst & 0xf,
	    .src = src & 0xf,
	    .off = (int16_t)off,
	    .imm = imm};
}

uint8_t
tracedgen_load(unsigned bytes)
{
	static const uint8_t codes[] = {
	    [1] = 0x71, [2] = 0x69, [4] = 0x61, [8] = 0x79};

	return codes[bytes];
}

/* A place in a structure: mostly a member's; *to: what that points to. */
static int
some_place(
    const struct vf_btf *types, uint32_t id, unsigned *bytes, uint32_t *to)
{
	struct btftype t, m;
	struct btfmember member;
	int off;

	*bytes = 1u << tracedgen_below(4);
	*to = 0;
	if (!btftype_skip(types, id, &t) || !btftype_is_struct(&t) ||
	    t.vlen == 0 || tracedgen_below(12) == 0)
		return (int)tracedgen_below(300) - 20;
	if (!btftype_member(types, &t, tracedgen_below(t.vlen), &member) ||
	    !btftype_skip(types, member.type, &m))
		return 0;
	off = (int)(member.bit / 8);
	if (btftype_is_struct(&m) && tracedgen_below(8) != 0)
		return off + some_place(types, m.id, bytes, to);
	if (m.kind == BTF_PTR) {
		*to = m.size;
		*bytes = tracedgen_below(20) != 0 ? 8 : *bytes;
	}
	return tracedgen_below(15) != 0 ? off : off + (int)tracedgen_below(9);
}

/* What is done with a pointer, beside following it. */
static void
use(struct prog *p, unsigned r)
{
	static const int32_t helpers[] = {46, 113, 141, 175, 136, 137, 138, 140,
	    162, 178, 180, 127, 126, 49, 188, 111, 158};

	switch (tracedgen_below(9)) {
	case 0:
		tracedgen_put(p, 0x7b, R10, r, -16, 0);
		tracedgen_put(p, 0x79, r, R10, -16, 0);
		break;
	case 1:
		if (tracedgen_below(2)) {
			tracedgen_put(p, CLASS_ALU64 | ALU_ADD, r, 0, 0,
			    (int32_t)tracedgen_below(64) - 8);
			break;
		}
		tracedgen_put(p,
		    tracedgen_below(2) ? CLASS_ALU64 | ALU_MOV : 0x79, R9, R10,
		    -32, (int32_t)tracedgen_below(64));
		p->insns[p->len - 1].src =
		    p->insns[p->len - 1].code == 0x79 ? R10 : 0;
		p->insns[p->len - 1].off =
		    p->insns[p->len - 1].code == 0x79 ? -32 : 0;
		tracedgen_put(p, CLASS_ALU64 | ALU_ADD | SRC_X, R9, r, 0, 0);
		tracedgen_put(p, CLASS_ALU64 | ALU_MOV | SRC_X, r, R9, 0, 0);
		break;
	case 2:
		tracedgen_put(p, 0x7b, r, R10, (int)tracedgen_below(64), 0);
		break;
	case 3:
		tracedgen_put(p, 0xdb, r, R10, 0, 0);
		break;
	case 4:
		tracedgen_put(p, CLASS_JMP | JMP_JEQ | SRC_X, r, R1, 0, 0);
		break;
	case 5:
	case 6:
		tracedgen_put(p, CLASS_ALU64 | ALU_MOV | SRC_X, R6, R1, 0, 0);
		tracedgen_put(p, CLASS_ALU64 | ALU_MOV | SRC_X, R7, r, 0, 0);
		tracedgen_put(p, 0x7a, R10, 0, -8, 0);
		tracedgen_put(p, CLASS_ALU64 | ALU_MOV | SRC_X,
		    tracedgen_below(4) == 0 ? R3 : R1, r, 0, 0);
		tracedgen_put(p, CLASS_ALU64 | ALU_MOV | SRC_X, R2, R10, 0, 0);
		tracedgen_put(p, CLASS_ALU64 | ALU_ADD, R2, 0, 0, -8);
		if (tracedgen_below(3) != 0)
			tracedgen_put(p, CLASS_ALU64 | ALU_MOV, R3, 0, 0, 8);
		tracedgen_put(p, CLASS_ALU64 | ALU_MOV, R4, 0, 0, 0);
		tracedgen_put(p, CLASS_ALU64 | ALU_MOV, R5, 0, 0, 0);
		tracedgen_put(p, CLASS_JMP | JMP_CALL, 0, 0, 0,
		    helpers[tracedgen_below(sizeof helpers / sizeof *helpers)]);
		if (tracedgen_below(2))
			tracedgen_put(p, CLASS_JMP | JMP_JEQ, R0, 0, 2, 0);
		tracedgen_put(p, 0x79, R3, R0, (int)tracedgen_below(40), 0);
		tracedgen_put(p, CLASS_ALU64 | ALU_MOV | SRC_X, r, R7, 0, 0);
		tracedgen_put(p, CLASS_ALU64 | ALU_MOV | SRC_X, R1, R6, 0, 0);
		break;
	default:
		break;
	}
}

static uint32_t
argument_type(const struct vf_btf *types, uint32_t prototype, uint32_t n)
{
	struct btftype t;
	uint32_t type;

	if (!btftype_get(types, prototype, &t) ||
	    !btftype_param(types, &t, n, &type) ||
	    !btftype_skip(types, type, &t) || t.kind != BTF_PTR)
		return 0;
	return t.size;
}

/* From an argument on, from one pointer to the next. */
void
tracedgen_follow(struct prog *p, uint32_t prototype, uint32_t first)
{
	int arg = 0;
	uint32_t to = 0;
	unsigned r = R2 + tracedgen_below(2), bytes, deep, next;

	for (int tries = 0; to == 0 && tries < 8; tries++) {
		arg = (int)tracedgen_below(5);
		to = argument_type(p->types, prototype, (uint32_t)arg + first);
	}
	tracedgen_put(p, tracedgen_load(8), r, R1, arg * 8, 0);
	for (deep = tracedgen_below(DEEP) + 1; deep > 0; deep--) {
		int off;

		if (tracedgen_below(6) != 0)
			tracedgen_put(p, CLASS_JMP | JMP_JEQ, r, 0,
			    tracedgen_below(8) != 0, tracedgen_below(12) == 0);
		if (tracedgen_below(3) == 0)
			use(p, r);
		next = R2 + tracedgen_below(5);
		off = some_place(p->types, to, &bytes, &to);
		tracedgen_put(p, tracedgen_load(bytes), next, r, off, 0);
		r = next;
	}
	if (tracedgen_below(2))
		use(p, r);
}

/* Jumps go to the end, if not to the next. */
static void
aim(struct prog *p)
{
	for (uint32_t i = 0; i < p->len; i++)
		if (p->insns[i].code == (CLASS_JMP | JMP_JEQ) &&
		    p->insns[i].off == 1)
			p->insns[i].off = (int16_t)(p->len - i - 3);
}

void
tracedgen_finish(struct prog *p)
{
	tracedgen_put(p, CLASS_ALU64 | ALU_MOV, R0, 0, 0, 0);
	tracedgen_put(p, CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
	aim(p);
}
