/* gen_bound - the ways a program bounds a number; see gen.h */
#include "gen.h"

static void
branch(struct gen *g, unsigned cls, unsigned op, unsigned d, int64_t k)
{
	gen_skip(g, cls | op, d, 0, (int32_t)k);
}

static void
shifted(struct gen *g, unsigned r)
{
	unsigned n = 1 + gen_pick(g, 5);
	bool sign = gen_chance(g, 400);

	if (gen_chance(g, 512))
		gen_emit(g, CLASS_ALU64 | ALU_LSH, r, 0, 0, (int32_t)(64 - n));
	gen_emit(g, CLASS_ALU64 | (sign ? ALU_ARSH : ALU_RSH), r, 0, 0,
	    (int32_t)(64 - n));
	if (sign)
		gen_range(g, r, -(1 << (n - 1)), (1 << (n - 1)) - 1);
	else
		gen_range(g, r, 0, (1 << n) - 1);
}

static void
masked(struct gen *g, unsigned r)
{
	unsigned n = gen_pick(g, 40);

	gen_emit(g, (gen_chance(g, 400) ? CLASS_ALU : CLASS_ALU64) | ALU_AND, r,
	    0, 0, (int32_t)n);
	gen_range(g, r, 0, n);
}

/* By one branch, unsigned; in 32 bits the upper half goes first or last. */
static void
checked(struct gen *g, unsigned r)
{
	unsigned n = gen_pick(g, 40);
	bool narrow = gen_chance(g, 400), before = gen_chance(g, 512);
	unsigned cls = narrow ? CLASS_JMP32 : CLASS_JMP;

	if (narrow && before)
		gen_emit(g, CLASS_ALU | SRC_X | ALU_MOV, r, r, 0, 0);
	if (gen_chance(g, 512))
		branch(g, cls, JMP_JGT, r, n);
	else
		branch(g, cls, JMP_JGE, r, n + 1);
	if (narrow && !before)
		gen_emit(g, CLASS_ALU | SRC_X | ALU_MOV, r, r, 0, 0);
	gen_range(g, r, 0, n);
}

static void
checked_signed(struct gen *g, unsigned r)
{
	unsigned n = gen_pick(g, 30), m = gen_pick(g, 20);
	bool narrow = gen_chance(g, 300), swap = gen_chance(g, 512);
	unsigned cls = narrow ? CLASS_JMP32 : CLASS_JMP;

	if (swap)
		branch(g, cls, JMP_JSLT, r, -(int64_t)m);
	branch(g, cls, gen_chance(g, 512) ? JMP_JSGT : JMP_JSGE, r, n);
	if (!swap)
		branch(g, cls, JMP_JSLE, r, -(int64_t)m - 1);
	if (narrow)
		gen_emit(g, CLASS_ALU64 | SRC_X | ALU_MOV, r, r, 32, 0);
	gen_range(g, r, -(int64_t)m, n);
}

/* By a branch against a register that is bounded already. */
static void
checked_by(struct gen *g, unsigned r)
{
	static const uint8_t op[] = {JMP_JGT, JMP_JGE, JMP_JNE};
	int s = gen_bounded(g);
	struct val v;

	if (s < 0 || s == (int)r || g->m.r[s].lo < 0)
		return;
	v = g->m.r[s];
	if (gen_chance(g, 512))
		gen_skip(g, CLASS_JMP | SRC_X | op[gen_pick(g, 3)], r,
		    (unsigned)s, 0);
	else
		gen_skip(g,
		    CLASS_JMP | SRC_X |
			(gen_chance(g, 512) ? JMP_JLT : JMP_JLE),
		    (unsigned)s, r, 0);
	gen_range(g, r, 0, v.hi);
}

