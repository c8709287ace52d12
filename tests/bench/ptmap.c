/*
 * ptmap ROUNDS - nanoseconds a page, 2^20 pages of 4 KiB: the library beside
 * plain stores into as many entries, in the same run. Medians.
 *
 * Tables lie in memory that has been touched; each round begins with none, so
 * that zeroing is counted. Every operation reports to a flush hook.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "ptmap.h"

enum { PAGES = 1 << 20, TABLES = 40000, ROUNDS_MAX = 101 };

static struct pt pt;
static struct pt_frame frames[TABLES];
static uint64_t *arena, flushed;
static uint64_t va_sequential[PAGES], va_permuted[PAGES], va_sparse[PAGES];
static uint64_t seed = 88172645463325252;

static uint64_t
rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
flush(void *own, enum pt_flush what, uint64_t va, uint64_t len, uint64_t stride)
{
	(void)own;
	(void)what;
	(void)va;
	(void)stride;
	flushed += len;
}

static const struct pt_hooks hooks = {.flush = flush};

static void
must(enum pt_error error)
{
	if (error == PT_OK)
		return;
	fprintf(stderr, "bench: %s\n", pt_error_name(error));
	exit(1);
}

static void
begin(unsigned no_levels)
{
	struct pt_config c = {.arch = pt_arch_named("x86_64-4"),
	    .tables = arena,
	    .frames = frames,
	    .tables_pa = UINT64_C(1) << 40,
	    .nframes = TABLES,
	    .given = TABLES,
	    .no_levels = no_levels,
	    .hooks = &hooks};

	must(pt_init(&pt, &c));
}

static void
addresses(void)
{
	unsigned char *seen = calloc(1, 1 << 24);
	uint64_t i, j, t;

	if (seen == NULL)
		exit(1);
	for (i = 0; i < PAGES; i++)
		va_sequential[i] = va_permuted[i] = 0x100000000 + i * 4096;
	for (i = PAGES - 1; i > 0; i--) {
		j = rnd() % (i + 1);
		t = va_permuted[i];
		va_permuted[i] = va_permuted[j];
		va_permuted[j] = t;
	}
	for (i = 0; i < PAGES;) {
		j = rnd() & ((1 << 24) - 1);
		if (seen[j])
			continue;
		seen[j] = 1;
		va_sparse[i++] = 0x1000000000 + j * 4096;
	}
	free(seen);
}

enum {
	STORE,
	STORE_RANDOM,
	ZERO,
	CHASE,
	CHASE_FAR,
	MAP_SEQ,
	QUERY_SEQ,
	UNMAP_SEQ,
	MAP_PERM,
	QUERY_PERM,
	UNMAP_PERM,
	MAP_SPARSE,
	QUERY_SPARSE,
	UNMAP_SPARSE,
	RANGE_MAP,
	RANGE_UNMAP,
	FIGURES
};
static const struct {
	const char *name;
	double wanted;
} figures[FIGURES] = {{"stores in order", 0}, {"stores permuted", 0},
    {"zeroing", 0}, {"loads one by one, 8 MiB", 0},
    {"loads one by one, 128 MiB", 0}, {"sequential map", 2.5},
    {"sequential query", 3.5}, {"sequential unmap", 5},
    {"permuted 4 GiB map", 12}, {"permuted 4 GiB query", 15},
    {"permuted 4 GiB unmap", 15}, {"sparse 64 GiB map", 50},
    {"sparse 64 GiB query", 35}, {"sparse 64 GiB unmap", 40},
    {"range map", 0.7}, {"range unmap", 0.1}};
static double times[FIGURES][ROUNDS_MAX];

static void
rooflines(int r)
{
	volatile uint64_t *p = arena;
	double t = now();
	size_t i;

	for (i = 0; i < PAGES; i++)
		p[i] = i * 4096 + 3;
	times[STORE][r] = now() - t;
	t = now();
	for (i = 0; i < PAGES; i++)
		p[(va_permuted[i] - 0x100000000) >> 12] = i;
	times[STORE_RANDOM][r] = now() - t;
	t = now();
	memset(arena, 0, PAGES * 8);
	__asm__ volatile("" ::"r"(arena) : "memory");
	times[ZERO][r] = now() - t;
}

/* What a load costs that waits for the one before: over as much memory as the
   tables of the permuted, and of the sparse addresses. */
