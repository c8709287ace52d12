/*
 * short - the short ways to a page: what is remembered of tables that go and are
 * used again, of attributes, of bounds and hooks. On every architecture.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ptmap.h"

enum { TABLES = 16 };

static struct pt_frame frames[TABLES];
static uint64_t owned[64];
static int wrong;
/* The last flush, and how many there were. */
static uint64_t flushed_va, flushed_len;
static unsigned flushes;

#define CHECK(c)                                               \
	do {                                                   \
		if (!(c)) {                                    \
			printf("line %d: %s\n", __LINE__, #c); \
			wrong++;                               \
		}                                              \
	} while (0)

static uint64_t
at(struct pt *pt, uint64_t va, bool remembers)
{
	struct pt_mapping m;

	if ((remembers ? pt_query(pt, va, &m) : pt_look(pt, va, &m)) != PT_OK)
		return UINT64_MAX;
	return m.pa;
}

/* The page at va, used so that all of its way is remembered, then away. */
static void
use(struct pt *pt, uint64_t va, uint64_t page, bool range)
{
	CHECK(pt_map(pt, va, page, page, PT_READ) == PT_OK);
	CHECK(pt_map(pt, va + page, 2 * page, page, PT_READ) == PT_OK);
	CHECK(at(pt, va, true) == page && at(pt, va + page, true) == 2 * page);
	if (range) {
		CHECK(pt_unmap_range(pt, va, 2 * page) == PT_OK);
	} else {
		CHECK(pt_unmap(pt, va) == PT_OK);
		CHECK(pt_unmap(pt, va + page) == PT_OK);
	}
}

static void
reused(const struct pt_arch *arch, uint64_t *tables, bool range)
{
	struct pt_config c = {.arch = arch,
	    .tables = tables,
	    .frames = frames,
	    .nframes = TABLES,
	    .given = TABLES};
	struct pt_ranges halves;
	struct pt pt;
	uint64_t page, a, b;

	CHECK(pt_init(&pt, &c) == PT_OK);
	halves = pt_halves(&pt);
	page = pt.page;
	a = halves.va[0];
	b = a + halves.len / 2;
	use(&pt, a, page, range);
	CHECK(pt_map(&pt, b, 3 * page, page, PT_READ) == PT_OK);
	CHECK(at(&pt, a, true) == UINT64_MAX);
	CHECK(pt_unmap(&pt, a) == PT_NOT_MAPPED);
	use(&pt, a, page, range);
	CHECK(pt_unmap(&pt, b) == PT_OK);
	CHECK(pt_map(&pt, a, 4 * page, page, PT_READ) == PT_OK);
	CHECK(at(&pt, a, false) == 4 * page && at(&pt, a, true) == 4 * page);
	CHECK(
	    at(&pt, b, false) == UINT64_MAX && at(&pt, b, true) == UINT64_MAX);
}

static void
flush(void *own, enum pt_flush what, uint64_t va, uint64_t len, uint64_t stride)
{
	(void)own;
	if (what == PT_FLUSH_NEW || what == PT_FLUSH_NEW_TABLES)
		return;
	CHECK(what == PT_FLUSH_LEAVES && stride == len);
	flushed_va = va;
	flushed_len = len;
	flushes++;
}

/* Attributes, bounds, and one flush for each page; first with no page before. */
static void
checked(const struct pt_arch *arch, uint64_t *tables, bool alone)
{
	static const struct pt_hooks hooks = {.flush = flush};
	struct pt_config c = {.arch = arch,
	    .tables = tables,
	    .frames = frames,
	    .nframes = TABLES,
	    .given = TABLES,
	    .hooks = &hooks};
	uint64_t page, va, pa;
	struct pt pt;

	CHECK(pt_init(&pt, &c) == PT_OK);
	page = pt.page;
	c.pa_first = 8 * page;
	c.pa_end = 40 * page;
	c.owned = alone ? memset(owned, 0, sizeof owned) : NULL;
	CHECK(pt_init(&pt, &c) == PT_OK);
	va = pt_halves(&pt).va[0];
	CHECK(pt_map(&pt, va, c.pa_first, page, ~0u) == PT_ATTRIBUTES);
	CHECK(at(&pt, va, true) == UINT64_MAX);
	CHECK(pt_unmap(&pt, va) == PT_NOT_MAPPED);
	for (pa = c.pa_first; pa < c.pa_end; pa += page)
		CHECK(pt_map(&pt, va + pa, pa, page, PT_READ) == PT_OK);
	CHECK(pt_map(&pt, va, pa, page, PT_READ) == PT_PHYS_BOUNDS);
	CHECK(pt_map(&pt, va, c.pa_first - page, page, PT_READ) ==
	    PT_PHYS_BOUNDS);
	CHECK(pt_map(&pt, va, 0, page, PT_READ) == PT_PHYS_BOUNDS);
	CHECK(pt_map(&pt, va, c.pa_first, page, ~0u) == PT_ATTRIBUTES);
	CHECK(pt_map(&pt, va, c.pa_first, page, PT_READ) ==
	    (alone ? PT_PHYS_OVERLAP : PT_OK));
	flushes = 0;
	for (pa = c.pa_first; pa < c.pa_end - page; pa += page) {
		CHECK(pt_unmap(&pt, va + pa) == PT_OK);
		CHECK(flushes == (pa - c.pa_first) / page + 1);
		CHECK(flushed_va == va + pa && flushed_len == page);
	}
}

int
main(void)
{
	const struct pt_arch *arch;
	uint64_t *tables = aligned_alloc(1 << 17, (size_t)TABLES << 16);
	size_t i;
	int range;

	if (tables == NULL)
		return 2;
	for (i = 0; (arch = pt_arch_at(i)) != NULL; i++)
		for (range = 0; range < 2; range++) {
			checked(arch, tables, range != 0);
			reused(arch, tables, range != 0);
		}
	free(tables);
	printf("%zu architectures, %d wrong\n", i, wrong);
	return wrong != 0;
}
