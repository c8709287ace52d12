/* aarch64 - registers of the two stages, and their flushes. */
#include "guest.h"

#define DO(what, arg) \
	__asm__ volatile(what " %0" ::"r"((uint64_t)(arg)) : "memory")
#define SET(name, value) DO("msr " name ",", value)
#define BARRIERS	 "dsb sy; isb"

enum {
	PAGES_MAX = 512,
	LEAVES = 1, /* of enum pt_flush */
	TABLES = 2
};

/* Write-back, inner shareable, for both kinds of walk; 48 bits of address. */
#define WALK_CACHED UINT64_C(0x3500)
#define SIZE_48	    UINT64_C(16)
#define SIZE_39	    UINT64_C(25)

static uint64_t mode, tcr;

void guest_own_tables(void);

/* Devices and the memory as they are, in blocks of 1 GiB. */
void
guest_own_tables(void)
{
	static uint64_t table[512] __attribute__((aligned(4096)));
	uint64_t sctlr, block = 0x401 | 3 << 8 | UINT64_C(1) << 54;

	table[0] = block;
	table[1] = (UINT64_C(1) << 30) | block | 4;
	table[2] = (UINT64_C(2) << 30) | block | 4;
	SET("mair_el1", 0xff00);
	SET("ttbr0_el1", table);
	SET("ttbr1_el1", table);
	SET("tcr_el1",
	    UINT64_C(5) << 32 |
		(UINT64_C(2) << 14 | WALK_CACHED | SIZE_39) << 16 |
		WALK_CACHED | SIZE_39);
	__asm__ volatile("tlbi vmalle1; " BARRIERS);
	__asm__ volatile("mrs %0, sctlr_el1" : "=r"(sctlr));
	SET("sctlr_el1", sctlr | 0x1005);
	__asm__ volatile("isb");
}

static void
start_stage1(const struct hw_comm *c)
{
	/* TG0 counts 4, 64, 16 KiB from 0; TG1 16, 4, 64 from 1. */
	static const uint8_t tg0[] = {0, 2, 1}, tg1[] = {2, 1, 3};
	uint64_t granule = c->mode & HW_GRANULE;

	__asm__ volatile("mrs %0, tcr_el1" : "=r"(tcr));
	if ((mode & HW_UPPER) != 0) {
		tcr &= ~UINT64_C(0xffff0000);
		tcr |= (WALK_CACHED | SIZE_48 | (uint64_t)tg1[granule] << 14)
		    << 16;
		SET("ttbr1_el1", c->root);
	} else {
		tcr &= ~UINT64_C(0xffff);
		tcr |= WALK_CACHED | SIZE_48 | (uint64_t)tg0[granule] << 14;
		SET("ttbr0_el1", c->root);
	}
	SET("tcr_el1", tcr);
	__asm__ volatile("isb; tlbi vmalle1; " BARRIERS);
}

/* With a stage 1 that is off and says normal memory (DC), by which addresses
   are those of the stage 2. */
static void
start_stage2(const struct hw_comm *c)
{
	static const uint8_t tg0[] = {0, 2, 1};

	tcr = UINT64_C(1) << 31 | 5 << 16 |
	    (uint64_t)tg0[c->mode & HW_GRANULE] << 14 | WALK_CACHED | 2 << 6 |
	    SIZE_48;
	SET("vtcr_el2", tcr);
	SET("vttbr_el2", c->root);
	SET("hcr_el2", UINT64_C(1) << 31 | 1 << 12 | 1);
	__asm__ volatile("isb; tlbi vmalls12e1; " BARRIERS);
}

void
guest_start(struct hw_comm *c)
{
	mode = c->mode;
	if ((mode & HW_STAGE2) != 0)
		start_stage2(c);
	else
		start_stage1(c);
}

void
guest_flags(uint64_t flags)
{
	static uint64_t was = 4;
	uint64_t bits = (flags & HW_HAFDBS) != 0 ? 3 : 0;

	/* Emulators flush when these registers are written. */
	if (bits == was)
		return;
	was = bits;
	if ((mode & HW_STAGE2) != 0)
		SET("vtcr_el2", tcr | bits << 21);
	else
		SET("tcr_el1", tcr | bits << 39);
	__asm__ volatile("isb");
}

static void
flush_page(uint64_t what, uint64_t va)
{
	uint64_t arg = va << 8 >> 20; /* bits 55:12 */

	if ((mode & HW_STAGE2) == 0) {
		if (what == LEAVES)
			DO("tlbi vaale1is,", arg);
		else
			DO("tlbi vaae1is,", arg);
	} else if (what == LEAVES) {
		DO("tlbi ipas2le1is,", arg);
	} else {
		DO("tlbi ipas2e1is,", arg);
	}
}

void
guest_flush(const struct hw_flush *f)
{
	uint64_t at;

	if (f->what > TABLES || f->len / f->stride > PAGES_MAX) {
		if ((mode & HW_STAGE2) == 0)
			__asm__ volatile("tlbi vmalle1is" ::: "memory");
		else
			__asm__ volatile("tlbi vmalls12e1is" ::: "memory");
		return;
	}
	for (at = 0; at < f->len; at += f->stride)
		flush_page(f->what, f->va + at);
	/* What was made of both stages is not found by addresses of the second. */
	if ((mode & HW_STAGE2) != 0)
		__asm__ volatile("dsb sy; tlbi vmalle1is" ::: "memory");
}

void
guest_flushed(void)
{
	__asm__ volatile(BARRIERS ::: "memory");
}
