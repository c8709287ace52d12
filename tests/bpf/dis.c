/* dis - see dis.h; what asm.py has no form for is ".insn" */
#include "dis.h"

#include "maps.h"

static const char *const alu_names[16] = {"+=", "-=", "*=", "/=", "|=", "&=",
    "<<=", ">>=", NULL, "%=", "^=", "=", "s>>="};
static const char *const jmp_names[16] = {NULL, "==", ">", ">=", "&",
    "!=", "s>", "s>=", NULL, NULL, "<", "<=", "s<", "s<="};
static const char *const widths[4] = {"u32", "u16", "u8", "u64"};

static void
raw(FILE *f, const struct insn *i)
{
	fprintf(f, ".insn 0x%02x %u %u %d %d", i->code, i->dst, i->src, i->off,
	    i->imm);
}

static void
end(FILE *f, const struct insn *i)
{
	const char *kind = i->code & SRC_X ? "be" : "le";

	if (insn_class(i) == CLASS_ALU64)
		kind = "bswap";
	if (i->off || i->src || (i->code == (CLASS_ALU64 | SRC_X | ALU_END)))
		raw(f, i);
	else
		fprintf(f, "r%u = %s%d r%u", i->dst, kind, i->imm, i->dst);
}

static void
alu(FILE *f, const struct insn *i)
{
	char c = insn_class(i) == CLASS_ALU64 ? 'r' : 'w';
	unsigned op = insn_op(i);
	const char *name = alu_names[op >> 4];
	bool division = op == ALU_DIV || op == ALU_MOD;

	if (op == ALU_END) {
		end(f, i);
	} else if (op == ALU_NEG && !i->off && !i->src && !i->imm &&
	    !insn_uses_reg(i)) {
		fprintf(f, "%c%u = -%c%u", c, i->dst, c, i->dst);
	} else if (op == ALU_MOV && insn_uses_reg(i) && !i->imm &&
	    (i->off == 8 || i->off == 16 || i->off == 32)) {
		fprintf(f, "%c%u = (s%d)%c%u", c, i->dst, i->off, c, i->src);
	} else if (!name || (i->off && !(division && i->off == 1)) ||
	    (insn_uses_reg(i) ? i->imm != 0 : i->src != 0)) {
		raw(f, i);
	} else {
		fprintf(f, "%c%u %s%s ", c, i->dst, i->off ? "s" : "", name);
		if (insn_uses_reg(i))
			fprintf(f, "%c%u", c, i->src);
		else
			fprintf(f, "%d", i->imm);
	}
}

static void
jump(FILE *f, const struct insn *i)
{
	char c = insn_class(i) == CLASS_JMP ? 'r' : 'w';
	unsigned op = insn_op(i);
	bool plain = !i->dst && !i->src && !insn_uses_reg(i);

	if (op == JMP_JA && plain && c == 'r' && !i->imm) {
		fprintf(f, "goto pc%+d", i->off);
	} else if (op == JMP_JA && plain && c == 'w' && !i->off) {
		fprintf(f, "gotol pc%+d", i->imm);
	} else if (op == JMP_JCOND && plain && c == 'r' && !i->imm) {
		fprintf(f, "may_goto pc%+d", i->off);
	} else if (op == JMP_EXIT && plain && c == 'r' && !i->off && !i->imm) {
		fprintf(f, "exit");
	} else if (insn_is_subprog_call(i) && !i->dst && !i->off) {
		fprintf(f, "call pc%+d", i->imm);
	} else if (op == JMP_CALL && plain && c == 'r' && !i->off) {
		fprintf(f, "call %u", (unsigned)i->imm);
	} else if (!jmp_names[op >> 4] ||
	    (insn_uses_reg(i) ? i->imm != 0 : i->src != 0)) {
		raw(f, i);
	} else {
		fprintf(f, "if %c%u %s ", c, i->dst, jmp_names[op >> 4]);
		if (insn_uses_reg(i))
			fprintf(f, "%c%u", c, i->src);
		else
			fprintf(f, "%d", i->imm);
		fprintf(f, " goto pc%+d", i->off);
	}
}

static const char *
fetched(int32_t imm)
{
	switch (imm) {
	case ATOMIC_ADD | ATOMIC_FETCH:
		return "fetch_add";
	case ATOMIC_OR | ATOMIC_FETCH:
		return "fetch_or";
	case ATOMIC_AND | ATOMIC_FETCH:
		return "fetch_and";
	case ATOMIC_XOR | ATOMIC_FETCH:
		return "fetch_xor";
	case ATOMIC_XCHG:
		return "xchg";
	default:
		return NULL;
	}
}

