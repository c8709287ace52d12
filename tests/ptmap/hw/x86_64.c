/* x86_64 - exceptions, flags and flushes. */
#include "guest.h"

enum {
	PAGES_MAX = 512,
	VECTORS = 32,
	GATE = 16, /* bytes of code for each */
	ALL = 3,   /* of enum pt_flush */
	CR4_PGE = 1 << 7,
	CR4_SMEP = 1 << 20,
	CR4_SMAP = 1 << 21
};

extern const uint8_t guest_gates[];
extern const uint8_t guest_trap_stack[];
extern uint64_t guest_idt[], guest_gdt[];
extern uint32_t guest_tss[];

static uint64_t
cr4(void)
{
	uint64_t v;

	__asm__ volatile("mov %%cr4, %0" : "=r"(v));
	return v;
}

static void
set_cr4(uint64_t v)
{
	__asm__ volatile("mov %0, %%cr4" ::"r"(v) : "memory");
}

void
guest_start(struct hw_comm *c)
{
	uint64_t v, at = (uint64_t)guest_tss;

	(void)c;
	guest_tss[1] = (uint32_t)(uint64_t)guest_trap_stack;
	guest_gdt[6] = 103 | (at & 0xffffff) << 16 | UINT64_C(0x89) << 40 |
	    (at >> 24 & 0xff) << 56;
	__asm__ volatile("ltr %0" ::"r"((uint16_t)0x30));
	for (v = 0; v < VECTORS; v++) {
		at = (uint64_t)guest_gates + v * GATE;
		guest_idt[2 * v] = (at & 0xffff) | 8 << 16 |
		    UINT64_C(0x8e00) << 32 | (at >> 16 & 0xffff) << 48;
		guest_idt[2 * v + 1] = at >> 32;
	}
}

void
guest_flags(uint64_t flags)
{
	uint64_t was = cr4(), want = was & ~(uint64_t)(CR4_SMEP | CR4_SMAP);

	want |= (flags & HW_SMEP) != 0 ? CR4_SMEP : 0;
	want |= (flags & HW_SMAP) != 0 ? CR4_SMAP : 0;
	if (want != was)
		set_cr4(want);
}

void
guest_flush(const struct hw_flush *f)
{
	uint64_t at;

	if (f->what == ALL || f->len / f->stride > PAGES_MAX) {
		set_cr4(cr4() & ~(uint64_t)CR4_PGE);
		set_cr4(cr4() | CR4_PGE);
		return;
	}
	for (at = 0; at < f->len; at += f->stride)
		__asm__ volatile("invlpg (%0)" ::"r"(f->va + at) : "memory");
}

void
guest_flushed(void)
{
}
