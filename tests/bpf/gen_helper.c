/* gen_helper - calls of helpers; see gen.h */
#include "gen.h"

#include <string.h>

#include "helper.h"
#include "maps.h"

enum { HELPERS = 211 };

/* Mostly one that the program may call, of those that are decided. */
static const struct helper *
pick_helper(struct gen *g, int32_t *number)
{
	static const uint8_t often[] = {1, 1, 1, 1, 2, 2, 3, 16, 28, 25, 26,
	    112, 113, 114, 115, 130, 67, 12, 195, 87, 88, 89, 105};
	const struct helper *h;

	for (int tries = 0; tries < 400; tries++) {
		*number = g->maps && gen_chance(g, 700)
		    ? often[gen_pick(g, sizeof often)]
		    : (int32_t)gen_pick(g, HELPERS + 2);
		h = helper_in(*number, g->type);
		if (gen_chance(g, g->bad / 8))
			return h;
		if (h != NULL && (h->known >> g->type & 1) != 0 &&
		    (g->maps || (h->args[0] & HELPER_KIND) < HELPER_MAP))
			return h;
	}
	return NULL;
}

/* Is what a register holds still there when argument i is next? */
static bool
is_left(int r, unsigned i)
{
	return r == R0 || r > R5 || r >= (int)(R1 + i);
}

static void
anything(struct gen *g, unsigned i)
{
	int from = gen_reg(g, K_NUM);

	if (from < 0 || !is_left(from, i))
		gen_movk(g, R1 + i, gen_imm(g));
	else
		gen_mov(g, R1 + i, (unsigned)from);
}

/* Places that are as large as the caller likes, or nearly. */
static void
memory(struct gen *g, unsigned i, bool null)
{
	int r = gen_reg(g, gen_chance(g, 400) ? K_VALUE : K_STACK);
	int off = -8 * (int)(1 + gen_pick(g, g->frame / 8));

	if (null && gen_chance(g, 250)) {
		gen_movk(g, R1 + i, 0);
	} else if (gen_chance(g, g->bad)) {
		anything(g, i);
	} else if (r >= 0 && is_left(r, i)) {
		gen_mov(g, R1 + i, (unsigned)r);
	} else {
		gen_mov(g, R1 + i, R10);
		gen_emit(g, CLASS_ALU64 | ALU_ADD, R1 + i, 0, 0,
		    gen_chance(g, 900) ? off : off + 3);
	}
}

static void
size(struct gen *g, unsigned i)
{
	int from = gen_bounded(g);

	if (gen_chance(g, 300) && from >= 0 && is_left(from, i) &&
	    g->m.r[from].lo >= 0 && g->m.r[from].hi <= 64)
		gen_mov(g, R1 + i, (unsigned)from);
	else if (gen_chance(g, g->bad))
		anything(g, i);
	else
		gen_movk(g, R1 + i, (int32_t)gen_pick(g, 17));
}

/* Returns its number. */
static int
map(struct gen *g, int32_t helper, unsigned i)
{
	int map = (int)maps_named(maps_for(helper));

	if (gen_chance(g, helper <= 3 ? 600 : g->bad * 4))
		map = gen_map_any(g);
	gen_map_load(g, R1 + i, map, false, 0);
	return map;
}

static void
argument(struct gen *g, int32_t number, unsigned kind, unsigned i, int *of)
{
	int ctx = gen_reg(g, K_CTX);

	switch (kind & HELPER_KIND) {
	case HELPER_CONTEXT:
		if (ctx >= 0 && is_left(ctx, i) && !gen_chance(g, g->bad))
			gen_mov(g, R1 + i, (unsigned)ctx);
		else
			anything(g, i);
		break;
	case HELPER_ANYTHING:
		anything(g, i);
		break;
	case HELPER_MAP:
		*of = map(g, number, i);
		break;
	case HELPER_SIZE:
	case HELPER_SIZE0:
		size(g, i);
		break;
	default:
		memory(g, i, (kind & HELPER_OR_NULL) != 0);
	}
}

/* What was found may be nothing. */
static void
found(struct gen *g, int map)
{
	int r = gen_free(g);

	if (r < 0)
		return;
	if (gen_chance(g, 300)) {
		/* Another register is asked. */
		gen_mov(g, (unsigned)r, R0);
	}
	if (gen_chance(g, 900)) {
		if (gen_chance(g, 500)) {
			gen_emit(g, CLASS_JMP | JMP_JNE, R0, 0, 2, 0);
		} else {
			gen_emit(g, CLASS_JMP | JMP_JEQ, R0, 0, 1, 0);
			gen_emit(g, CLASS_JMP | JMP_JA, 0, 0, 2, 0);
		}
		gen_emit(g, CLASS_ALU64 | ALU_MOV, R0, 0, 0, 0);
		gen_emit(g, CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
	}
	if (r != R0)
		gen_mov(g, (unsigned)r, R0);
	gen_map_place(g, (unsigned)r, map, 0);
}

void
gen_helper(struct gen *g)
{
	int32_t number;
	const struct helper *h = pick_helper(g, &number);
	int of = 0;

	if (h == NULL || gen_reg(g, K_CTX) < 0 || (g->locked & 0x3f) != 0)
		return;
	for (unsigned i = 0; i < HELPER_ARGS; i++)
		if (h->args[i] != HELPER_NONE || gen_chance(g, g->bad))
			argument(g, number,
			    h->args[i] != HELPER_NONE ? h->args[i]
						      : HELPER_ANYTHING,
			    i, &of);
	gen_emit(g, CLASS_JMP | JMP_CALL, 0, CALL_HELPER, 0, number);
	for (unsigned r = R0; r <= R5; r++)
		memset(&g->m.r[r], 0, sizeof g->m.r[r]);
	if ((h->returns & ~REG_OR_NULL) == REG_MAP_VALUE)
		found(g, of);
	else if (h->returns == REG_NONE && (h->flags & HELPER_VOID) == 0)
		gen_num(g, R0);
}
