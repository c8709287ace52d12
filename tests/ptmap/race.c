/*
 * race ARCH MILLISECONDS SEED - one writer, two walkers that read the tables as
 * hardware does, at any moment. Each page has one frame that it may be mapped
 * to: whatever a walker finds is that, or nothing. The flush waits until every
 * walker has begun anew, as an acknowledged shootdown does; then tables are used
 * again. For ThreadSanitizer.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ptarch.h"

enum { TABLES = 64, WALKERS = 2, BLOCKS = 4 };

static struct pt pt;
static struct pt_frame frames[TABLES];
static uint64_t *tables, page, block;
static atomic_uint epoch, seen[WALKERS];
static atomic_bool ended, wrong;
static atomic_ulong walks, found;

static uint64_t
frame_of(uint64_t va)
{
	return va + block * 16;
}

static void
flush(void *own, enum pt_flush what, uint64_t va, uint64_t len, uint64_t stride)
{
	unsigned want = atomic_fetch_add(&epoch, 1) + 1;
	int i;

	(void)own;
	(void)what;
	(void)va;
	(void)len;
	(void)stride;
	for (i = 0; i < WALKERS; i++)
		while (atomic_load(&seen[i]) < want)
			sched_yield();
}

static const struct pt_hooks hooks = {.flush = flush};

/* The walk of the manuals, on what there is now. */
static void
walk(uint64_t va)
{
	const struct pt_arch *a = pt.arch;
	unsigned l = a->levels - 1u, shift;
	uint64_t table = pt.tables_pa, e, pa;

	for (;; l--) {
		shift = a->page_shift + l * a->index_bits;
		e = __atomic_load_n(
		    &tables[((table - pt.tables_pa) >> 3) +
			(va >> shift & ((1u << a->index_bits) - 1))],
		    __ATOMIC_ACQUIRE);
		if ((e & 1) == 0)
			return;
		pa = (e & a->pa_field) << a->pa_right;
		if (l == 0 || (e & a->table_mask) != a->table_value)
			break;
		table = pa;
		if (table - pt.tables_pa >= TABLES * page) {
			atomic_store(&wrong, true);
			return;
		}
	}
	pa &= ~((UINT64_C(1) << shift) - 1);
	pa += va & ((UINT64_C(1) << shift) - 1);
	if (pa != frame_of(va))
		atomic_store(&wrong, true);
	atomic_fetch_add(&found, 1);
}

static uint64_t
next(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

static void *
walker(void *own)
{
	size_t i = (size_t)(uintptr_t)own;
	uint64_t s = 88172645463325252 + i;
	int k;

	while (!atomic_load(&ended)) {
		atomic_store(&seen[i], atomic_load(&epoch));
		for (k = 0; k < 32; k++)
			walk(next(&s) % (BLOCKS * block));
		atomic_fetch_add(&walks, 32);
	}
	return NULL;
}

static void
change(uint64_t *s)
{
	uint64_t va = next(s) % (BLOCKS * block) / page * page;
	uint64_t len = (1 + next(s) % 8) * page;
	uint64_t at = va / block * block;

	switch (next(s) % 6) {
	case 0:
		(void)pt_map(&pt, va, frame_of(va), page, PT_READ | PT_WRITE);
		break;
	case 1:
		(void)pt_map(&pt, at, frame_of(at), block, PT_READ);
		break;
	case 2:
		(void)pt_map_range(&pt, va, frame_of(va), len, PT_READ);
		break;
	case 3:
		(void)pt_unmap(&pt, va);
		break;
	case 4:
		(void)pt_unmap_range(&pt, va, next(s) % 4 ? len : block);
		break;
	default:
		(void)pt_protect_range(&pt, va, len, PT_READ | PT_EXEC);
	}
}

int
main(int argc, char **argv)
{
	struct pt_config c = {.frames = frames,
	    .nframes = TABLES,
	    .given = TABLES,
	    .hooks = &hooks};
	struct timespec from, now;
	pthread_t thread[WALKERS];
	unsigned long changes = 0;
	uint64_t s;
	size_t i;

	if (argc < 4 || (c.arch = pt_arch_named(argv[1])) == NULL)
		return 2;
	page = UINT64_C(1) << c.arch->page_shift;
	block = page << c.arch->index_bits;
	s = strtoull(argv[3], NULL, 0) * 2 + 1;
	c.tables = tables = aligned_alloc(2 * page, TABLES * page);
	c.tables_pa = page * TABLES;
	if (tables == NULL || pt_init(&pt, &c) != PT_OK)
		return 2;
	for (i = 0; i < WALKERS; i++)
		if (pthread_create(
			&thread[i], NULL, walker, (void *)(uintptr_t)i) != 0)
			return 2;
	clock_gettime(CLOCK_MONOTONIC, &from);
	do {
		change(&s);
		changes++;
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - from.tv_sec) * 1000 +
		(now.tv_nsec - from.tv_nsec) / 1000000 <
	    atoi(argv[2]));
	atomic_store(&ended, true);
	for (i = 0; i < WALKERS; i++)
		pthread_join(thread[i], NULL);
	printf("%s: %lu changes, %lu walks, %lu found a frame, seed %s\n",
	    c.arch->name, changes, walks, found, argv[3]);
	if (wrong)
		printf("a walker found another frame\n");
	free(tables);
	return wrong || found == 0 || changes < 10;
}
