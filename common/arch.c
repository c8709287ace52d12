#include "arch.h"

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

/*@ requires arch_known(a) && number < ARCH_NUMBERS;
    assigns \nothing;
    ensures \result == a->number_base + number * a->number_scale;
*/
static uint32_t
number_word(const struct arch *a, uint32_t number)
{
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
	return a->number_base + number * a->number_scale;
}

/* Byte j of a word, little-endian. */
/*@ requires j < 4;
    assigns \nothing;
    ensures \result == word_byte(word, j);
*/
static uint8_t
word_part(uint32_t word, unsigned j)
{
	if (j == 0)
		return (uint8_t)(word % 256);
	if (j == 1)
		return (uint8_t)(word / 256 % 256);
	if (j == 2)
		return (uint8_t)(word / 65536 % 256);
	return (uint8_t)(word / 16777216);
}

uint8_t
arch_allow_byte(const struct arch *a, uint32_t number, size_t i)
{
	size_t at = a->number_at;

	if (i < at || i >= at + 4)
		return a->allow[i];
	return word_part(number_word(a, number), (unsigned)(i - at));
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
