#include "syslift.h"

#include "le.h"

struct fault
syslift_count(const struct sections_part *parts, size_t nparts, size_t *total)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < nparts; i++) {
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
	for (i = 0; i < SITE_ARGS; i++)
		s->args[i] = ((known >> (i + 1)) & 1) != 0
		    ? le64(b, at + 20 + 8 * i)
		    : 0;
	return FAULT_NONE;
}

static void
exchange(struct site *sites, size_t a, size_t b)
{
	struct site s = sites[a];

	sites[a] = sites[b];
	sites[b] = s;
}

/* Heap of the first n: the entry at root sinks below its greater children. */
static void
sink(struct site *sites, size_t root, size_t n)
{
	size_t child;

	while (root < n / 2) {
		child = 2 * root + 1;
		if (child + 1 < n &&
		    sites[child].vaddr < sites[child + 1].vaddr)
			child++;
		if (sites[root].vaddr >= sites[child].vaddr)
			return;
		exchange(sites, root, child);
		root = child;
	}
}

void
syslift_sort(struct site *sites, size_t n)
{
	size_t i;

	for (i = n / 2; i > 0; i--)
		sink(sites, i - 1, n);
	for (i = n; i > 1; i--) {
		exchange(sites, 0, i - 1);
		sink(sites, 0, i - 1);
	}
}
