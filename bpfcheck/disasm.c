/* disasm - an instruction as the kernel's log shows it. */
#include "helper.h"
#include "log.h"

static const char *const alu_names[16] = {"+=", "-=", "*=", "/=", "|=", "&=",
    "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian"};
static const char *const jump_names[16] = {"jmp", "==", ">", ">=", "&",
    "!=", "s>", "s>=", "call", "exit", "<", "<=", "s<", "s<="};
static const char *const sizes[4] = {"u32", "u16", "u8", "u64"};
static const char *const signed_sizes[4] = {"s32", "s16", "s8", "s64"};

const char *
log_operator(unsigned op)
{
	return alu_names[op >> 4];
}

static const char *
size_name(const struct insn *i)
{
	return sizes[(i->code & 0x18) >> 3];
}

static const char *
movsx(const struct insn *i)
{
	if (insn_op(i) != ALU_MOV)
		return "";
	return i->off == 8 ? "(s8)"
	    : i->off == 16 ? "(s16)"
	    : i->off == 32 ? "(s32)"
			   : "";
}

static void
alu(struct text *t, const struct insn *i)
{
	bool wide = insn_class(i) == CLASS_ALU64;
	unsigned op = insn_op(i);
	char r = wide ? 'r' : 'w';
	const char *sign = "";

	if (op == ALU_END) {
		text_add(t, "r%u = %s%d r%u", i->dst,
		    wide		   ? "bswap"
			: insn_uses_reg(i) ? "be"
					   : "le",
		    i->imm, i->dst);
		return;
	}
	if (op == ALU_NEG) {
		text_add(t, "%c%u = -%c%u", r, i->dst, r, i->dst);
		return;
	}
	if (insn_is_cast(i)) {
		text_add(t, "r%u = addr_space_cast(r%u, %u, %u)", i->dst,
		    i->src, (uint32_t)i->imm >> 16, i->imm & 0xffff);
		return;
	}
	if ((op == ALU_DIV || op == ALU_MOD) && i->off == 1)
		sign = "s";
	text_add(t, "%c%u %s%s ", r, i->dst, sign, log_operator(op));
	if (insn_uses_reg(i))
		text_add(t, "%s%c%u", movsx(i), r, i->src);
	else
		text_add(t, "%d", i->imm);
}

static const char *
fetch_name(int32_t imm)
{
	switch (imm & ~ATOMIC_FETCH) {
	case ATOMIC_ADD:
		return "add";
	case ATOMIC_OR:
		return "or";
	case ATOMIC_AND:
		return "and";
	case ATOMIC_XOR:
		return "xor";
	default:
		return NULL;
	}
}

static void
atomic(struct text *t, const struct insn *i)
{
	const char *wide = insn_bytes(i) == 8 ? "64" : "", *size = size_name(i);
	const char *name = fetch_name(i->imm);

	if (i->imm == ATOMIC_CMPXCHG)
		text_add(t, "r0 = atomic%s_cmpxchg((%s *)(r%u %+d), r0, r%u)",
		    wide, size, i->dst, i->off, i->src);
	else if (i->imm == ATOMIC_XCHG)
		text_add(t, "r%u = atomic%s_xchg((%s *)(r%u %+d), r%u)", i->src,
		    wide, size, i->dst, i->off, i->src);
	else if (i->imm == ATOMIC_LOAD_ACQ)
		text_add(t, "r%u = load_acquire((%s *)(r%u %+d))", i->dst, size,
		    i->src, i->off);
	else if (i->imm == ATOMIC_STORE_REL)
		text_add(t, "store_release((%s *)(r%u %+d), r%u)", size, i->dst,
		    i->off, i->src);
	else if (name != NULL && (i->imm & ATOMIC_FETCH) != 0)
		text_add(t, "r%u = atomic%s_fetch_%s((%s *)(r%u %+d), r%u)",
		    i->src, wide, name, size, i->dst, i->off, i->src);
	else if (name != NULL)
		text_add(t, "lock *(%s *)(r%u %+d) %s r%u", size, i->dst,
		    i->off, log_operator((unsigned)i->imm & 0xf0), i->src);
}

static bool
is_atomic(const struct insn *i)
{
	return insn_class(i) == CLASS_STX && insn_mode(i) == MODE_ATOMIC;
}

/* The kernel's disassembler knows no such operation. */
static bool
is_no_atomic(const struct insn *i)
{
	switch (i->imm) {
	case ATOMIC_XCHG:
	case ATOMIC_CMPXCHG:
	case ATOMIC_LOAD_ACQ:
	case ATOMIC_STORE_REL:
		return false;
	default:
		return fetch_name(i->imm) == NULL;
	}
}

