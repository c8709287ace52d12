/*
 * cases - what other libraries get wrong, on every architecture; and the order
 * of stores, flushes and retirements.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tables.h"

enum { TABLES = 64, EVENTS = 64 };

static const struct pt_arch *arch;
static struct pt pt;
static struct pt_frame frames[TABLES];
static uint64_t *tables, *before;
static uint64_t owned[64];
static int wrong;

#define CHECK(c)                                                               \
	do {                                                                   \
		if (!(c)) {                                                    \
			printf("%s: line %d: %s\n", arch->name, __LINE__, #c); \
			wrong++;                                               \
		}                                                              \
	} while (0)

/* What happened, in order: flushes f, retired frames r, tables t. */
static char events[EVENTS];
static uint64_t event_va[EVENTS], event_len[EVENTS];
static size_t nevents;
/* An entry looked at as each flush begins. */
static const uint64_t *watched;
static uint64_t seen[EVENTS];
static enum pt_flush flushed_new; /* the last flush, if of new entries */

static void
event(char kind, uint64_t va, uint64_t len)
{
	if (nevents == EVENTS)
		exit(2);
	seen[nevents] = watched != NULL ? *watched : 0;
	event_va[nevents] = va;
	event_len[nevents] = len;
	events[nevents++] = kind;
}

static void
flush(void *own, enum pt_flush what, uint64_t va, uint64_t len, uint64_t stride)
{
	static const char kinds[] = {'f', 'F', 'A'};

	(void)own;
	(void)stride;
	flushed_new = what >= PT_FLUSH_NEW ? what : PT_FLUSH_ALL;
	if (what < PT_FLUSH_NEW)
		event(kinds[what], va, len);
}

static void
retire_frames(void *own, uint64_t pa, uint64_t len)
{
	(void)own;
	event('r', pa, len);
}

static uint32_t
roots(void)
{
	return arch->root_bits > arch->index_bits ? 2 : 1;
}

static void
retire_table(void *own, uint32_t f)
{
	(void)own;
	event('t', f, 0);
	/* the owner gives it back at once, unless it was the root */
	CHECK((pt_donate(&pt, f, 1) == PT_OK) == (f >= roots()));
}

static const struct pt_hooks hooks = {flush, retire_frames, retire_table, NULL};

static void
begin(uint32_t given, bool alone, unsigned features)
{
	uint64_t page = UINT64_C(1) << arch->page_shift;
	struct pt_config c = {.arch = arch,
	    .tables = tables,
	    .frames = frames,
	    .tables_pa = page * 64,
	    .nframes = TABLES,
	    .given = given,
	    .pa_end = alone ? page * 4096 : 0,
	    .owned = alone ? owned : NULL,
	    .features = features,
	    .hooks = &hooks};

	memset(owned, 0, sizeof owned);
	memset(tables, 0x5a, (size_t)(TABLES * page));
	CHECK(pt_init(&pt, &c) == PT_OK);
	nevents = 0;
	watched = NULL;
}

static bool
happened(const char *what)
{
	bool same =
	    strlen(what) == nevents && memcmp(what, events, nevents) == 0;

	if (!same)
		printf("%.*s, want %s\n", (int)nevents, events, what);
	nevents = 0;
	return same;
}

static size_t
bytes(void)
{
	return (size_t)TABLES << arch->page_shift;
}

/* Refused with that error, and not a bit has changed. */
#define REFUSED(error, call)                                                   \
	do {                                                                   \
		struct pt was = pt;                                            \
		struct pt_frame had[TABLES];                                   \
		memcpy(before, tables, bytes());                               \
		memcpy(had, frames, sizeof frames);                            \
		CHECK((call) == (error));                                      \
		CHECK(memcmp(before, tables, bytes()) == 0);                   \
		CHECK(memcmp(had, frames, sizeof frames) == 0);                \
		CHECK(                                                         \
		    pt.fresh == was.fresh && pt.free.first == was.free.first); \
		CHECK(happened(""));                                           \
	} while (0)

