/* gen_scalar - arithmetic; see gen.h */
#include "gen.h"

static const uint8_t ops[] = {ALU_ADD, ALU_SUB, ALU_MUL, ALU_DIV, ALU_OR,
    ALU_AND, ALU_LSH, ALU_RSH, ALU_MOD, ALU_XOR, ALU_MOV, ALU_ARSH};

/* A register that holds a number and may be written. */
static int
target(struct gen *g)
{
	for (int tries = 0; tries < 8; tries++) {
		int r = gen_reg(g, K_NUM);

		if (r >= 0 && !(g->locked >> r & 1))
			return r;
	}
	return -1;
}

static void
constant(struct gen *g)
{
	int d = gen_free(g);

	if (d < 0)
		return;
	if (gen_chance(g, 300))
		gen_ld64(g, (unsigned)d, gen_imm64(g));
	else if (gen_chance(g, 300)) {
		gen_emit(g, CLASS_ALU | ALU_MOV, (unsigned)d, 0, 0, gen_imm(g));
		gen_num(g, (unsigned)d);
	} else
		gen_movk(g, (unsigned)d, gen_imm(g));
}

/* A number that the program alone decides, but a checker does not follow. */
static void
opaque(struct gen *g)
{
	int d = gen_free(g);

	if (d < 0)
		return;
	gen_ld64(g, (unsigned)d, gen_imm64(g));
	gen_emit(g, CLASS_ALU64 | ALU_DIV, (unsigned)d, 0, 0, 1);
	gen_num(g, (unsigned)d);
}

/* The interval after an operation with a constant; false: none to speak of. */
static bool
interval(const struct val *v, unsigned op, int64_t k, int64_t *lo, int64_t *hi)
{
	if (op == ALU_AND && k >= 0) {
		*lo = 0;
		*hi = k;
		return true;
	}
	if (!v->bounded)
		return false;
	*lo = v->lo;
	*hi = v->hi;
	if (op == ALU_ADD || op == ALU_SUB) {
		*lo += op == ALU_ADD ? k : -k;
		*hi += op == ALU_ADD ? k : -k;
	} else if (op == ALU_MUL && k >= 0 && k < 1024) {
		*lo *= k;
		*hi *= k;
	} else if (op == ALU_RSH && v->lo >= 0) {
		*lo >>= k;
		*hi >>= k;
	} else
		return false;
	return true;
}

static void
with_constant(struct gen *g, unsigned d, unsigned op, unsigned cls)
{
	int32_t k = gen_imm(g);
	int64_t lo, hi;
	int off = 0;
	bool known;

	if (op == ALU_LSH || op == ALU_RSH || op == ALU_ARSH)
		k = (int32_t)gen_pick(g, cls == CLASS_ALU ? 32 : 64);
	if (op == ALU_DIV || op == ALU_MOD) {
		k = k ? k : 3;
		off = gen_chance(g, 400);
	}
	known = interval(&g->m.r[d], op, k, &lo, &hi);
	gen_emit(g, cls | op, d, 0, off, k);
	/* In 32 bits negative ones become large. */
	if (known && (cls == CLASS_ALU64 || lo >= 0))
		gen_range(g, d, lo, hi);
	else
		gen_num(g, d);
}

static void
with_register(struct gen *g, unsigned d, unsigned op, unsigned cls)
{
	int s = gen_reg(g, K_NUM);
	struct val *v = &g->m.r[d], *w;
	int off = op == ALU_DIV || op == ALU_MOD ? gen_chance(g, 400) : 0;

	if (s < 0)
		return;
	w = &g->m.r[s];
	gen_emit(g, cls | SRC_X | op, d, (unsigned)s, off, 0);
	if (op == ALU_MOV && cls == CLASS_ALU64)
		*v = *w;
	else if (v->bounded && w->bounded && op == ALU_ADD &&
	    cls == CLASS_ALU64)
		gen_range(g, d, v->lo + w->lo, v->hi + w->hi);
	else if (v->bounded && w->bounded && op == ALU_SUB &&
	    cls == CLASS_ALU64)
		gen_range(g, d, v->lo - w->hi, v->hi - w->lo);
	else
		gen_num(g, d);
}

static void
alu(struct gen *g)
{
	int d = target(g);
	unsigned op = ops[gen_pick(g, sizeof ops)];
	unsigned cls = gen_chance(g, 400) ? CLASS_ALU : CLASS_ALU64;

	if (d < 0)
		return;
	/* Division says nothing of its result: less often. */
	if ((op == ALU_DIV || op == ALU_MOD) && gen_chance(g, 700))
		op = ALU_ADD;
	if (gen_chance(g, 512))
		with_constant(g, (unsigned)d, op, cls);
	else
		with_register(g, (unsigned)d, op, cls);
}

static void
copy(struct gen *g)
{
	static const uint8_t bits[] = {8, 16, 32};
	int d = gen_free(g), s = gen_reg(g, K_NUM);
	unsigned n = bits[gen_pick(g, 3)];

	if (d < 0 || s < 0)
		return;
	if (gen_chance(g, 500)) {
		gen_mov(g, (unsigned)d, (unsigned)s);
	} else if (gen_chance(g, 400)) {
		gen_emit(g, CLASS_ALU | SRC_X | ALU_MOV, (unsigned)d,
		    (unsigned)s, 0, 0);
		gen_num(g, (unsigned)d);
	} else if (gen_chance(g, 512) && n < 32) {
		gen_emit(g, CLASS_ALU | SRC_X | ALU_MOV, (unsigned)d,
		    (unsigned)s, (int)n, 0);
		gen_num(g, (unsigned)d);
	} else {
		gen_emit(g, CLASS_ALU64 | SRC_X | ALU_MOV, (unsigned)d,
		    (unsigned)s, (int)n, 0);
		if (n == 8)
			gen_range(g, (unsigned)d, -128, 127);
		else
			gen_num(g, (unsigned)d);
	}
}

static void
single(struct gen *g)
{
	static const uint8_t bits[] = {16, 32, 64};
	int d = target(g);
	unsigned n = bits[gen_pick(g, 3)];

	if (d < 0)
		return;
	switch (gen_pick(g, 4)) {
	case 0:
		gen_emit(g, CLASS_ALU64 | ALU_NEG, (unsigned)d, 0, 0, 0);
		break;
	case 1:
		gen_emit(g, CLASS_ALU | ALU_NEG, (unsigned)d, 0, 0, 0);
		break;
	case 2:
		gen_emit(g, CLASS_ALU | ALU_END | (gen_chance(g, 512) ? 8 : 0),
		    (unsigned)d, 0, 0, (int32_t)n);
		break;
	default:
		gen_emit(
		    g, CLASS_ALU64 | ALU_END, (unsigned)d, 0, 0, (int32_t)n);
	}
	gen_num(g, (unsigned)d);
}

void
gen_scalar(struct gen *g)
{
	switch (gen_pick(g, 16)) {
	case 0:
	case 1:
	case 2:
		constant(g);
		break;
	case 3:
		opaque(g);
		break;
	case 4:
	case 5:
	case 6:
		copy(g);
		break;
	case 7:
		single(g);
		break;
	default:
		alu(g);
	}
}
