#include "pattern.h"
#include "rules.h"

/*@ requires \valid_read(a) && \valid_read(b);
    requires n <= ARCH_SLOT && from <= ARCH_SLOT - n;
    requires \valid_read(a + (0 .. n - 1)) &&
      \valid_read(b + (0 .. from + n - 1));
    assigns \nothing;
    ensures \result != 0 <==> \forall integer k; 0 <= k < n ==>
      a[k] == b[from + k];
*/
static bool
same(const uint8_t *a, const uint8_t *b, size_t from, size_t n)
{
	size_t k;

	/*@ loop invariant 0 <= k <= n;
	    loop invariant \forall integer j; 0 <= j < k ==>
	      a[j] == b[from + j];
	    loop assigns k;
	    loop variant n - k;
	*/
	for (k = 0; k < n; k++)
		if (a[k] != b[from + k])
			return false;
	return true;
}

/*@ requires arch_known(arch) && \valid_read(s);
    assigns \nothing;
    ensures \result != 0 <==> mov_sound(arch, s);
*/
/* mov $nr,%eax; syscall */
static bool
mov_sound(const struct arch *arch, const struct site *s)
{
	const uint8_t *b = s->original;

	if (arch->calls != ARCH_CALLS_X86_64 || s->length != ARCH_MOV ||
	    s->numbers != NUMBERS_ONE || s->number >= ARCH_NUMBERS)
		return false;
	return b[0] == 0xb8 && b[1] + 256u * b[2] == s->number && b[3] == 0 &&
	    b[4] == 0 && b[5] == 0x0f && b[6] == 0x05;
}

/*@ requires arch_known(arch) && \valid_read(s);
    assigns \nothing;
    ensures \result != 0 <==> slot_sound(arch, s);
*/
static bool
slot_sound(const struct arch *arch, const struct site *s)
{
	switch (s->kind) {
	case SITE_STUB:
		return s->length == ARCH_SLOT &&
		    same(s->original, arch->deny, 0, ARCH_SLOT);
	case SITE_MOV:
		return mov_sound(arch, s);
	case SITE_EMBEDDED:
		return s->length == arch->call_len &&
		    s->numbers == NUMBERS_NONE &&
		    pattern_here(arch, s->original, 0);
	case SITE_CALL:
	case SITE_TRAP:
		return s->length == arch->call_len &&
		    same(
			s->original, arch->bare, arch->call_at, arch->call_len);
	default:
		return false;
	}
}

struct fault
rules_site_slot(const struct arch *arch, const struct site *sites, size_t i)
{
	if (slot_sound(arch, &sites[i]))
		return fault_none();
	return fault_full(
	    FAULT_SLOT_STUB, AT_ADDRESS, sites[i].vaddr, ITEM_SITE, i);
}