enum { RW = PT_READ | PT_WRITE };

static void
addresses(void)
{
	uint64_t page = pt.page,
		 wrap = UINT64_C(1) << (arch->va_bits + arch->va_signed);
	uint64_t last = (UINT64_C(1) << arch->va_bits) - page;
	struct pt_mapping m;

	begin(TABLES, false, 0);
	CHECK(pt_map(&pt, page, page, page, RW) == PT_OK);
	REFUSED(PT_NOT_CANONICAL, pt_query(&pt, page + wrap, &m));
	REFUSED(PT_NOT_CANONICAL, pt_unmap(&pt, page + wrap));
	REFUSED(PT_NOT_CANONICAL, pt_unmap_range(&pt, page + wrap, page));
	REFUSED(PT_NOT_CANONICAL, pt_map(&pt, 2 * page + wrap, page, page, RW));
	REFUSED(PT_NOT_CANONICAL, pt_protect(&pt, page + wrap, PT_READ));
	/* a range that goes on where there are no addresses */
	REFUSED(PT_NOT_CANONICAL, pt_map_range(&pt, last, 0, 2 * page, RW));
	REFUSED(
	    PT_NOT_CANONICAL, pt_unmap_range(&pt, last, UINT64_MAX - page + 1));
	CHECK(pt_map(&pt, last, page, page, RW) == PT_OK);
	CHECK(pt_query(&pt, last + page - 1, &m) == PT_OK && m.va == last);
	if (arch->va_signed) {
		CHECK(pt_map(&pt, -page, page, page, RW) == PT_OK);
		CHECK(pt_query(&pt, UINT64_MAX, &m) == PT_OK && m.va == -page);
		CHECK(pt_unmap_range(&pt, -page, page) == PT_OK);
	} else {
		REFUSED(PT_NOT_CANONICAL, pt_map(&pt, -page, page, page, RW));
	}
}

static void
sizes(void)
{
	uint64_t page = pt.page, block = pt.page << arch->index_bits;
	uint64_t large = UINT64_C(1) << 39;
	struct pt_mapping m;

	begin(TABLES, false, 0);
	REFUSED(PT_NOT_ALIGNED, pt_map(&pt, page, 0, block, RW));
	REFUSED(PT_NOT_ALIGNED, pt_map(&pt, 0, page, block, RW));
	REFUSED(PT_NOT_ALIGNED, pt_map(&pt, 1, 0, page, RW));
	REFUSED(PT_NOT_ALIGNED, pt_map(&pt, 0, 1, page, RW));
	REFUSED(PT_SIZE, pt_map(&pt, 0, 0, 2 * page, RW));
	REFUSED(PT_SIZE, pt_map(&pt, 0, 0, 0, RW));
	REFUSED(PT_SIZE, pt_map_range(&pt, 0, 0, 0, RW));
	if (strncmp(arch->name, "riscv64-sv48", 12) == 0 ||
	    strncmp(arch->name, "riscv64-sv57", 12) == 0) {
		CHECK(pt_map(&pt, large, large, large, RW) == PT_OK);
		CHECK(pt_query(&pt, 2 * large - 1, &m) == PT_OK &&
		    m.size == large && m.pa == large);
		/* a page of it: the rest stays */
		CHECK(pt_unmap_range(&pt, large + page, page) == PT_OK);
		CHECK(pt_query(&pt, 2 * large - 1, &m) == PT_OK &&
		    m.size == large / 512);
		CHECK(pt_query(&pt, large + page, &m) == PT_NOT_MAPPED);
		nevents = 0;
	} else if (arch->va_bits > 39) {
		REFUSED(PT_SIZE, pt_map(&pt, large, large, large, RW));
	}
	REFUSED(PT_PHYS_BOUNDS,
	    pt_map(&pt, 0, UINT64_C(1) << arch->pa_bits, page, RW));
	CHECK(tables_right(&pt, 0));
}

