#include "insn.h"

/* Where a conditional or unconditional direct branch goes. */
static uint64_t
target_of(const ZydisDecodedInstruction *z, uint64_t vaddr)
{
	return vaddr + z->length + (uint64_t)z->raw.imm[0].value.s;
}

/* A 16-bit operand size makes a near branch another one on other makers'
   processors. */
static bool
ambiguous(const ZydisDecodedInstruction *z)
{
	return z->meta.branch_type != ZYDIS_BRANCH_TYPE_NONE &&
	    (z->attributes & ZYDIS_ATTRIB_HAS_OPERANDSIZE) != 0 &&
	    z->raw.rex.W == 0;
}

static void
flow_of(const ZydisDecodedInstruction *z, uint64_t vaddr, struct insn *in)
{
	bool direct = z->raw.imm[0].is_relative != 0;

	in->target = direct ? target_of(z, vaddr) : 0;
	switch (z->meta.category) {
	case ZYDIS_CATEGORY_COND_BR:
		in->flow = direct ? INSN_BRANCH : INSN_STOP;
		in->open = z->mnemonic == ZYDIS_MNEMONIC_XBEGIN;
		break;
	case ZYDIS_CATEGORY_UNCOND_BR:
		in->flow = direct ? INSN_JUMP : INSN_STOP;
		break;
	case ZYDIS_CATEGORY_CALL:
		in->flow = direct ? INSN_CALL : INSN_LEAVE;
		break;
	case ZYDIS_CATEGORY_RET:
	case ZYDIS_CATEGORY_SYSRET:
		in->flow = INSN_STOP;
		break;
	default:
		break;
	}
}

static void
kind_of(const ZydisDecodedInstruction *z, struct insn *in)
{
	switch (z->mnemonic) {
	case ZYDIS_MNEMONIC_SYSCALL:
		in->kind = INSN_SYSCALL;
		break;
	case ZYDIS_MNEMONIC_NOP:
		in->kind = INSN_NOTHING;
		break;
	case ZYDIS_MNEMONIC_INT3:
		in->kind = INSN_NOTHING;
		in->flow = INSN_STOP;
		break;
	case ZYDIS_MNEMONIC_UD0:
	case ZYDIS_MNEMONIC_UD1:
	case ZYDIS_MNEMONIC_UD2:
	case ZYDIS_MNEMONIC_HLT:
	case ZYDIS_MNEMONIC_IRET:
	case ZYDIS_MNEMONIC_IRETD:
	case ZYDIS_MNEMONIC_IRETQ:
		in->flow = INSN_STOP;
		break;
	default:
		break;
	}
}

/* Addresses it makes: relative to itself, or as a constant. */
static void
names_of(const ZydisDecodedInstruction *z, uint64_t vaddr, struct insn *in)
{
	size_t i;

	if ((z->attributes & ZYDIS_ATTRIB_HAS_MODRM) != 0 &&
	    z->raw.modrm.mod == 0 && z->raw.modrm.rm == 5) {
		in->names = true;
		in->named = vaddr + z->length + (uint64_t)z->raw.disp.value;
		return;
	}
	for (i = 0; i < 2; i++)
		if (z->raw.imm[i].size >= 32 && !z->raw.imm[i].is_relative) {
			in->names = in->maybe = true;
			in->named = z->raw.imm[i].value.u;
			return;
		}
	if (z->raw.disp.size == 32) {
		in->names = in->maybe = true;
		in->named = (uint64_t)z->raw.disp.value;
	}
}

bool
insn_x86_64(const struct insn_decoder *d, const uint8_t *b, size_t n,
    uint64_t vaddr, struct insn *in)
{
	ZydisDecodedInstruction z;
	ZydisDecoderContext context;

	if (!ZYAN_SUCCESS(
		ZydisDecoderDecodeInstruction(&d->zydis, &context, b, n, &z)))
		return false;
	if (ambiguous(&z))
		return false;
	in->length = z.length;
	flow_of(&z, vaddr, in);
	kind_of(&z, in);
	names_of(&z, vaddr, in);
	return true;
}

static int
register_of(ZydisRegister r)
{
	ZydisRegister whole =
	    ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, r);

	return ZydisRegisterGetClass(whole) == ZYDIS_REGCLASS_GPR64
	    ? (int)ZydisRegisterGetId(whole)
	    : -1;
}

