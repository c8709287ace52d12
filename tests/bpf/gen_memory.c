/* gen_memory - the stack, at constant offsets and at variable ones; see gen.h */
#include "gen.h"

#include <string.h>

static const uint8_t sizes[] = {SIZE_B, SIZE_H, SIZE_W, SIZE_DW};

static unsigned
pick_size(struct gen *g)
{
	return gen_chance(g, 400) ? SIZE_DW : sizes[gen_pick(g, 4)];
}

static unsigned
bytes(unsigned size)
{
	struct insn i = {(uint8_t)size, 0, 0, 0, 0};

	return insn_bytes(&i);
}

/* A register and offset that reach an aligned place of this frame; what is
   there. The lowest SHARED bytes are for callees: numbers only. */
static struct val *
place(struct gen *g, unsigned size, unsigned *base, int *off)
{
	unsigned n = bytes(size);
	int at = -(int)(n * (1 + gen_pick(g, g->frame / n)));
	int r = gen_chance(g, 350) ? gen_reg(g, K_STACK) : -1;

	*base = r < 0 ? R10 : (unsigned)r;
	*off = r < 0 ? at : at - g->m.r[r].off;
	return &g->m.cell[(-at - 1) / 8];
}

static bool
is_shared(const struct gen *g, const struct val *cell)
{
	return (unsigned)(cell - g->m.cell) >= (g->frame - SHARED) / 8;
}

static void
store_number(struct gen *g)
{
	unsigned size = pick_size(g), base;
	int off, s = gen_reg(g, K_NUM);
	struct val *cell = place(g, size, &base, &off);

	if (s < 0 || gen_chance(g, 350)) {
		gen_emit(g, CLASS_ST | MODE_MEM | size, base, 0, off,
		    gen_chance(g, 300) ? 0 : gen_imm(g));
		s = -1;
	} else
		gen_emit(
		    g, CLASS_STX | MODE_MEM | size, base, (unsigned)s, off, 0);
	if (s >= 0 && size == SIZE_DW)
		*cell = g->m.r[s];
	else {
		memset(cell, 0, sizeof *cell);
		cell->kind = K_NUM;
	}
}

static void
store_pointer(struct gen *g)
{
	unsigned base;
	int off,
	    s = gen_reg(g,
		g->maps && gen_chance(g, 400) ? K_VALUE
		    : gen_chance(g, 300)      ? K_CTX
					      : K_STACK);
	struct val *cell = place(g, SIZE_DW, &base, &off);

	if (is_shared(g, cell) || g->closed)
		return;
	if (s < 0)
		s = R10;
	gen_emit(g, CLASS_STX | MODE_MEM | SIZE_DW, base, (unsigned)s, off, 0);
	*cell = g->m.r[s];
}

static void
load(struct gen *g)
{
	unsigned size = pick_size(g), base, mode = MODE_MEM;
	int off, d = gen_free(g);
	struct val *cell = place(g, size, &base, &off);
	bool pointer = cell->kind == K_STACK || cell->kind == K_CTX ||
	    cell->kind == K_VALUE;

	/* Half of a pointer is refused. */
	if (d < 0 || (pointer && size != SIZE_DW))
		return;
	if (size != SIZE_DW && gen_chance(g, 250))
		mode = MODE_MEMSX;
	gen_emit(g, CLASS_LDX | mode | size, (unsigned)d, base, off, 0);
	if (size == SIZE_DW && cell->kind != K_NONE)
		g->m.r[d] = *cell;
	else if (mode == MODE_MEM && size == SIZE_B)
		gen_range(g, (unsigned)d, 0, 255);
	else
		gen_num(g, (unsigned)d);
	if (size == SIZE_DW && cell->kind == K_SHARED)
		gen_num(g, (unsigned)d);
}

static void
address(struct gen *g)
{
	int d = gen_free(g), off = -(int)gen_pick(g, g->frame + 1);

	if (d < 0)
		return;
	gen_mov(g, (unsigned)d, R10);
	g->m.r[d].kind = K_STACK;
	if (gen_chance(g, 800))
		off &= ~7;
	gen_emit(g, CLASS_ALU64 | ALU_ADD, (unsigned)d, 0, 0, off);
	g->m.r[d].off = off;
}

