/* gen_flow - branches, loops, calls; see gen.h */
#include "gen.h"

#include <string.h>

static const uint8_t conditions[] = {JMP_JEQ, JMP_JGT, JMP_JGE, JMP_JSET,
    JMP_JNE, JMP_JSGT, JMP_JSGE, JMP_JLT, JMP_JLE, JMP_JSLT, JMP_JSLE};

/* A branch on numbers, of which the target is to be patched. */
static bool
condition(struct gen *g)
{
	int d = gen_reg(g, K_NUM), s = gen_reg(g, K_NUM);
	unsigned cls = gen_chance(g, 400) ? CLASS_JMP32 : CLASS_JMP;
	unsigned op = conditions[gen_pick(g, sizeof conditions)];

	if (d < 0)
		return false;
	if (gen_chance(g, 400))
		gen_emit(g, cls | SRC_X | op, (unsigned)d, (unsigned)s, 0, 0);
	else
		gen_emit(g, cls | op, (unsigned)d, 0, 0, gen_imm(g));
	return true;
}

static void
leave(struct gen *g)
{
	int s = gen_reg(g, K_NUM);

	if (g->locked & 1)
		return;
	if (g->m.r[R0].kind != K_NUM || gen_chance(g, 200)) {
		if (s >= 0 && gen_chance(g, 512))
			gen_mov(g, R0, (unsigned)s);
		else
			gen_movk(g, R0, gen_imm(g));
	}
	/* Of the types that limit it 0 and 1 are allowed everywhere. */
	if (g->depth == 0 && !gen_chance(g, g->slip))
		gen_emit(g, CLASS_ALU64 | ALU_AND, R0, 0, 0, 1);
	gen_emit(g, CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
	g->dead = true;
}

static void
if_else(struct gen *g)
{
	uint32_t at = g->len, end;
	struct model before, then;
	bool then_dead, far;

	if (!condition(g))
		return;
	before = g->m;
	gen_block(g, 2 + (int)gen_pick(g, 8));
	if (!g->dead && gen_chance(g, 120))
		leave(g);
	then_dead = g->dead;
	then = g->m;
	g->dead = false;
	if (gen_chance(g, 512)) {
		end = g->len;
		far = gen_chance(g, 200);
		if (!then_dead)
			gen_emit(g, (far ? CLASS_JMP32 : CLASS_JMP) | JMP_JA, 0,
			    0, 0, 0);
		gen_patch(g, at);
		g->m = before;
		gen_block(g, 2 + (int)gen_pick(g, 8));
		if (!then_dead) {
			if (far)
				g->out[end].imm = (int32_t)(g->len - end - 1);
			else
				gen_patch(g, end);
			if (g->dead)
				g->m = then;
			else
				gen_merge(&g->m, &then);
		}
		g->dead = g->dead && then_dead;
		return;
	}
	gen_patch(g, at);
	g->m = before;
	if (!then_dead)
		gen_merge(&g->m, &then);
}

/* At the start of a loop nothing is known that one round may change. */
static void
forget(struct gen *g)
{
	for (unsigned i = 0; i < R10; i++) {
		struct val *v = &g->m.r[i];

		if (v->kind == K_CTX || v->kind == K_SHARED)
			memset(v, 0, sizeof *v);
		v->bounded = false;
	}
	for (unsigned i = 0; i < CELLS; i++) {
		struct val *v = &g->m.cell[i];

		/* A kind that no one loads or overwrites by halves. */
		if (v->kind != K_NUM && v->kind != K_NONE)
			v->kind = K_CTX;
		v->bounded = false;
	}
}

/* At its end registers are made what they were. */
static void
restore(struct gen *g, const struct model *head)
{
	for (unsigned i = 0; i < R10; i++) {
		const struct val *v = &head->r[i], *now = &g->m.r[i];

		if (v->kind == K_NUM && now->kind != K_NUM)
			gen_movk(g, i, gen_imm(g));
		if (v->kind != K_STACK ||
		    (now->kind == K_STACK && now->off == v->off))
			continue;
		gen_mov(g, i, R10);
		gen_emit(g, CLASS_ALU64 | ALU_ADD, i, 0, 0, v->off);
		g->m.r[i] = *v;
	}
}

/* Up to n, a number or what a register is bounded by. */
static void
step(struct gen *g, unsigned c, unsigned n, uint32_t head)
{
	unsigned cls = gen_chance(g, 250) ? CLASS_JMP32 : CLASS_JMP;
	static const uint8_t op[] = {JMP_JLT, JMP_JSLT, JMP_JNE, JMP_JLE};
	unsigned o = op[gen_pick(g, 4)];
	int s = gen_bounded(g), back;

	gen_emit(g, CLASS_ALU64 | ALU_ADD, c, 0, 0, 1);
	back = (int)head - (int)g->len - 1;
	if (o != JMP_JNE && s >= 0 && s != (int)c && g->m.r[s].hi < 9 &&
	    gen_chance(g, 250))
		gen_emit(g, cls | SRC_X | o, c, (unsigned)s, back, 0);
	else
		gen_emit(g, cls | o, c, 0, back, (int32_t)n);
}

/* Down to zero. */
static void
step_down(struct gen *g, unsigned c, uint32_t head)
{
	unsigned cls = gen_chance(g, 250) ? CLASS_JMP32 : CLASS_JMP;
	static const uint8_t op[] = {JMP_JNE, JMP_JGT, JMP_JSGT, JMP_JSGE};

	gen_emit(g, CLASS_ALU64 | ALU_ADD, c, 0, 0, -1);
	gen_emit(
	    g, cls | op[gen_pick(g, 4)], c, 0, (int)head - (int)g->len - 1, 0);
}

static void
loop(struct gen *g)
{
	unsigned c = R6 + gen_pick(g, 4), n = 1 + gen_pick(g, 8);
	unsigned kept = g->locked;
	bool down = gen_chance(g, 250);
	struct model head;
	uint32_t at;

	if ((g->locked >> c & 1) || g->loops >= 2)
		return;
	gen_movk(g, c, down ? (int32_t)n : 0);
	g->locked |= 1u << c;
	g->loops++;
	forget(g);
	gen_range(g, c, 0, n);
	head = g->m;
	at = g->len;
	gen_block(g, 3 + (int)gen_pick(g, 12));
	g->dead = false;
	restore(g, &head);
	if (down)
		step_down(g, c, at);
	else
		step(g, c, n, at);
	g->locked = kept;
	g->loops--;
	gen_merge(&g->m, &head);
	gen_num(g, c);
}

static void
may_goto(struct gen *g)
{
	uint32_t at;
	struct model head;

	if (g->loops >= 1)
		return;
	forget(g);
	head = g->m;
	at = g->len;
	g->loops++;
	gen_emit(g, CLASS_JMP | JMP_JCOND, 0, 0, 0, 0);
	gen_block(g, 2 + (int)gen_pick(g, 8));
	g->dead = false;
	restore(g, &head);
	gen_emit(g, CLASS_JMP | JMP_JA, 0, 0, (int)at - (int)g->len - 1, 0);
	gen_patch(g, at);
	g->loops--;
	g->m = head;
}

/* What a new function gets: numbers, and perhaps a piece of this frame. */
static struct sub *
new_sub(struct gen *g)
{
	struct sub *s = &g->sub[g->subs++];

	memset(s, 0, sizeof *s);
	s->depth = g->depth + 1;
	for (unsigned i = R1; i <= R5; i++) {
		if (gen_chance(g, 400))
			s->arg[i].kind = K_NUM;
		else if (gen_chance(g, 150))
			s->arg[i].kind = K_SHARED;
	}
	return s;
}

static bool
pass(struct gen *g, unsigned i, enum kind kind)
{
	int r;

	if (g->m.r[i].kind == kind && g->m.r[i].off == 0)
		return true;
	if (g->locked >> i & 1)
		return false;
	r = gen_reg(g, kind);
	if (kind == K_SHARED && r < 0) {
		gen_mov(g, i, R10);
		gen_emit(g, CLASS_ALU64 | ALU_ADD, i, 0, 0, -(int)g->frame);
		memset(&g->m.r[i], 0, sizeof g->m.r[i]);
		g->m.r[i].kind = kind;
	} else if (r < 0)
		gen_movk(g, i, gen_imm(g));
	else
		gen_mov(g, i, (unsigned)r);
	return true;
}

static void
call(struct gen *g)
{
	struct sub *s = NULL;

	if (g->locked & 0x3f)
		return;
	if ((g->depth + 2) * g->frame > 512 && !gen_chance(g, g->bad))
		return;
	for (unsigned i = 0; i < g->subs; i++)
		if (g->sub[i].depth == g->depth + 1 && gen_chance(g, 512))
			s = &g->sub[i];
	if (!s && (g->subs == MAX_SUBS || gen_chance(g, 300)))
		return;
	if (!s)
		s = new_sub(g);
	if (s->calls == MAX_JUMPS)
		return;
	for (unsigned i = R1; i <= R5; i++)
		if (s->arg[i].kind != K_NONE && !pass(g, i, s->arg[i].kind))
			return;
	s->call[s->calls++] = g->len;
	gen_emit(g, CLASS_JMP | JMP_CALL, 0, CALL_SUBPROG, 0, 0);
	for (unsigned i = R1; i <= R5; i++)
		memset(&g->m.r[i], 0, sizeof g->m.r[i]);
	gen_num(g, R0);
	for (unsigned i = (g->frame - SHARED) / 8; i < g->frame / 8; i++)
		g->m.cell[i].bounded = false;
}

void
gen_flow(struct gen *g)
{
	switch (g->plain ? 7 : gen_pick(g, 8)) {
	case 0:
		loop(g);
		break;
	case 1:
		/* Its states converge slowly. */
		if (gen_chance(g, 60))
			may_goto(g);
		break;
	case 2:
		call(g);
		break;
	default:
		if (g->nesting < 5)
			if_else(g);
	}
}
