/* gen_dynptr - dynptrs below the frame that other statements use; see gen.h */
#include "gen.h"

#include <string.h>

#include "helper.h"
#include "maps.h"

enum { ELEMENT = 1, RECORD = 2 }; /* what g->dynptr says of a place */

static void
call(struct gen *g, int32_t helper)
{
	gen_emit(g, CLASS_JMP | JMP_CALL, 0, CALL_HELPER, 0, helper);
	for (unsigned r = R0; r <= R5; r++)
		memset(&g->m.r[r], 0, sizeof g->m.r[r]);
	gen_num(g, R0);
}

static int
place_of(const struct gen *g, unsigned k)
{
	int off = (int)g->frame + 16 * (int)(k + 1);

	return off > 512 ? -16 * (int)(k + 1) : -off;
}

static void
place(struct gen *g, unsigned r, unsigned k)
{
	int off = place_of(g, k);

	if (gen_chance(g, g->slip / 16))
		off += 8 * (int)gen_pick(g, 3) - 8;
	gen_mov(g, r, R10);
	gen_emit(g, CLASS_ALU64 | ALU_ADD, r, 0, 0, off);
	memset(&g->m.r[r], 0, sizeof g->m.r[r]);
}

static void
make(struct gen *g, unsigned k)
{
	bool record = gen_chance(g, 450);

	if (g->dynptr[k] == RECORD && !gen_chance(g, g->bad))
		return;
	if (record)
		gen_map_load(g, R1, (int)maps_named("ringbuf"), false, 0);
	else
		gen_map_load(g, R1, (int)maps_named("one"), true, 0);
	gen_movk(g, R2, (int32_t)gen_pick(g, 33));
	gen_movk(g, R3, 0);
	place(g, R4, k);
	call(g, record ? 198 : 197);
	g->dynptr[k] = record ? RECORD : ELEMENT;
}

/* In the frame that others use. */
static void
buffer(struct gen *g, unsigned r)
{
	int off = -8 * (int)(2 + gen_pick(g, g->frame / 8 - 1));

	gen_mov(g, r, R10);
	gen_emit(g, CLASS_ALU64 | ALU_ADD, r, 0, 0, off);
	memset(&g->m.r[r], 0, sizeof g->m.r[r]);
	memset(g->m.cell, 0, sizeof g->m.cell);
}

static void
copy(struct gen *g, unsigned k)
{
	bool read = gen_chance(g, 512);

	buffer(g, read ? R1 : R3);
	gen_movk(g, read ? R2 : R4, (int32_t)gen_pick(g, 17));
	place(g, read ? R3 : R1, k);
	gen_movk(g, read ? R4 : R2, (int32_t)gen_pick(g, 4));
	gen_movk(g, R5, 0);
	call(g, read ? 201 : 202);
}

static void
use(struct gen *g, unsigned r, int bytes)
{
	static const uint8_t sizes[] = {SIZE_B, SIZE_H, SIZE_W, SIZE_DW};
	unsigned n = gen_pick(g, 4);
	int off = (int)gen_pick(g, (unsigned)bytes) >> n << n;

	if (off + (1 << n) > bytes && !gen_chance(g, g->bad))
		n = 0;
	gen_emit(
	    g, CLASS_ST | MODE_MEM | sizes[n], r, 0, off & ~((1 << n) - 1), 1);
}

static void
write_over(struct gen *g, unsigned k)
{
	static const uint8_t sizes[] = {SIZE_B, SIZE_H, SIZE_W, SIZE_DW};
	unsigned n = gen_pick(g, 4);

	if (g->dynptr[k] == RECORD && !gen_chance(g, g->bad))
		return;
	gen_emit(g, CLASS_ST | MODE_MEM | sizes[n], R10, 0,
	    place_of(g, k) + (int)(gen_pick(g, 16) >> n << n), 0);
	g->dynptr[k] = 0;
}

static void
give_back(struct gen *g, unsigned k)
{
	place(g, R1, k);
	gen_movk(g, R2, 0);
	call(g, gen_chance(g, 512) ? 199 : 200);
	g->dynptr[k] = 0;
}

static unsigned
pick(struct gen *g)
{
	unsigned k = gen_pick(g, GEN_DYNPTRS);

	for (int tries = 0; tries < 4 && g->dynptr[k] == 0; tries++)
		k = gen_pick(g, GEN_DYNPTRS);
	return k;
}

/* One that may change what there is, where it may be left out. */
static void
change(struct gen *g)
{
	int r = gen_reg(g, K_NUM);
	uint32_t at = g->len;
	bool branch = r >= 0 && gen_chance(g, 500);
	uint8_t was[GEN_DYNPTRS];
	unsigned k = pick(g);

	memcpy(was, g->dynptr, sizeof was);
	if (branch)
		gen_emit(g, CLASS_JMP | JMP_JGT, (unsigned)r, 0, 0, gen_imm(g));
	switch (gen_pick(g, 6)) {
	case 0:
		write_over(g, k);
		break;
	case 1:
	case 2:
		make(g, k);
		break;
	case 3:
		if (g->dynptr[k] == RECORD || gen_chance(g, g->bad))
			give_back(g, k);
		break;
	default:
		if (g->dynptr[k] != 0 || gen_chance(g, g->bad))
			copy(g, k);
	}
	if (!branch)
		return;
	gen_patch(g, at);
	/* What is not there on both ways is not there. */
	for (k = 0; k < GEN_DYNPTRS; k++)
		if (was[k] != g->dynptr[k])
			g->dynptr[k] = was[k] == RECORD ? RECORD : 0;
}

static void
slice(struct gen *g, unsigned k)
{
	int r = gen_free(g), bytes = 1 + (int)gen_pick(g, 16);
	uint32_t at;

	if (r < (int)R6 || (g->dynptr[k] == 0 && !gen_chance(g, g->bad)))
		return;
	place(g, R1, k);
	gen_movk(g, R2, 0);
	gen_movk(g, R3, bytes);
	call(g, 203);
	gen_mov(g, (unsigned)r, R0);
	memset(&g->m.r[r], 0, sizeof g->m.r[r]);
	memset(&g->m.r[R0], 0, sizeof g->m.r[R0]);
	g->locked |= 1u << r;
	if (gen_chance(g, 300))
		change(g);
	at = g->len;
	gen_emit(g, CLASS_JMP | JMP_JEQ, (unsigned)r, 0, 0, 0);
	if (gen_chance(g, g->bad * 4))
		change(g);
	use(g, (unsigned)r, bytes);
	gen_patch(g, at);
	g->locked &= ~(1u << r);
}

void
gen_dynptr_end(struct gen *g)
{
	for (unsigned k = 0; k < GEN_DYNPTRS; k++)
		if (g->dynptr[k] == RECORD && !gen_chance(g, g->bad))
			give_back(g, k);
	memset(g->dynptr, 0, sizeof g->dynptr);
}

void
gen_dynptr(struct gen *g)
{
	unsigned n = 1 + gen_pick(g, 4);

	if ((g->locked & 0x3f) != 0)
		return;
	make(g, gen_pick(g, GEN_DYNPTRS));
	while (n-- > 0)
		if (gen_chance(g, 400))
			slice(g, pick(g));
		else
			change(g);
	/* Other statements end the program: few records outlive this. */
	if (!gen_chance(g, 60))
		for (unsigned k = 0; k < GEN_DYNPTRS; k++)
			if (g->dynptr[k] == RECORD)
				give_back(g, k);
}
