/*
 * shape - what contracts in ptspec.h and ptone.h take for granted of each
 * architecture and of what pt_init makes: sizes, which entries point to tables
 * and to which, what the entries of frames say. Attributes all, addresses some.
 */
#include <inttypes.h>
#include <stdio.h>

#include "ptcheck.h"

enum { TABLES = 1000000, TRIES = 2000 };

static struct pt pt;
static int wrong;
static uint64_t state = 1;
static uint64_t root[4 * 8192];
static struct pt_frame frames[8];

#define CHECK(c)                                                       \
	do {                                                           \
		if (!(c)) {                                            \
			printf("%s: line %d: %s\n", pt.arch->name,     \
			    __LINE__, #c);                             \
			wrong++;                                       \
		}                                                      \
	} while (0)

static uint64_t
chance(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* pt_sizes, pt_shaped, pt_halved. */
static void
sizes(void)
{
	unsigned l, top = pt.levels - 1u;

	CHECK(pt.levels == pt.arch->levels && top >= 1 && top <= 4);
	CHECK(pt.page_shift >= 12 && pt.page_shift <= 16);
	CHECK(pt.index_bits >= 9 && pt.index_bits <= 13);
	CHECK(pt.arch->root_bits >= 1 && pt.arch->root_bits <= 15);
	CHECK(pt.pa_right <= 2 && pt.arch->va_bits < 64);
	for (l = 0; l <= top; l++)
		CHECK(pt_shift(&pt, l) <= 48);
	l = pt_shift(&pt, top) + pt.arch->root_bits;
	CHECK(l < 64);
	CHECK(pt.arch->va_bits + 1u == l ||
	    (pt.arch->va_bits == l && (!pt.low || !pt.high)));
	CHECK(!pt.common || (pt.page_shift == 12 && pt.index_bits == 9 &&
	    pt.arch->root_bits == 9 && pt.pa_right == 0));
	CHECK(pt.tag_shift < 64 && pt.page == UINT64_C(1) << pt.page_shift);
}

/* pt_absent, pt_linkable. */
static void
tables(uint32_t f)
{
	uint64_t e = pt_table_entry(&pt, f);

	CHECK((pt.arch->table_mask & PT_PRESENT) != 0);
	CHECK((pt.arch->table_value & PT_PRESENT) != 0);
	CHECK(pt_is_table(&pt, 1, e) && (e & PT_PRESENT) != 0);
	CHECK(pt_child(&pt, e) == f);
}

/* pt_leaves; and with attributes changed. */
static void
frame(unsigned l, unsigned attrs, uint64_t was)
{
	uint64_t size = pt_span(&pt, l), bits, e, pa;

	pa = pt.pa_first + (chance() % (pt.pa_end - pt.pa_first));
	pa &= ~(size - 1);
	if (pa < pt.pa_first || pt.pa_end - pa < size)
		return;
	bits = pt_arch_encode(pt.arch, attrs);
	e = pt_leaf(&pt, l, pa, bits);
	CHECK((e & PT_PRESENT) != 0 && !pt_is_table(&pt, l, e));
	CHECK(pt_entry_pa(&pt, e) == pa);
	CHECK((bits & ~pt.arch->attr_bits) == 0);
	e = pt_leaf(&pt, l, pa, was);
	e = (e & ~pt.arch->attr_bits) | bits;
	CHECK(e == pt_leaf(&pt, l, pa, bits));
}

static void
arch(const struct pt_arch *a, uint64_t tables_pa)
{
	struct pt_config c = {.arch = a, .tables = root, .frames = frames,
	    .nframes = TABLES, .given = 4};
	uint64_t was = 0;
	unsigned l, attrs, i;

	c.tables_pa = tables_pa &
	    ((UINT64_C(1) << (a->pa_bits - 1)) - 1) & ~UINT64_C(0xffffff);
	if (pt_init(&pt, &c) != PT_OK) {
		printf("%s: pt_init\n", a->name);
		wrong++;
		return;
	}
	sizes();
	for (i = 0; i < TRIES; i++)
		tables((uint32_t)(chance() % TABLES));
	tables(0);
	tables(TABLES - 1);
	for (l = 0; l < pt.levels; l++)
		for (attrs = 0; attrs < 256; attrs++)
			if ((a->leaf_levels >> l & 1) != 0 &&
			    pt_arch_allows(a, attrs))
				for (i = 0; i < 20; i++) {
					frame(l, attrs, was);
					was = pt_arch_encode(a, attrs);
				}
}

int
main(void)
{
	const struct pt_arch *a;
	size_t i, n;

	for (i = 0; (a = pt_arch_at(i)) != NULL; i++) {
		arch(a, 0);
		for (n = 0; n < 20; n++)
			arch(a, chance());
	}
	printf("%zu architectures, %d wrong\n", i, wrong);
	return wrong != 0;
}
