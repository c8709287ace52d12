/* gen_base - numbers, instructions and the model; see gen.h */
#include "gen.h"

#include <string.h>

uint64_t
gen_random(struct gen *g)
{
	uint64_t z = g->random += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

unsigned
gen_pick(struct gen *g, unsigned n)
{
	return (unsigned)(gen_random(g) % n);
}

bool
gen_chance(struct gen *g, unsigned of_1024)
{
	return gen_pick(g, 1024) < of_1024;
}

uint64_t
gen_imm64(struct gen *g)
{
	static const uint64_t edge[] = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000,
	    0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
	    0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff,
	    0xffffffff80000000, 0xffffffff00000000};
	uint64_t v = edge[gen_pick(g, sizeof edge / sizeof *edge)];

	switch (gen_pick(g, 8)) {
	case 0:
		return v;
	case 1:
		return v + gen_pick(g, 5) - 2;
	case 2:
		return gen_random(g);
	case 3:
		return gen_random(g) >> gen_pick(g, 64);
	case 4:
		return 1ull << gen_pick(g, 64);
	case 5:
		return 0 - (uint64_t)gen_pick(g, 200);
	default:
		return gen_pick(g, 70);
	}
}

int32_t
gen_imm(struct gen *g)
{
	return (int32_t)gen_imm64(g);
}

void
gen_emit(struct gen *g, unsigned code, unsigned dst, unsigned src, int off,
    int32_t imm)
{
	struct insn *i = &g->out[g->len++];

	i->code = (uint8_t)code;
	i->dst = dst & 15;
	i->src = src & 15;
	i->off = (int16_t)off;
	i->imm = imm;
	g->left--;
}

void
gen_ld64(struct gen *g, unsigned dst, uint64_t v)
{
	gen_emit(g, INSN_LD_IMM64, dst, 0, 0, (int32_t)(uint32_t)v);
	gen_emit(g, 0, 0, 0, 0, (int32_t)(uint32_t)(v >> 32));
	gen_num(g, dst);
}

void
gen_mov(struct gen *g, unsigned dst, unsigned src)
{
	gen_emit(g, CLASS_ALU64 | SRC_X | ALU_MOV, dst, src, 0, 0);
	g->m.r[dst] = g->m.r[src];
}

void
gen_movk(struct gen *g, unsigned dst, int32_t imm)
{
	gen_emit(g, CLASS_ALU64 | ALU_MOV, dst, 0, 0, imm);
	gen_range(g, dst, imm, imm);
}

void
gen_num(struct gen *g, unsigned r)
{
	memset(&g->m.r[r], 0, sizeof g->m.r[r]);
	g->m.r[r].kind = K_NUM;
}

void
gen_range(struct gen *g, unsigned r, int64_t lo, int64_t hi)
{
	gen_num(g, r);
	g->m.r[r].bounded =
	    hi - lo < 1 << 20 && lo > -(1 << 20) && hi < 1 << 20;
	g->m.r[r].lo = lo;
	g->m.r[r].hi = hi;
}

static void
merge_val(struct val *to, const struct val *from)
{
	if (to->kind != from->kind ||
	    (to->kind != K_NUM &&
		(to->off != from->off || to->map != from->map))) {
		memset(to, 0, sizeof *to);
		return;
	}
	to->bounded = to->bounded && from->bounded;
	if (from->lo < to->lo)
		to->lo = from->lo;
	if (from->hi > to->hi)
		to->hi = from->hi;
}

void
gen_merge(struct model *to, const struct model *from)
{
	for (unsigned i = 0; i < REGS; i++)
		merge_val(&to->r[i], &from->r[i]);
	for (unsigned i = 0; i < CELLS; i++)
		merge_val(&to->cell[i], &from->cell[i]);
}

/* One of the registers in a mask; -1: it is empty. */
static int
one_of(struct gen *g, unsigned mask)
{
	unsigned n = (unsigned)__builtin_popcount(mask), k;

	if (n == 0)
		return -1;
	for (k = gen_pick(g, n); k > 0; k--)
		mask &= mask - 1;
	return __builtin_ctz(mask);
}

int
gen_reg(struct gen *g, enum kind kind)
{
	unsigned mask = 0;

	for (unsigned i = 0; i < R10; i++)
		if (g->m.r[i].kind == kind)
			mask |= 1u << i;
	return one_of(g, mask);
}

int
gen_bounded(struct gen *g)
{
	unsigned mask = 0;

	for (unsigned i = 0; i < R10; i++)
		if (g->m.r[i].kind == K_NUM && g->m.r[i].bounded)
			mask |= 1u << i;
	return one_of(g, mask);
}

int
gen_free(struct gen *g)
{
	unsigned mask = 0x3ffu & ~g->locked, empty = 0;

	for (unsigned i = 0; i < R10; i++)
		if (g->m.r[i].kind == K_NONE)
			empty |= 1u << i;
	if ((mask & empty) && gen_chance(g, 600))
		mask &= empty;
	return one_of(g, mask);
}

void
gen_skip(struct gen *g, unsigned code, unsigned dst, unsigned src, int32_t imm)
{
	struct label *l = g->skip;

	if (l->n == MAX_JUMPS)
		return;
	if (l->n == 0)
		l->m = g->m;
	else
		gen_merge(&l->m, &g->m);
	l->at[l->n++] = g->len;
	gen_emit(g, code, dst, src, 0, imm);
}

void
gen_patch(struct gen *g, uint32_t at)
{
	g->out[at].off = (int16_t)(g->len - at - 1);
}
