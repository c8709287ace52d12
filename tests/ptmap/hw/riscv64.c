/* riscv64 - in machine mode, whose own accesses are not translated. */
#include "guest.h"

enum { PAGES_MAX = 512, TABLES = 2 /* of enum pt_flush */ };

void
guest_start(struct hw_comm *c)
{
	uint64_t satp = c->mode << 60 | c->root >> 12, got;

	/* All physical memory is open to lower modes. */
	__asm__ volatile("csrw pmpaddr0, %0" ::"r"(-1ul));
	__asm__ volatile("csrw pmpcfg0, %0" ::"r"(0x1ful));
	/* menvcfg.PBMTE: memory types in entries, where there is Svpbmt. */
	__asm__ volatile("csrs 0x30a, %0" ::"r"(1ul << 62));
	__asm__ volatile("csrw satp, %0; sfence.vma" ::"r"(satp));
	__asm__ volatile("csrr %0, satp" : "=r"(got));
	if (got != satp)
		__atomic_store_n(&c->refused, 1, __ATOMIC_RELEASE);
}

void
guest_flags(uint64_t flags)
{
	uint64_t sum = 1ul << 18;

	if ((flags & HW_SUM) != 0)
		__asm__ volatile("csrs mstatus, %0" ::"r"(sum));
	else
		__asm__ volatile("csrc mstatus, %0" ::"r"(sum));
}

void
guest_flush(const struct hw_flush *f)
{
	uint64_t at;

	/* Section 4.2.1: with an address, of leaves only. */
	if (f->what >= TABLES || f->len / f->stride > PAGES_MAX)
		__asm__ volatile("sfence.vma" ::: "memory");
	else
		for (at = 0; at < f->len; at += f->stride)
			__asm__ volatile("sfence.vma %0, zero" ::"r"(f->va + at)
					 : "memory");
}

void
guest_flushed(void)
{
}
