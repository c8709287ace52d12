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
	uint32_t word;
	unsigned i;

	/*@ assert (a->number_scale == 1 && a->number_base == 0) ||
	      (a->number_scale == 32 && a->number_base == 0xd2800008) ||
	      (a->number_scale == 1048576 && a->number_base == 0x893); */
	/*@ assert a->number_scale == 1 ==>
	      0 <= number * a->number_scale < 1024; */
	/*@ assert a->number_scale == 32 ==>
	      0 <= number * a->number_scale < 1024 * 32; */
	/*@ assert a->number_scale == 1048576 ==>
	      0 <= number * a->number_scale < 1024 * 1048576; */
	/*@ assert a->number_base + number * a->number_scale <= 0xffffffff; */
	word = a->number_base + number * a->number_scale;
	/*@ assert word == a->number_base + number * a->number_scale; */
	/*@ loop invariant 0 <= i <= ARCH_SLOT;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      slot[k] == a->allow[k];
	    loop assigns i, slot[0 .. 7];
	    loop variant ARCH_SLOT - i;
	*/
	for (i = 0; i < ARCH_SLOT; i++)
		slot[i] = a->allow[i];
	/*@ assert a->number_at == 0 || a->number_at == 1; */
	/*@ assert word == a->number_base + number * a->number_scale; */
	le32_put(slot, a->number_at, word);
	/*@ assert a->number_at == \at(a->number_at, Pre); */
	/*@ assert u32_at(slot, a->number_at) == word; */
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