static void
aliases(void)
{
	uint64_t page = pt.page;

	begin(TABLES, true, 0);
	CHECK(pt_map(&pt, 0, 8 * page, page, RW) == PT_OK);
	REFUSED(PT_PHYS_OVERLAP, pt_map(&pt, page, 8 * page, page, RW));
	REFUSED(
	    PT_PHYS_OVERLAP, pt_map_range(&pt, page, 5 * page, 4 * page, RW));
	REFUSED(PT_VIRT_OVERLAP, pt_map(&pt, 0, 9 * page, page, RW));
	REFUSED(PT_PHYS_BOUNDS, pt_map(&pt, page, 4096 * page, page, RW));
	CHECK(pt_unmap(&pt, 0) == PT_OK);
	nevents = 0;
	CHECK(pt_map(&pt, page, 8 * page, page, RW) == PT_OK);
	begin(TABLES, false, 0);
	CHECK(pt_map(&pt, 0, 8 * page, page, RW) == PT_OK);
	CHECK(pt_map(&pt, page, 8 * page, page, RW) == PT_OK);
}

/* Every combination: what is asked for is what is said, or is refused. */
static void
attributes(void)
{
	uint64_t page = pt.page;
	struct pt_mapping m;
	unsigned a, refused = 0;

	begin(TABLES, false, 0);
	for (a = 0; a < 512; a++) {
		if (pt_map(&pt, 0, page, page, a) != PT_OK) {
			refused++;
			continue;
		}
		CHECK(pt_query(&pt, 0, &m) == PT_OK && m.attrs == a);
		CHECK(pt_unmap(&pt, 0) == PT_OK);
		nevents = 0;
	}
	CHECK(refused >= 256 && refused < 512);
	REFUSED(PT_ATTRIBUTES, pt_map(&pt, 0, page, page, 256 | PT_READ));
	REFUSED(PT_ATTRIBUTES, pt_map_range(&pt, 0, page, page, 0));
}

static void
memory(void)
{
	uint64_t page = pt.page, block = pt.page << arch->index_bits;
	uint32_t root = roots();
	uint32_t levels = arch->levels;

	/* one table short of what the first page takes */
	begin(root + levels - 2, false, 0);
	REFUSED(PT_NO_TABLES, pt_map(&pt, 0, 0, page, RW));
	REFUSED(PT_NO_TABLES, pt_map_range(&pt, block, 0, page, RW));
	CHECK(pt_map(&pt, 0, 0, block, RW) == PT_OK);
	/* a part of the block, when there is no table to divide it */
	REFUSED(PT_NO_TABLES, pt_unmap_range(&pt, 0, page));
	REFUSED(PT_NO_TABLES, pt_protect_range(&pt, page, page, PT_READ));
	REFUSED(PT_NO_TABLES, pt_reserve(&pt, 1));
	CHECK(pt_donate(&pt, root + levels - 2, 1) == PT_OK);
	CHECK(pt_reserve(&pt, 1) == PT_OK);
	CHECK(pt_unmap_range(&pt, 0, page) == PT_OK);
	CHECK(pt_tables_free(&pt) == 0);
	/* the last page of a table gives its tables back */
	nevents = 0;
	CHECK(pt_unmap_range(&pt, page, block - page) == PT_OK);
	CHECK(pt_tables_free(&pt) == levels - 1);
	nevents = 0;
	REFUSED(PT_NOT_MAPPED, pt_unmap(&pt, 0));
	REFUSED(PT_NOT_MAPPED, pt_unmap_range(&pt, 0, block));
	REFUSED(PT_NOT_MAPPED, pt_protect_range(&pt, 0, page, RW));
}