static void
chase(int r, int figure, uint64_t n)
{
	uint64_t i, at = 0, step = n / 64 * 37 + 1;
	volatile uint64_t *p = arena;
	double t;

	/* a circle through one entry of each cache line, far apart */
	for (i = 0; i < n; i++)
		p[i * 8] = (i + step) % n;
	t = now();
	for (i = 0; i < PAGES; i++)
		at = p[at * 8];
	times[figure][r] = now() - t;
}

static void
pages(int r, int first, const uint64_t *va)
{
	struct pt_mapping m;
	uint64_t sum = 0;
	double t;
	size_t i;

	begin(0);
	t = now();
	for (i = 0; i < PAGES; i++)
		must(pt_map(
		    &pt, va[i], i << 12, 4096, PT_READ | PT_WRITE | PT_USER));
	times[first][r] = now() - t;
	t = now();
	for (i = 0; i < PAGES; i++) {
		must(pt_query(&pt, va[i], &m));
		sum += m.pa + m.attrs;
	}
	times[first + 1][r] = now() - t;
	if (sum !=
	    (uint64_t)PAGES * (PAGES - 1) / 2 * 4096 +
		(uint64_t)PAGES * (PT_READ | PT_WRITE | PT_USER))
		exit(1);
	t = now();
	for (i = 0; i < PAGES; i++)
		must(pt_unmap(&pt, va[i]));
	times[first + 2][r] = now() - t;
	if (pt_tables_free(&pt) != TABLES - 1)
		exit(1);
}

static void
ranges(int r)
{
	double t;

	begin(6);
	t = now();
	must(pt_map_range(&pt, 0x100000000, 0, (uint64_t)PAGES * 4096,
	    PT_READ | PT_WRITE | PT_USER));
	times[RANGE_MAP][r] = now() - t;
	t = now();
	must(pt_unmap_range(&pt, 0x100000000, (uint64_t)PAGES * 4096));
	times[RANGE_UNMAP][r] = now() - t;
	if (pt_tables_free(&pt) != TABLES - 1)
		exit(1);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 9, r, i, slow = 0,
	    huge = argc > 2;
	double v;

	if (rounds < 1 || rounds > ROUNDS_MAX)
		return 2;
	arena = mmap(NULL, (size_t)TABLES * 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (arena == MAP_FAILED)
		return 1;
	if (huge)
		madvise(arena, (size_t)TABLES * 4096, MADV_HUGEPAGE);
	memset(arena, 1, (size_t)TABLES * 4096);
	addresses();
	for (r = 0; r < rounds; r++) {
		rooflines(r);
		chase(r, CHASE, (8 << 20) / 64);
		chase(r, CHASE_FAR, (128 << 20) / 64);
		pages(r, MAP_SEQ, va_sequential);
		pages(r, MAP_PERM, va_permuted);
		pages(r, MAP_SPARSE, va_sparse);
		ranges(r);
	}
	for (i = 0; i < FIGURES; i++) {
		qsort(times[i], (size_t)rounds, sizeof times[i][0], by_size);
		v = times[i][rounds / 2] / PAGES;
		printf("%-22s %7.3f ns a page", figures[i].name, v);
		if (figures[i].wanted > 0)
			printf("  (wanted %g)%s", figures[i].wanted,
			    v > figures[i].wanted ? "  SLOW" : "");
		slow += figures[i].wanted > 0 && v > figures[i].wanted;
		printf("\n");
	}
	printf("%d slower than wanted\n", slow);
	return 0;
}