static void
load(struct text *t, const struct insn *i)
{
	uint64_t imm;

	switch (insn_mode(i)) {
	case MODE_ABS:
		text_add(t, "r0 = *(%s *)skb[%d]", size_name(i), i->imm);
		break;
	case MODE_IND:
		text_add(t, "r0 = *(%s *)skb[r%u + %d]", size_name(i), i->src,
		    i->imm);
		break;
	default:
		imm = (uint64_t)(uint32_t)i[1].imm << 32 | (uint32_t)i->imm;
		text_add(t, "r%u = %#llx", i->dst, (unsigned long long)imm);
	}
}

static void
jump(struct text *t, const struct insn *i)
{
	bool low = insn_class(i) == CLASS_JMP32;
	char r = low ? 'w' : 'r';

	switch (insn_op(i)) {
	case JMP_CALL:
		if (i->src == CALL_SUBPROG)
			text_add(t, "call pc%+d", i->imm);
		else if (i->src == CALL_KFUNC)
			text_add(t, "call kernel-function#%d", i->imm);
		else
			text_add(t, "call %s#%d",
			    i->src == CALL_HELPER ? helper_name(i->imm)
						  : "unknown",
			    i->imm);
		return;
	case JMP_EXIT:
		text_string(t, "exit");
		return;
	case JMP_JA:
		text_add(t, low ? "gotol pc%+d" : "goto pc%+d",
		    low ? i->imm : i->off);
		return;
	case JMP_JCOND:
		text_add(t, "may_goto pc%+d", i->off);
		return;
	default:
		text_add(
		    t, "if %c%u %s ", r, i->dst, jump_names[insn_op(i) >> 4]);
	}
	if (insn_uses_reg(i))
		text_add(t, "%c%u goto pc%+d", r, i->src, i->off);
	else
		text_add(t, "0x%x goto pc%+d", (unsigned)i->imm, i->off);
}

/* Its address is the kernel's affair. */
static bool
map(struct text *t, const struct vf_program *p, const struct insn *i)
{
	bool value = i->src == PSEUDO_MAP_IDX_VALUE;

	if (i->code != INSN_LD_IMM64 || (!value && i->src != PSEUDO_MAP_IDX) ||
	    i->imm < 0 || (uint32_t)i->imm >= p->nmaps)
		return false;
	text_add(t, "r%u = map[%s]", i->dst, p->maps[i->imm].name);
	if (value)
		text_add(t, "[0]+%d", i[1].imm);
	return true;
}

void
log_insn(struct text *t, const struct vf_program *p, const struct insn *i)
{
	if (is_atomic(i) && is_no_atomic(i)) {
		text_add(t, "BUG_%02x", i->code);
		return;
	}
	text_add(t, "(%02x) ", i->code);
	if (map(t, p, i))
		return;
	switch (insn_class(i)) {
	case CLASS_LD:
		load(t, i);
		break;
	case CLASS_LDX:
		text_add(t, "r%u = *(%s *)(r%u %+d)", i->dst,
		    insn_mode(i) == MODE_MEMSX
			? signed_sizes[(i->code & 0x18) >> 3]
			: size_name(i),
		    i->src, i->off);
		break;
	case CLASS_ST:
		text_add(t, "*(%s *)(r%u %+d) = %d", size_name(i), i->dst,
		    i->off, i->imm);
		break;
	case CLASS_STX:
		if (is_atomic(i))
			atomic(t, i);
		else
			text_add(t, "*(%s *)(r%u %+d) = r%u", size_name(i),
			    i->dst, i->off, i->src);
		break;
	case CLASS_ALU:
	case CLASS_ALU64:
		alu(t, i);
		break;
	default:
		jump(t, i);
	}
}

bool
log_insn_is_whole(const struct insn *i, uint32_t left)
{
	unsigned op = insn_op(i) >> 4;

	switch (insn_class(i)) {
	case CLASS_LD:
		return insn_mode(i) == MODE_ABS || insn_mode(i) == MODE_IND ||
		    (i->code == INSN_LD_IMM64 && left >= 2);
	case CLASS_ALU:
	case CLASS_ALU64:
		return alu_names[op] != NULL;
	case CLASS_JMP:
	case CLASS_JMP32:
		return jump_names[op] != NULL || insn_op(i) == JMP_JCOND;
	case CLASS_LDX:
		return insn_mode(i) == MODE_MEM || insn_mode(i) == MODE_MEMSX;
	default:
		return insn_mode(i) == MODE_MEM || is_atomic(i);
	}
}