static void
through_shared(struct gen *g)
{
	int r = gen_reg(g, K_SHARED), d = gen_free(g), s = gen_reg(g, K_NUM);
	unsigned size = pick_size(g), n = bytes(size);
	int off = (int)(n * gen_pick(g, SHARED / n));

	if (r < 0 || d < 0 || d == r)
		return;
	if (s >= 0 && gen_chance(g, 512)) {
		gen_emit(g, CLASS_STX | MODE_MEM | size, (unsigned)r,
		    (unsigned)s, off, 0);
		return;
	}
	gen_emit(
	    g, CLASS_LDX | MODE_MEM | size, (unsigned)d, (unsigned)r, off, 0);
	gen_num(g, (unsigned)d);
}

static void
atomic(struct gen *g)
{
	static const uint16_t op[] = {ATOMIC_ADD, ATOMIC_OR, ATOMIC_AND,
	    ATOMIC_XOR, ATOMIC_ADD | ATOMIC_FETCH, ATOMIC_OR | ATOMIC_FETCH,
	    ATOMIC_AND | ATOMIC_FETCH, ATOMIC_XOR | ATOMIC_FETCH, ATOMIC_XCHG,
	    ATOMIC_CMPXCHG};
	unsigned size = gen_chance(g, 600) ? SIZE_DW : SIZE_W, base;
	unsigned o = op[gen_pick(g, sizeof op / sizeof *op)];
	int off, s = gen_reg(g, K_NUM);
	struct val *cell = place(g, size, &base, &off);

	if (s < 0 || (cell->kind != K_NUM && cell->kind != K_NONE))
		return;
	if (o == ATOMIC_CMPXCHG &&
	    (g->m.r[R0].kind != K_NUM || (g->locked & 1)))
		return;
	if ((o & ATOMIC_FETCH) && (g->locked >> s & 1))
		return;
	gen_emit(g, CLASS_STX | MODE_ATOMIC | size, base, (unsigned)s, off,
	    (int32_t)o);
	/*
	 * Where a state it reaches is pruned, 6.18 does not know that the upper
	 * half is read, and for x86 does not clear it.
	 */
	if (o == ATOMIC_CMPXCHG && size == SIZE_W && g->closed) {
		gen_emit(g, CLASS_ALU | SRC_X | ALU_MOV, R0, R0, 0, 0);
		g->left++;
	}
	if (o == ATOMIC_CMPXCHG)
		gen_num(g, R0);
	else if (o & ATOMIC_FETCH)
		gen_num(g, (unsigned)s);
	memset(cell, 0, sizeof *cell);
	cell->kind = K_NUM;
}

static void
ordered(struct gen *g)
{
	unsigned size = pick_size(g), base;
	int off, d = gen_free(g), s = gen_reg(g, K_NUM);
	struct val *cell = place(g, size, &base, &off);

	if (cell->kind != K_NUM && cell->kind != K_NONE)
		return;
	if (d >= 0 && gen_chance(g, 512)) {
		gen_emit(g, CLASS_STX | MODE_ATOMIC | size, (unsigned)d, base,
		    off, ATOMIC_LOAD_ACQ);
		gen_num(g, (unsigned)d);
	} else if (s >= 0) {
		gen_emit(g, CLASS_STX | MODE_ATOMIC | size, base, (unsigned)s,
		    off, ATOMIC_STORE_REL);
		memset(cell, 0, sizeof *cell);
		cell->kind = K_NUM;
	}
}

