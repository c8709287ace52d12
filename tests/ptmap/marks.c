/*
 * marks ARCH TIMES - a processor notes in a block's entry that it is dirty, as
 * hardware does, at any moment while the block is divided: what was noted is
 * there afterwards.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "ptarch.h"

enum { TABLES = 16 };

static struct pt pt;
static struct pt_frame frames[TABLES];
static uint64_t *entry, bits; /* the block's; what makes it dirty */
static atomic_uint begun, started, ended, noted;
static atomic_bool over;

static const struct pt_hooks hooks = {.flush = NULL};

/* Once for each round, at some moment. */
static void *
processor(void *own)
{
	unsigned round = 0, i;
	uint64_t e;

	(void)own;
	while (!atomic_load(&over)) {
		if (atomic_load(&begun) == round) {
			sched_yield();
			continue;
		}
		atomic_store(&started, ++round);
		for (i = 0; i < round * 7 % 1500; i++)
			(void)atomic_load(&over);
		e = __atomic_load_n(entry, __ATOMIC_ACQUIRE);
		/* only a block that is there; not if that has changed */
		if ((e & 1) != 0 &&
		    (e & pt.arch->table_mask) != pt.arch->table_value &&
		    __atomic_compare_exchange_n(entry, &e, e ^ bits, false,
			__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
			atomic_fetch_add(&noted, 1);
		atomic_store(&ended, round);
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	struct pt_config c = {.frames = frames,
	    .nframes = TABLES,
	    .given = TABLES,
	    .hooks = &hooks};
	unsigned i, n, before, lost = 0, rw = PT_READ | PT_WRITE;
	uint64_t page, block;
	struct pt_mapping m;
	pthread_t thread;

	if (argc < 3 || (c.arch = pt_arch_named(argv[1])) == NULL)
		return 2;
	n = (unsigned)atoi(argv[2]);
	page = UINT64_C(1) << c.arch->page_shift;
	block = page << c.arch->index_bits;
	bits =
	    pt_arch_encode(c.arch, rw) ^ pt_arch_encode(c.arch, rw | PT_DIRTY);
	c.tables = aligned_alloc(2 * page, TABLES * page);
	c.tables_pa = page * TABLES;
	if (c.tables == NULL || pt_init(&pt, &c) != PT_OK ||
	    pt_map(&pt, 0, 0, block, rw) != PT_OK)
		return 2;
	/* Its table is the last that was taken, after those over it, and
	   stays. */
	entry =
	    c.tables + ((size_t)(c.arch->levels - 2u) << c.arch->index_bits);
	if (pt_map(&pt, block, block, block, rw) != PT_OK ||
	    pthread_create(&thread, NULL, processor, NULL) != 0)
		return 2;
	for (i = 0; i < n; i++) {
		before = atomic_load(&noted);
		atomic_fetch_add(&begun, 1);
		while (atomic_load(&started) != i + 1)
			sched_yield();
		if (pt_protect_range(&pt, 0, page, rw) != PT_OK)
			return 2;
		while (atomic_load(&ended) != i + 1)
			sched_yield();
		if (pt_look(&pt, block - page, &m) != PT_OK)
			return 2;
		lost +=
		    atomic_load(&noted) != before && (m.attrs & PT_DIRTY) == 0;
		if (pt_unmap_range(&pt, 0, block) != PT_OK ||
		    pt_map(&pt, 0, 0, block, rw) != PT_OK)
			return 2;
	}
	atomic_store(&over, true);
	pthread_join(thread, NULL);
	printf("%s: %u blocks divided, %u marked before that, %u marks lost\n",
	    c.arch->name, n, atomic_load(&noted), lost);
	free(c.tables);
	return lost != 0 || atomic_load(&noted) == 0;
}
