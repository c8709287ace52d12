/* plan_frames - what frames hold, and where they may be. */
#include <string.h>

#include "plan.h"

bool
plan_usable(const struct plan *p, uint64_t pa)
{
	return pa >= p->base + PLAN_USABLE && pa - p->base < p->size;
}

uint64_t *
plan_at(const struct plan *p, uint64_t pa)
{
	return (uint64_t *)(void *)(p->mem + (pa - p->base));
}

uint64_t
plan_slot_read(uint64_t pa)
{
	return (pa >> 12) * UINT64_C(0x9e3779b97f4a7c15) ^ pa;
}

/* 20 bits, what RISC-V's lui has room for: any two frames of 4 GiB differ. */
uint64_t
plan_slot_code(uint64_t pa)
{
	return pa >> 12 & 0xfffff;
}

static void
stamp_x86(uint8_t *at, uint32_t n)
{
	at[0] = 0xb8; /* mov $n, %eax */
	memcpy(at + 1, &n, 4);
	at[5] = 0x0f; /* ud2 */
	at[6] = 0x0b;
}

static void
stamp_words(uint8_t *at, uint32_t a, uint32_t b, uint32_t c)
{
	memcpy(at, &a, 4);
	memcpy(at + 4, &b, 4);
	memcpy(at + 8, &c, 4);
}

static void
stamp_code(const struct plan *p, uint8_t *at, uint32_t n)
{
	switch (p->family) {
	case PLAN_X86_64:
		stamp_x86(at, n);
		break;
	case PLAN_RISCV64: /* lui a0, n; ebreak */
		stamp_words(
		    at, n << 12 | 10 << 7 | 0x37, 0x00100073, 0x00100073);
		break;
	default: /* movz x0, n; movk x0, n >> 16, lsl 16; brk or hvc */
		stamp_words(at, 0xd2800000 | (n & 0xffff) << 5,
		    0xf2a00000 | n >> 16 << 5,
		    p->family == PLAN_STAGE2 ? 0xd4000002 : 0xd4200000);
	}
}

void
plan_stamp(const struct plan *p, uint64_t pa)
{
	uint64_t offsets[2] = {0, 4096 - HW_SLOT};
	int i;

	pa -= pa % 4096;
	for (i = 0; i < 2; i++) {
		*plan_at(p, pa + offsets[i]) = plan_slot_read(pa + offsets[i]);
		stamp_code(p,
		    p->mem + (pa - p->base) + offsets[i] + HW_SLOT_CODE,
		    (uint32_t)plan_slot_code(pa));
	}
}