void
gen_memory(struct gen *g)
{
	if (g->parts != NULL && gen_chance(g, 400)) {
		if (g->maps && gen_chance(g, 600))
			gen_map(g);
		else if (gen_chance(g, 250))
			gen_helper(g);
		else if (gen_chance(g, 512))
			gen_packet(g);
		else
			gen_context(g);
		return;
	}
	switch (gen_pick(g, 12)) {
	case 0:
	case 1:
	case 2:
		store_number(g);
		break;
	case 3:
		store_pointer(g);
		break;
	case 4:
		address(g);
		break;
	case 5:
		through_shared(g);
		break;
	case 6:
		atomic(g);
		break;
	case 7:
		if (gen_chance(g, 300))
			ordered(g);
		break;
	default:
		load(g);
	}
}

/* What a write somewhere in [lo, hi) of the frame leaves. */
static void
smear(struct gen *g, int lo, int hi)
{
	for (int i = 0; i < (int)g->frame / 8; i++) {
		struct val *cell = &g->m.cell[i];

		if (-8 * i <= lo || -8 * (i + 1) >= hi)
			continue;
		memset(cell, 0, sizeof *cell);
		cell->kind = K_NUM;
	}
}

/* Where an index in [lo, hi] fits; at the edges more often. */
static bool
fit(struct gen *g, const struct val *v, unsigned n, int *off)
{
	int64_t room = (int64_t)g->frame - (v->hi - v->lo) - n;
	int64_t top = -(int64_t)n - v->hi;

	if (room < 0)
		return false;
	switch (gen_pick(g, 3)) {
	case 0:
		break;
	case 1:
		top -= room;
		break;
	default:
		top -= gen_pick(g, (unsigned)room + 1);
	}
	if (gen_chance(g, g->slip))
		top += gen_chance(g, 512) ? 1 : -1;
	*off = (int)top;
	return true;
}

/* An index into what the caller handed on. */
static void
shared_index(struct gen *g)
{
	int p = gen_reg(g, K_SHARED), r = gen_bounded(g), t = gen_free(g);
	struct val *v;

	if (p < 0 || r < 0 || t < 0 || t == r || t == p)
		return;
	v = &g->m.r[r];
	if (v->lo < 0 || v->hi >= SHARED)
		return;
	gen_mov(g, (unsigned)t, (unsigned)p);
	gen_emit(
	    g, CLASS_ALU64 | SRC_X | ALU_ADD, (unsigned)t, (unsigned)r, 0, 0);
	memset(&g->m.r[t], 0, sizeof g->m.r[t]);
	gen_emit(g, CLASS_ST | MODE_MEM | SIZE_B, (unsigned)t, 0,
	    gen_chance(g, g->slip) ? SHARED : 0, gen_imm(g));
}

void
gen_access(struct gen *g)
{
	int r = gen_bounded(g), t = gen_free(g), d = gen_free(g), off;
	unsigned size = gen_chance(g, g->bad) ? pick_size(g) : SIZE_B, to;
	struct val *v;

	if (gen_chance(g, 200))
		shared_index(g);
	if (r < 0 || t < 0 || t == r)
		return;
	v = &g->m.r[r];
	if (!fit(g, v, bytes(size), &off))
		return;
	to = (unsigned)t;
	gen_mov(g, to, R10);
	if (gen_chance(g, 200)) {
		gen_emit(
		    g, CLASS_ALU64 | SRC_X | ALU_ADD, to, (unsigned)r, 0, 0);
		gen_emit(g, CLASS_ALU64 | ALU_ADD, to, 0, 0, off);
	} else {
		gen_emit(g, CLASS_ALU64 | ALU_ADD, to, 0, 0, off);
		gen_emit(
		    g, CLASS_ALU64 | SRC_X | ALU_ADD, to, (unsigned)r, 0, 0);
	}
	memset(&g->m.r[t], 0, sizeof g->m.r[t]);
	if (d >= 0 && d != t && gen_chance(g, 512)) {
		gen_emit(g, CLASS_LDX | MODE_MEM | size, (unsigned)d, to, 0, 0);
		gen_num(g, (unsigned)d);
		return;
	}
	gen_emit(g, CLASS_ST | MODE_MEM | size, to, 0, 0,
	    gen_chance(g, 512) ? 0 : gen_imm(g));
	smear(g, off + (int)v->lo, off + (int)v->hi + (int)bytes(size));
}