static void
atomic(FILE *f, const struct insn *i, const char *width)
{
	bool wide = insn_bytes(i) == 8;
	const char *name = fetched(i->imm), *op = NULL;
	char c = wide ? 'r' : 'w';

	if (i->imm == ATOMIC_ADD)
		op = "+";
	else if (i->imm == ATOMIC_OR)
		op = "|";
	else if (i->imm == ATOMIC_AND)
		op = "&";
	else if (i->imm == ATOMIC_XOR)
		op = "^";
	if (op)
		fprintf(f, "lock *(%s *)(r%u %+d) %s= r%u", width, i->dst,
		    i->off, op, i->src);
	else if (name)
		fprintf(f, "%c%u = atomic%s_%s((%s *)(r%u %+d), %c%u)", c,
		    i->src, wide ? "64" : "", name, width, i->dst, i->off, c,
		    i->src);
	else if (i->imm == ATOMIC_CMPXCHG)
		fprintf(f, "%c0 = atomic%s_cmpxchg((%s *)(r%u %+d), %c0, %c%u)",
		    c, wide ? "64" : "", width, i->dst, i->off, c, c, i->src);
	else if (i->imm == ATOMIC_LOAD_ACQ)
		fprintf(f, "r%u = load_acquire((%s *)(r%u %+d))", i->dst, width,
		    i->src, i->off);
	else if (i->imm == ATOMIC_STORE_REL)
		fprintf(f, "store_release((%s *)(r%u %+d), r%u)", width, i->dst,
		    i->off, i->src);
	else
		raw(f, i);
}

static void
memory(FILE *f, const struct insn *i)
{
	static const char *const sign[4] = {"s32", "s16", "s8", NULL};
	const char *width = widths[(i->code >> 3) & 3];
	unsigned cls = insn_class(i), mode = insn_mode(i);

	if (cls == CLASS_LDX && mode == MODE_MEMSX && !i->imm)
		width = sign[(i->code >> 3) & 3];
	if (cls == CLASS_LDX && (mode == MODE_MEM || mode == MODE_MEMSX) &&
	    width && !i->imm)
		fprintf(
		    f, "r%u = *(%s *)(r%u %+d)", i->dst, width, i->src, i->off);
	else if (cls == CLASS_STX && mode == MODE_MEM && !i->imm)
		fprintf(
		    f, "*(%s *)(r%u %+d) = r%u", width, i->dst, i->off, i->src);
	else if (cls == CLASS_ST && mode == MODE_MEM && !i->src)
		fprintf(
		    f, "*(%s *)(r%u %+d) = %d", width, i->dst, i->off, i->imm);
	else if (cls == CLASS_STX && mode == MODE_ATOMIC)
		atomic(f, i, width);
	else
		raw(f, i);
}

/* Its name, if it is one of the maps that there are; else NULL. */
static const char *
map_name(const struct prog *p, const struct insn *i)
{
	uint32_t count;
	const struct vf_map *maps = maps_known(&count);

	return p->flags.maps && i->code == INSN_LD_IMM64 && !i->off &&
		(i->src == PSEUDO_MAP_IDX || i->src == PSEUDO_MAP_IDX_VALUE) &&
		i->imm >= 0 && (uint32_t)i->imm < count && !i[1].code &&
		!i[1].dst && !i[1].src && !i[1].off
	    ? maps[i->imm].name
	    : NULL;
}

static bool
whole_ld64(const struct insn *i)
{
	return i->code == INSN_LD_IMM64 && !i->src && !i->off && !i[1].code &&
	    !i[1].dst && !i[1].src && !i[1].off;
}

void
dis_print(FILE *f, const struct prog *p)
{
	for (uint32_t n = 0; n < p->len; n++) {
		const struct insn *i = &p->insns[n];

		fprintf(f, "\t");
		if (n + 1 < p->len && whole_ld64(i)) {
			fprintf(f, "r%u = 0x%llx ll", i->dst,
			    (unsigned long long)(uint32_t)i[1].imm << 32 |
				(uint32_t)i->imm);
			n++;
		} else if (n + 1 < p->len && map_name(p, i)) {
			fprintf(f, "r%u = %s %s +%d ll", i->dst,
			    i->src == PSEUDO_MAP_IDX ? "map" : "value",
			    map_name(p, i), i[1].imm);
			n++;
		} else if (insn_is_jump(i)) {
			jump(f, i);
		} else if (insn_class(i) == CLASS_ALU ||
		    insn_class(i) == CLASS_ALU64) {
			alu(f, i);
		} else {
			memory(f, i);
		}
		fprintf(f, "\n");
	}
}
