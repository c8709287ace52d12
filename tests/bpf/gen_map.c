/* gen_map - places in the values of maps, and what is there; see gen.h */
#include "gen.h"

#include <string.h>

#include "map.h"
#include "maps.h"

static const struct vf_map *
map_at(int i)
{
	uint32_t n;

	return &maps_known(&n)[i];
}

int
gen_map_any(struct gen *g)
{
	uint32_t n;

	maps_known(&n);
	return (int)gen_pick(g, n);
}

void
gen_map_load(struct gen *g, unsigned r, int map, bool value, int off)
{
	gen_emit(g, INSN_LD_IMM64, r,
	    value ? PSEUDO_MAP_IDX_VALUE : PSEUDO_MAP_IDX, 0, map);
	gen_emit(g, 0, 0, 0, 0, off);
	memset(&g->m.r[r], 0, sizeof g->m.r[r]);
}

void
gen_map_place(struct gen *g, unsigned r, int map, int off)
{
	memset(&g->m.r[r], 0, sizeof g->m.r[r]);
	g->m.r[r].kind = K_VALUE;
	g->m.r[r].map = map;
	g->m.r[r].off = off;
}

static void
direct(struct gen *g)
{
	static const char *const names[] = {
	    "one", "one", "rodata", "rodata", "unfrozen", "onlywrite", "large"};
	int map = (int)maps_named(names[gen_pick(g, 7)]), r = gen_free(g), off;

	if (r < 0)
		return;
	off = gen_chance(g, 500)
	    ? 0
	    : 8 * (int)gen_pick(g, map_at(map)->value_size / 8);
	if (gen_chance(g, g->bad)) {
		map = gen_map_any(g);
		off = gen_imm(g);
	}
	gen_map_load(g, (unsigned)r, map, true, off);
	gen_map_place(g, (unsigned)r, map, off);
}

/* An access of a place in a value of n bytes more, by r. */
static void
access_value(struct gen *g, unsigned r, int off, int n)
{
	static const uint8_t sizes[] = {SIZE_B, SIZE_H, SIZE_W, SIZE_DW};
	static const int atomics[] = {ATOMIC_ADD, ATOMIC_ADD | ATOMIC_FETCH,
	    ATOMIC_AND, ATOMIC_XCHG, ATOMIC_CMPXCHG};
	unsigned k = gen_pick(g, 4), size = sizes[k];
	int bytes = 1 << k, to = gen_free(g), from = gen_reg(g, K_NUM);

	if (n >= bytes)
		off += (int)gen_pick(g, (unsigned)(n / bytes)) * bytes;
	if (gen_chance(g, g->slip / 4))
		off += (int)gen_pick(g, 9) - 4;
	if (gen_chance(g, 250)) {
		gen_emit(g, CLASS_ST | MODE_MEM | size, r, 0, off, gen_imm(g));
	} else if (gen_chance(g, 200) && from >= 0) {
		gen_emit(
		    g, CLASS_STX | MODE_MEM | size, r, (unsigned)from, off, 0);
	} else if (k >= 2 && from >= 0 && gen_chance(g, 150)) {
		int op = atomics[gen_pick(g, 5)];

		gen_emit(g, CLASS_STX | MODE_ATOMIC | size, r, (unsigned)from,
		    off, op);
		if ((op & ATOMIC_FETCH) != 0)
			gen_num(g, op == ATOMIC_CMPXCHG ? R0 : (unsigned)from);
	} else if (to >= 0) {
		unsigned mode =
		    k < 3 && gen_chance(g, 250) ? MODE_MEMSX : MODE_MEM;

		gen_emit(g, CLASS_LDX | mode | size, (unsigned)to, r, off, 0);
		gen_num(g, (unsigned)to);
		if (k == 0 && mode == MODE_MEM)
			gen_range(g, (unsigned)to, 0, 255);
	}
}

