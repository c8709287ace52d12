#include "insn.h"

uint8_t
insn_number_register(const struct arch *arch)
{
	if (arch->calls == ARCH_CALLS_X86_64)
		return 0;
	return arch->calls == ARCH_CALLS_AARCH64 ? 8 : 17;
}

bool
insn_start(struct insn_decoder *d, const struct arch *arch)
{
	d->arch = arch;
	return ZYAN_SUCCESS(ZydisDecoderInit(
	    &d->zydis, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64));
}

bool
insn_decode(const struct insn_decoder *d, const uint8_t *b, size_t n,
    uint64_t vaddr, struct insn *in)
{
	in->flow = INSN_NEXT;
	in->kind = INSN_OTHER;
	in->open = in->names = in->maybe = in->page = false;
	in->target = in->named = 0;
	if (d->arch->calls == ARCH_CALLS_X86_64)
		return insn_x86_64(d, b, n, vaddr, in);
	if (d->arch->calls == ARCH_CALLS_AARCH64)
		return insn_aarch64(b, n, vaddr, in);
	return insn_riscv64(b, n, vaddr, in);
}

void
insn_effect(const struct insn_decoder *d, const uint8_t *b, size_t n,
    uint64_t vaddr, uint8_t place, struct insn_effect *e)
{
	e->kind = INSN_UNKNOWN;
	e->value = 0;
	e->from = 0;
	e->half = false;
	if (d->arch->calls == ARCH_CALLS_X86_64)
		insn_x86_64_effect(d, b, n, place, e);
	else if (d->arch->calls == ARCH_CALLS_AARCH64)
		insn_aarch64_effect(b, vaddr, place, e);
	else
		insn_riscv64_effect(b, n, place, e);
}