static void
order(void)
{
	uint64_t page = pt.page, block = pt.page << arch->index_bits;
	char tables_gone[16] = "Fr";

	begin(TABLES, false, 0);
	memset(tables_gone + 2, 't', arch->levels - 1u);
	flushed_new = PT_FLUSH_ALL;
	CHECK(pt_map(&pt, 0, page, page, RW) == PT_OK);
	CHECK(flushed_new ==
	    (arch->flush_new ? PT_FLUSH_NEW_TABLES : PT_FLUSH_ALL));
	CHECK(pt_map(&pt, page, 5 * page, page, RW) == PT_OK);
	CHECK(flushed_new == (arch->flush_new ? PT_FLUSH_NEW : PT_FLUSH_ALL));
	CHECK(happened(""));
	CHECK(pt_unmap(&pt, 0) == PT_OK && happened("fr"));
	CHECK(event_va[0] == 0 && event_len[0] == page);
	CHECK(event_va[1] == page && event_len[1] == page);
	CHECK(pt_unmap(&pt, page) == PT_OK && happened(tables_gone));
	/* frames of a range as runs, after one flush */
	CHECK(pt_map_range(&pt, 0, page, 4 * page, RW) == PT_OK);
	CHECK(pt_map(&pt, 4 * page, 9 * page, page, RW) == PT_OK);
	CHECK(pt_map(&pt, 5 * page, 7 * page, page, RW) == PT_OK);
	CHECK(pt_unmap_range(&pt, page, 4 * page) == PT_OK);
	CHECK(event_va[1] == 2 * page && event_len[1] == 3 * page);
	CHECK(event_va[2] == 9 * page && event_len[2] == page);
	CHECK(happened("frr"));
	CHECK(tables_right(&pt, 0));
	CHECK(pt_map(&pt, block, block, block, RW) == PT_OK);
	CHECK(pt_unmap_range(&pt, block + page, page) == PT_OK);
	CHECK(tables_right(&pt, 0));
	nevents = 0;
	pt_destroy(&pt);
	CHECK(nevents > 3 && events[0] == 'A');
}

/* AArch64: a live entry changes its size, type or scope by way of nothing. */
static void
breaks(void)
{
	bool arm = strncmp(arch->name, "aarch64", 7) == 0;
	uint64_t page = pt.page, block = pt.page << arch->index_bits;
	unsigned features[] = {0, PT_BBM2};
	size_t i;

	for (i = 0; i < 2; i++) {
		begin(TABLES, false, arm ? features[i] : 0);
		CHECK(pt_map(&pt, block, block, block, RW) == PT_OK);
		/* the block's entry, one level over pages: in the table that was
		   taken last, after those over it but the root */
		watched = pt.e +
		    ((size_t)(roots() + arch->levels - 3u)
			<< arch->index_bits) +
		    1;
		CHECK(pt_protect_range(&pt, block, page, PT_READ) == PT_OK);
		if (arm && i == 0) {
			CHECK((seen[0] & 1) == 0 && (seen[1] & 1) == 1);
			CHECK(happened("fF"));
		} else {
			CHECK((seen[0] & 1) == 1);
			CHECK(happened("F"));
		}
		begin(TABLES, false, arm ? features[i] : 0);
		CHECK(pt_map(&pt, 0, page, page, RW) == PT_OK);
		watched = pt.leaf;
		CHECK(pt_protect(&pt, 0, PT_READ) == PT_OK);
		CHECK((seen[0] & 1) == 1 && happened("f"));
		CHECK(pt_protect(&pt, 0, PT_READ) == PT_OK && happened(""));
		if ((arch->attrs & PT_DEVICE) != 0) {
			CHECK(pt_protect(&pt, 0, PT_READ | PT_DEVICE) == PT_OK);
			CHECK((seen[0] & 1) == (arm ? 0u : 1u));
			CHECK(happened("f"));
			CHECK((*watched & 1) == 1);
			CHECK(pt_map(&pt, page, 0, page, RW) == PT_OK);
			watched = pt.leaf + 1;
			nevents = 0;
			CHECK(pt_protect_range(&pt, 0, page * 2,
				  PT_READ | PT_DEVICE) == PT_OK);
			CHECK((seen[0] & 1) == (arm ? 0u : 1u));
			CHECK(happened("f"));
			CHECK((*watched & 1) == 1);
		}
	}
}