static void
fixed(struct gen *g)
{
	int r = gen_reg(g, K_VALUE);
	int64_t n;

	if (r < 0)
		return;
	n = (int64_t)map_at(g->m.r[r].map)->value_size - g->m.r[r].off;
	/* Not all of a large one, mostly its end. */
	access_value(g, (unsigned)r, n > 64 && n <= 30000 ? (int)n - 64 : 0,
	    n > 64 ? 64 : (int)n);
}

/* A bounded number more. */
static void
variable(struct gen *g)
{
	int p = gen_reg(g, K_VALUE), by = gen_bounded(g), r = gen_free(g), n;
	struct val was;

	if (p < 0 || by < 0 || r < 0 || r == by || r == p)
		return;
	was = g->m.r[p];
	n = (int)map_at(was.map)->value_size - was.off - (int)g->m.r[by].hi;
	gen_mov(g, (unsigned)r, (unsigned)p);
	gen_emit(g,
	    CLASS_ALU64 | SRC_X | (gen_chance(g, 60) ? ALU_SUB : ALU_ADD),
	    (unsigned)r, (unsigned)by, 0, 0);
	memset(&g->m.r[r], 0, sizeof g->m.r[r]);
	g->locked |= 1u << r;
	if (n > 0 && g->m.r[by].lo >= 0)
		access_value(g, (unsigned)r, 0, n > 64 ? 64 : n);
	else if (gen_chance(g, g->slip))
		access_value(g, (unsigned)r, 0, 8);
	g->locked &= ~(1u << r);
}

static void
move_place(struct gen *g)
{
	int p = gen_reg(g, K_VALUE), r = gen_free(g), by;

	if (p < 0 || r < 0)
		return;
	by = (int)gen_pick(g, 17) - 4;
	if (p != r)
		gen_mov(g, (unsigned)r, (unsigned)p);
	g->m.r[r] = g->m.r[p];
	if (gen_chance(g, g->bad))
		by = gen_imm(g);
	gen_emit(g, CLASS_ALU64 | ALU_ADD, (unsigned)r, 0, 0, by);
	if (by > -64 && by < 64)
		g->m.r[r].off += by;
	else
		memset(&g->m.r[r], 0, sizeof g->m.r[r]);
	if (g->m.r[r].kind == K_VALUE && g->m.r[r].off < 0)
		memset(&g->m.r[r], 0, sizeof g->m.r[r]);
}

/* Of two pointers, or one and 0. */
static void
compare(struct gen *g)
{
	static const uint8_t ops[] = {
	    JMP_JEQ, JMP_JNE, JMP_JEQ, JMP_JNE, JMP_JGT, JMP_JSLT, JMP_JSET};
	int p = gen_reg(g, K_VALUE), q = gen_reg(g, K_VALUE);
	unsigned op = ops[gen_pick(g, gen_chance(g, g->bad) ? 7 : 4)];
	unsigned cls = gen_chance(g, 900) ? CLASS_JMP : CLASS_JMP32;

	if (p < 0 || g->skip == NULL || g->closed)
		return;
	if (gen_chance(g, 500))
		gen_skip(g, cls | op, (unsigned)p, 0,
		    gen_chance(g, 850) ? 0 : gen_imm(g));
	else
		gen_skip(g, cls | SRC_X | op, (unsigned)p, (unsigned)q, 0);
}

void
gen_map(struct gen *g)
{
	if (gen_chance(g, 150)) {
		if (gen_chance(g, 512))
			gen_dynptr(g);
		else
			gen_ref(g);
		return;
	}
	switch (gen_pick(g, 12)) {
	case 0:
	case 1:
		direct(g);
		break;
	case 2:
	case 3:
		fixed(g);
		break;
	case 4:
	case 5:
		variable(g);
		break;
	case 6:
		move_place(g);
		break;
	case 7:
		compare(g);
		break;
	default:
		gen_helper(g);
	}
}
