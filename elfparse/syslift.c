#include "syslift.h"

#include "le.h"

struct fault
syslift_count(const struct sections_part *parts, size_t nparts, size_t *total)
{
	uint64_t n = 0;
	size_t i;

	/*@ loop invariant 0 <= i <= nparts;
	    loop invariant n == entries(parts, i) <= IMAGE_SITES;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      parts[k].size % SYSLIFT_ENTRY == 0;
	    loop invariant \forall integer k; 0 <= k <= i ==>
	      entries(parts, k) <= IMAGE_SITES;
	    loop assigns i, n;
	    loop variant nparts - i;
	*/
	for (i = 0; i < nparts; i++) {
		/*@ assert entries(parts, i + 1) ==
		      entries(parts, i) + parts[i].size / SYSLIFT_ENTRY; */
		if (parts[i].size % SYSLIFT_ENTRY != 0)
			return fault_at(
			    FAULT_SYSLIFT_SIZE, AT_FILE, parts[i].offset);
		if (parts[i].size / SYSLIFT_ENTRY > IMAGE_SITES - n)
			return fault_at(
			    FAULT_SITE_COUNT, AT_FILE, parts[i].offset);
		n += parts[i].size / SYSLIFT_ENTRY;
	}
	*total = (size_t)n;
	return fault_none();
}

/*@ requires at <= SIZE_MAX - SYSLIFT_ENTRY && i < SITE_ARGS;
    requires \valid_read(b + (at .. at + SYSLIFT_ENTRY - 1));
    requires known == u32_at(b, at + 8);
    assigns \nothing;
    ensures \result == entry_arg(b, at, i);
*/
static uint64_t
argument(const uint8_t *b, size_t at, uint32_t known, size_t i)
{
	return ((known >> (i + 1)) & 1) != 0 ? le64(b, at + 20 + 8 * i) : 0;
}

enum fault_code
syslift_entry(const uint8_t *b, size_t at, struct site *s)
{
	uint32_t known = le32(b, at + 8);
	uint64_t number = le64(b, at + 12);
	size_t i;

	if (known > SITE_KNOWN_ALL)
		return FAULT_SITE_MASK;
	s->vaddr = le64(b, at);
	s->kind = SITE_STUB;
	s->length = ARCH_SLOT;
	s->known = known;
	s->numbers = NUMBERS_NONE;
	s->number = 0;
	if ((known & SITE_KNOWS_NUMBER) != 0) {
		/* All 64 bits: a truncated number would be another call. */
		if (number >= ARCH_NUMBERS)
			return FAULT_SITE_NUMBER;
		s->numbers = NUMBERS_ONE;
		s->number = (uint32_t)number;
	}
	/*@ loop invariant 0 <= i <= SITE_ARGS;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      s->args[k] == entry_arg{Pre}(b, at, k);
	    loop assigns i, s->args[0 .. SITE_ARGS - 1];
	    loop variant SITE_ARGS - i;
	*/
	for (i = 0; i < SITE_ARGS; i++) {
		/*@ assert \forall integer k; at <= k < at + SYSLIFT_ENTRY ==>
		      b[k] == \at(b[k], Pre); */
		/*@ assert entry_arg(b, at, i) == entry_arg{Pre}(b, at, i); */
		s->args[i] = argument(b, at, known, i);
	}
	return FAULT_NONE;
}