/* By a check of a copy, perhaps with a difference. */
static void
linked(struct gen *g, unsigned r)
{
	unsigned n = gen_pick(g, 40), k = gen_pick(g, 20);
	int t = gen_free(g);

	if (t < 0 || t == (int)r)
		return;
	gen_mov(g, (unsigned)t, r);
	if (gen_chance(g, 512)) {
		gen_emit(
		    g, CLASS_ALU64 | ALU_ADD, (unsigned)t, 0, 0, (int32_t)k);
		gen_num(g, (unsigned)t);
		branch(g, CLASS_JMP, JMP_JLT, (unsigned)t, k);
		branch(g, CLASS_JMP, JMP_JGT, (unsigned)t, n + k);
	} else
		branch(g, CLASS_JMP, JMP_JGT, (unsigned)t, n);
	gen_range(g, r, 0, n);
}

/* By a check of what was spilled, or of the register after the spill. */
static void
spilled(struct gen *g, unsigned r)
{
	unsigned n = gen_pick(g, 40);
	unsigned i = gen_pick(g, (g->frame - SHARED) / 8);
	unsigned size = gen_chance(g, 700) ? SIZE_DW : SIZE_W;
	int off = -8 * (int)(i + 1), t = gen_free(g);

	if (t < 0 || t == (int)r)
		return;
	gen_emit(g, CLASS_STX | MODE_MEM | size, R10, r, off, 0);
	g->m.cell[i] = g->m.r[r];
	g->m.cell[i].bounded = false;
	if (gen_chance(g, 512)) {
		branch(g, CLASS_JMP, JMP_JGT, r, n);
		gen_range(g, r, 0, n);
		gen_emit(
		    g, CLASS_LDX | MODE_MEM | size, (unsigned)t, R10, off, 0);
		if (size == SIZE_DW)
			gen_range(g, (unsigned)t, 0, n);
		else
			gen_num(g, (unsigned)t);
	} else {
		gen_emit(g, CLASS_LDX | MODE_MEM | SIZE_DW, (unsigned)t, R10,
		    off, 0);
		gen_num(g, (unsigned)t);
		branch(g, CLASS_JMP, JMP_JGT, (unsigned)t, n);
		if (size == SIZE_DW)
			gen_range(g, r, 0, n);
		gen_range(g, (unsigned)t, 0, n);
	}
}

static void
by_bit(struct gen *g, unsigned r)
{
	gen_emit(g, CLASS_ALU64 | ALU_AND, r, 0, 0, 31);
	gen_num(g, r);
	branch(
	    g, gen_chance(g, 512) ? CLASS_JMP : CLASS_JMP32, JMP_JSET, r, 16);
	gen_range(g, r, 0, 15);
}

void
gen_bound(struct gen *g)
{
	static void (*const way[])(struct gen *, unsigned) = {shifted, masked,
	    masked, checked, checked, checked_signed, checked_by, linked,
	    spilled, by_bit};
	int r = gen_reg(g, K_NUM);

	if (r < 0 || (g->locked >> r & 1))
		return;
	way[gen_pick(g, sizeof way / sizeof *way)](g, (unsigned)r);
}

/* Bad code behind a branch that the bounds say is never taken: an
   uninitialised register, most often. */
void
gen_probe(struct gen *g)
{
	int r = gen_bounded(g);
	struct val *v;
	unsigned cls = gen_chance(g, 350) ? CLASS_JMP32 : CLASS_JMP;
	unsigned op = JMP_JSGT;
	int64_t k;

	if (r < 0)
		return;
	v = &g->m.r[r];
	k = v->hi;
	if (gen_chance(g, 400)) {
		op = JMP_JSLT;
		k = v->lo;
	} else if (v->lo >= 0 && gen_chance(g, 512))
		op = JMP_JGT;
	if (gen_chance(g, g->slip)) {
		static const uint8_t any[] = {JMP_JEQ, JMP_JNE, JMP_JSET,
		    JMP_JGE, JMP_JLT, JMP_JLE, JMP_JSGE, JMP_JSLE};

		k += (int64_t)gen_pick(g, 5) - 2;
		if (gen_chance(g, 300))
			op = any[gen_pick(g, sizeof any)];
	}
	gen_emit(g, cls | op, (unsigned)r, 0, 1, (int32_t)k);
	gen_emit(g, CLASS_JMP | JMP_JA, 0, 0, 1, 0);
	gen_emit(g, CLASS_LDX | MODE_MEM | SIZE_DW, R0, R10, 0, 0);
}