/* What hardware sets in an entry is not lost. */
static void
noted(void)
{
	uint64_t page = pt.page;
	struct pt_mapping m;
	uint64_t bits;

	if ((arch->attrs & PT_DIRTY) == 0)
		return;
	begin(TABLES, false, 0);
	CHECK(pt_map(&pt, 0, page, page, RW) == PT_OK);
	bits = pt_arch_encode(arch, RW | PT_ACCESSED | PT_DIRTY) ^
	    pt_arch_encode(arch, RW);
	*pt.leaf ^= bits;
	CHECK(pt_protect(&pt, 0, RW | PT_EXEC) == PT_OK);
	CHECK(pt_query(&pt, 0, &m) == PT_OK);
	CHECK(m.attrs == (RW | PT_EXEC | PT_ACCESSED | PT_DIRTY));
}

static void
configs(void)
{
	uint64_t page = UINT64_C(1) << arch->page_shift;
	struct pt_config right = {.arch = arch,
	    .tables = tables,
	    .frames = frames,
	    .tables_pa = page * 64,
	    .nframes = TABLES,
	    .given = TABLES};
	struct pt_config c = right;

	CHECK(pt_init(&pt, &c) == PT_OK);
	c.tables_pa = page / 2;
	CHECK(pt_init(&pt, &c) == PT_CONFIG);
	c = right;
	c.tables_pa = (UINT64_C(1) << arch->pa_bits) - page * 2;
	CHECK(pt_init(&pt, &c) == PT_CONFIG);
	c = right;
	c.given = TABLES + 1;
	CHECK(pt_init(&pt, &c) == PT_CONFIG);
	c = right;
	c.given = 0;
	CHECK(pt_init(&pt, &c) == PT_CONFIG);
	c = right;
	c.no_levels = 1;
	CHECK(pt_init(&pt, &c) == PT_CONFIG);
	c = right;
	c.pa_first = page * 9;
	c.pa_end = page * 8;
	CHECK(pt_init(&pt, &c) == PT_CONFIG);
	c = right;
	c.owned = owned;
	CHECK(pt_init(&pt, &c) == PT_CONFIG);
	c = right;
	c.features = PT_BBM2;
	CHECK((pt_init(&pt, &c) == PT_OK) ==
	    (strncmp(arch->name, "aarch64", 7) == 0));
	c.features = PT_UPPER;
	CHECK((pt_init(&pt, &c) == PT_OK) ==
	    (strncmp(arch->name, "aarch64", 7) == 0 &&
		strstr(arch->name, "stage2") == NULL));
	c.features = 4;
	CHECK(pt_init(&pt, &c) == PT_CONFIG);
	CHECK(pt_init(&pt, &right) == PT_OK);
	CHECK(pt_donate(&pt, 0, 1) == PT_CONFIG);
	CHECK(pt_donate(&pt, TABLES, 1) == PT_CONFIG);
	CHECK(pt_donate(&pt, TABLES - 1, 2) == PT_CONFIG);
}

int
main(void)
{
	size_t i;

	for (i = 0; (arch = pt_arch_at(i)) != NULL; i++) {
		tables = aligned_alloc((size_t)2 << arch->page_shift, bytes());
		before = malloc(bytes());
		if (tables == NULL || before == NULL ||
		    pt_arch_named(arch->name) != arch)
			return 2;
		begin(TABLES, false, 0);
		addresses();
		sizes();
		aliases();
		attributes();
		memory();
		order();
		breaks();
		noted();
		configs();
		free(tables);
		free(before);
	}
	printf("%zu architectures, %d wrong\n", i, wrong);
	return wrong != 0;
}
