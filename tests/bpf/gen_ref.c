/* gen_ref - what a program gets and gives back: records, sockets; see gen.h */
#include "gen.h"

#include <string.h>

#include "contextrule.h"
#include "helper.h"
#include "maps.h"

static void
call(struct gen *g, int32_t helper)
{
	gen_emit(g, CLASS_JMP | JMP_CALL, 0, CALL_HELPER, 0, helper);
	for (unsigned r = R0; r <= R5; r++)
		memset(&g->m.r[r], 0, sizeof g->m.r[r]);
}

/* Ends the program if there is none in R0; now and then goes on. */
static void
there(struct gen *g)
{
	if (gen_chance(g, g->bad * 2))
		return;
	gen_emit(g, CLASS_JMP | JMP_JNE, R0, 0, 2, 0);
	gen_emit(g, CLASS_ALU64 | ALU_MOV, R0, 0, 0, 0);
	gen_emit(g, CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
}

static void
use(struct gen *g, unsigned r, int bytes, bool write)
{
	static const uint8_t sizes[] = {SIZE_B, SIZE_H, SIZE_W, SIZE_DW};
	unsigned k = gen_chance(g, 600) ? 2 : gen_pick(g, 4);
	int off = 0, to = gen_free(g);

	if (bytes >= 1 << k)
		off = (int)gen_pick(g, (unsigned)bytes >> k) << k;
	if (gen_chance(g, g->slip / 8))
		off += (int)gen_pick(g, 9) - 4;
	if (write && gen_chance(g, 500)) {
		gen_emit(
		    g, CLASS_ST | MODE_MEM | sizes[k], r, 0, off, gen_imm(g));
	} else if (to >= 0 && (unsigned)to != r) {
		gen_emit(g, CLASS_LDX | MODE_MEM | sizes[k], (unsigned)to, r,
		    off, 0);
		gen_num(g, (unsigned)to);
	}
}

/* Where it stays until it is given back; -1: nowhere. */
static int
keep(struct gen *g)
{
	int r = gen_free(g);

	if (r < (int)R6)
		return -1;
	g->locked |= 1u << r;
	return r;
}

static void
give_back(struct gen *g, unsigned r, int32_t helper)
{
	if (gen_chance(g, g->bad * 2))
		return;
	gen_mov(g, R1, r);
	if (gen_chance(g, g->bad))
		gen_emit(g, CLASS_ALU64 | ALU_ADD, R1, 0, 0, 8);
	gen_movk(g, R2, 0);
	call(g, helper);
	if (gen_chance(g, g->bad))
		use(g, r, 8, false);
}

static void
record(struct gen *g)
{
	int bytes = 1 + (int)gen_pick(g, 64), r = keep(g);

	if (r < 0)
		return;
	gen_map_load(g, R1, (int)maps_named("ringbuf"), false, 0);
	gen_movk(g, R2, bytes);
	gen_movk(g, R3, 0);
	call(g, 131);
	if (gen_chance(g, 500)) {
		there(g);
		gen_mov(g, (unsigned)r, R0);
	} else {
		gen_mov(g, (unsigned)r, R0);
		there(g);
	}
	use(g, (unsigned)r, bytes, true);
	if (gen_chance(g, 400))
		gen_scalar(g);
	use(g, (unsigned)r, bytes, true);
	give_back(g, (unsigned)r, gen_chance(g, 512) ? 132 : 133);
	g->locked &= ~(1u << r);
	memset(&g->m.r[r], 0, sizeof g->m.r[r]);
}

static bool
may_call(const struct gen *g, int32_t helper)
{
	return (helper_of(helper)->known >> g->type & 1) != 0;
}

/* A cast of what is in r, used. */
static void
cast(struct gen *g, unsigned r)
{
	static const uint8_t casts[] = {95, 96, 98};
	int32_t helper = casts[gen_pick(g, 3)];

	if (!may_call(g, helper))
		return;
	gen_mov(g, R1, r);
	call(g, helper);
	there(g);
	use(g, R0, 112, false);
}

static void
socket(struct gen *g)
{
	static const uint8_t lookups[] = {84, 85, 99};
	int32_t helper = lookups[gen_pick(g, 3)];
	int ctx = gen_reg(g, K_CTX), r;

	if (ctx < (int)R6 || !may_call(g, helper) || (r = keep(g)) < 0)
		return;
	for (int at = 8; at <= 40; at += 8)
		gen_emit(
		    g, CLASS_ST | MODE_MEM | SIZE_DW, R10, 0, -at, gen_imm(g));
	memset(g->m.cell, 0, 5 * sizeof g->m.cell[0]);
	gen_mov(g, R1, (unsigned)ctx);
	gen_mov(g, R2, R10);
	gen_emit(g, CLASS_ALU64 | ALU_ADD, R2, 0, 0, -40);
	gen_movk(g, R3, gen_chance(g, 512) ? 12 : 36);
	gen_movk(g, R4, 0);
	gen_movk(g, R5, 0);
	call(g, helper);
	gen_mov(g, (unsigned)r, R0);
	there(g);
	use(g, (unsigned)r, 80, false);
	if (gen_chance(g, 400))
		cast(g, (unsigned)r);
	use(g, (unsigned)r, 80, false);
	give_back(g, (unsigned)r, 86);
	g->locked &= ~(1u << r);
	memset(&g->m.r[r], 0, sizeof g->m.r[r]);
}

/* The one that the context has. */
static void
own_socket(struct gen *g)
{
	const struct context_field *f = gen_field_of(g, REG_SOCK_COMMON);
	int ctx = gen_reg(g, K_CTX), r;
	bool maybe;

	if (f == NULL)
		f = gen_field_of(g, REG_SOCK);
	if (f == NULL || ctx < 0 || (r = keep(g)) < 0)
		return;
	maybe = (f->type & REG_OR_NULL) != 0;
	gen_emit(g, CLASS_LDX | MODE_MEM | SIZE_DW, (unsigned)r, (unsigned)ctx,
	    f->from, 0);
	if (maybe) {
		gen_mov(g, R0, (unsigned)r);
		there(g);
	}
	use(g, (unsigned)r, 80, false);
	if (gen_chance(g, 500))
		cast(g, (unsigned)r);
	g->locked &= ~(1u << r);
	memset(&g->m.r[r], 0, sizeof g->m.r[r]);
	if (gen_chance(g, g->bad))
		give_back(g, (unsigned)r, 86);
}

void
gen_ref(struct gen *g)
{
	if ((g->locked & 0x3f) != 0)
		return;
	switch (gen_pick(g, 4)) {
	case 0:
		socket(g);
		break;
	case 1:
		own_socket(g);
		break;
	default:
		record(g);
	}
}