static bool
writes(const ZydisDecodedOperand *o)
{
	return (o->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0;
}

/* The instruction writes the register, or any memory if it is INSN_STACK. */
static bool
touches(const ZydisDecodedInstruction *z, const ZydisDecodedOperand *o,
    uint8_t place)
{
	size_t i;

	for (i = 0; i < z->operand_count; i++) {
		if (!writes(&o[i]))
			continue;
		if (o[i].type == ZYDIS_OPERAND_TYPE_REGISTER &&
		    register_of(o[i].reg.value) ==
			(place == INSN_STACK ? 4 : place))
			return true;
		if (o[i].type == ZYDIS_OPERAND_TYPE_MEMORY &&
		    place == INSN_STACK)
			return true;
	}
	return false;
}

/* The kernel writes these, and what a slot holds later is a call. */
static bool
kernel_touches(const ZydisDecodedInstruction *z, uint8_t place)
{
	switch (z->mnemonic) {
	case ZYDIS_MNEMONIC_SYSCALL:
	case ZYDIS_MNEMONIC_SYSENTER:
	case ZYDIS_MNEMONIC_INT:
		return place == 0 || place == 1 || place == 11 ||
		    place == INSN_STACK;
	default:
		return z->meta.category == ZYDIS_CATEGORY_SYSTEM ||
		    z->meta.category == ZYDIS_CATEGORY_VTX;
	}
}

static void
copy_of(const ZydisDecodedOperand *to, const ZydisDecodedOperand *from,
    enum insn_effect_kind kind, struct insn_effect *e)
{
	int r;

	if (from->type != ZYDIS_OPERAND_TYPE_REGISTER || from->size != to->size)
		return;
	r = register_of(from->reg.value);
	if (r < 0)
		return;
	e->kind = kind;
	e->from = (uint8_t)r;
	e->half = to->size == 32;
}

/* The first operand is the register, whole or its low half, which clears the
   upper one. */
static void
value_of(const ZydisDecodedInstruction *z, const ZydisDecodedOperand *o,
    struct insn_effect *e)
{
	switch (z->mnemonic) {
	case ZYDIS_MNEMONIC_MOV:
		if (o[1].type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
			e->kind = INSN_CONSTANT;
			e->value = o[1].imm.value.u;
			if (o[0].size == 32)
				e->value &= UINT32_MAX;
		} else {
			copy_of(&o[0], &o[1], INSN_COPY, e);
		}
		break;
	case ZYDIS_MNEMONIC_XOR:
	case ZYDIS_MNEMONIC_SUB:
		if (o[1].type == ZYDIS_OPERAND_TYPE_REGISTER &&
		    o[1].reg.value == o[0].reg.value) {
			e->kind = INSN_CONSTANT;
			e->value = 0;
		}
		break;
	default:
		if (z->meta.category == ZYDIS_CATEGORY_CMOV)
			copy_of(&o[0], &o[1], INSN_EITHER, e);
		break;
	}
}

static void
push_of(const ZydisDecodedOperand *o, struct insn_effect *e)
{
	if (o[0].type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
		e->kind = INSN_CONSTANT;
		e->value = o[0].imm.value.u;
	} else if (o[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
	    o[0].size == 64 && register_of(o[0].reg.value) >= 0) {
		e->kind = INSN_COPY;
		e->from = (uint8_t)register_of(o[0].reg.value);
	}
}

/* Zydis 4.0 does not say so: string instructions step their pointers and their
   count, and 90 is no pause but an exchange if REX.B makes one register r8. */
static bool
steps(const ZydisDecodedInstruction *z, uint8_t place)
{
	if (z->meta.category == ZYDIS_CATEGORY_STRINGOP)
		return place == 1 || place == 6 || place == 7;
	return z->mnemonic == ZYDIS_MNEMONIC_PAUSE && z->raw.rex.B != 0 &&
	    (place == 0 || place == 8);
}

void
insn_x86_64_effect(const struct insn_decoder *d, const uint8_t *b, size_t n,
    uint8_t place, struct insn_effect *e)
{
	ZydisDecodedOperand o[ZYDIS_MAX_OPERAND_COUNT];
	ZydisDecodedInstruction z;

	if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&d->zydis, b, n, &z, o)) ||
	    kernel_touches(&z, place) || steps(&z, place))
		return;
	if (!touches(&z, o, place)) {
		e->kind = INSN_KEEPS;
		return;
	}
	if (place == INSN_STACK) {
		if (z.mnemonic == ZYDIS_MNEMONIC_PUSH && z.operand_width == 64)
			push_of(o, e);
		return;
	}
	if (o[0].type != ZYDIS_OPERAND_TYPE_REGISTER ||
	    register_of(o[0].reg.value) != place ||
	    (o[0].size != 64 && o[0].size != 32))
		return;
	if (z.mnemonic == ZYDIS_MNEMONIC_POP && o[0].size == 64) {
		e->kind = INSN_COPY;
		e->from = INSN_STACK;
		return;
	}
	value_of(&z, o, e);
}
