#include "arch.h"

#include "le.h"

const struct arch *
arch_find(uint16_t machine)
{
	if (machine == arch_x86_64.machine)
		return &arch_x86_64;
	if (machine == arch_aarch64.machine)
		return &arch_aarch64;
	if (machine == arch_riscv64.machine)
		return &arch_riscv64;
	return NULL;
}

void
arch_allow_form(const struct arch *a, uint32_t number, uint8_t *slot)
{
	unsigned i;

	for (i = 0; i < ARCH_SLOT; i++)
		slot[i] = a->allow[i];
	le32_put(slot, a->number_at, a->number_base + number * a->number_scale);
}

uint64_t
arch_page_down(const struct arch *a, uint64_t addr)
{
	return addr - addr % a->page;
}

uint64_t
arch_page_up(const struct arch *a, uint64_t addr)
{
	return arch_page_down(a, addr + (a->page - 1));
}
