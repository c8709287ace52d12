/* gen - blocks, functions, programs; see gen.h */
#include "gen.h"

#include <linux/bpf.h>
#include <string.h>

static void
statement(struct gen *g)
{
	unsigned n = gen_pick(g, 100);

	if (!g->closed && gen_chance(g, g->bad)) {
		gen_mistake(g);
		return;
	}
	if (n < 30)
		gen_scalar(g);
	else if (n < 55)
		gen_memory(g);
	else if (n < 67)
		gen_bound(g);
	else if (n < 77 && (!g->plain || gen_chance(g, g->bad)))
		gen_access(g);
	else if (n < 81)
		gen_probe(g);
	else if (n < 98 || g->closed)
		gen_flow(g);
	else
		gen_odd(g);
}

void
gen_block(struct gen *g, int budget)
{
	struct label own, *outer = g->skip;
	int end = g->left - budget;

	own.n = 0;
	g->skip = &own;
	g->nesting++;
	/* A statement may be empty, when the model has nothing for it. */
	for (int tries = 0; tries < 400 && g->left > end && g->left > 0;
	     tries++)
		if (!g->dead)
			statement(g);
	for (unsigned i = 0; i < own.n; i++)
		gen_patch(g, own.at[i]);
	if (own.n > 0) {
		if (g->dead)
			g->m = own.m;
		else
			gen_merge(&g->m, &own.m);
		g->dead = false;
	}
	g->nesting--;
	g->skip = outer;
}

/* Every byte of the frame, so that nothing comes of what was there before. */
static void
fill_frame(struct gen *g)
{
	for (unsigned i = 0; i < g->frame / 8; i++) {
		gen_emit(g, CLASS_ST | MODE_MEM | SIZE_DW, R10, 0,
		    -8 * (int)(i + 1), gen_imm(g));
		g->m.cell[i].kind = K_NUM;
	}
}

static void
mix(struct gen *g, unsigned r)
{
	gen_emit(g, CLASS_ALU64 | ALU_MUL, R0, 0, 0, 5);
	gen_emit(g, CLASS_ALU64 | SRC_X | ALU_XOR, R0, r, 0, 0);
}

/* A result that depends on all there is; only its lower half is told. */
static void
digest(struct gen *g)
{
	if (g->m.r[R0].kind != K_NUM)
		gen_movk(g, R0, 1);
	for (unsigned r = R1; r < R10; r++)
		if (g->m.r[r].kind == K_NUM)
			mix(g, r);
	for (unsigned i = 0; i < g->frame / 8; i++) {
		gen_emit(g, CLASS_LDX | MODE_MEM | SIZE_DW, R1, R10,
		    -8 * (int)(i + 1), 0);
		mix(g, R1);
	}
	gen_mov(g, R1, R0);
	gen_emit(g, CLASS_ALU64 | ALU_RSH, R1, 0, 0, 32);
	mix(g, R1);
}

/* The end: a result that the type allows, or one that it may not. */
static void
finish(struct gen *g)
{
	int s = gen_reg(g, K_NUM);

	if (s < 0)
		gen_movk(g, R0, gen_imm(g));
	else
		gen_mov(g, R0, (unsigned)s);
	if (g->closed)
		digest(g);
	if (g->depth > 0 || g->closed) {
		gen_emit(g, CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
		return;
	}
	switch (gen_chance(g, g->slip) ? 9 : gen_pick(g, 4)) {
	case 0:
		gen_emit(g, CLASS_ALU | ALU_AND, R0, 0, 0, 1);
		break;
	case 1:
		gen_emit(g, CLASS_JMP | JMP_JLE, R0, 0, 1, 1);
		gen_movk(g, R0, 1);
		break;
	case 2:
		gen_emit(g, CLASS_ALU64 | ALU_AND, R0, 0, 0, 1);
		break;
	case 3:
		gen_emit(g, CLASS_ALU64 | ALU_RSH, R0, 0, 0, 63);
		break;
	default:
		break;
	}
	gen_emit(g, CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
}

static void
function(struct gen *g, int size)
{
	g->left = size;
	g->locked = g->nesting = g->loops = 0;
	g->dead = false;
	if (g->closed || g->plain)
		fill_frame(g);
	if (g->parts != NULL && g->depth == 0)
		gen_context_save(g);
	gen_block(g, size);
	g->dead = false;
	gen_dynptr_end(g);
	finish(g);
}

static void
subprogram(struct gen *g, struct sub *s)
{
	for (unsigned i = 0; i < s->calls; i++)
		g->out[s->call[i]].imm = (int32_t)(g->len - s->call[i] - 1);
	memset(&g->m, 0, sizeof g->m);
	memcpy(g->m.r, s->arg, sizeof s->arg);
	g->depth = s->depth;
	function(g, 4 + (int)gen_pick(g, 30));
}

static void
choose_type(struct prog *p, struct gen *g)
{
	static const uint8_t types[] = {BPF_PROG_TYPE_SOCKET_FILTER,
	    BPF_PROG_TYPE_XDP, BPF_PROG_TYPE_SCHED_CLS, BPF_PROG_TYPE_KPROBE,
	    BPF_PROG_TYPE_CGROUP_SKB, BPF_PROG_TYPE_CGROUP_SKB,
	    BPF_PROG_TYPE_TRACEPOINT, BPF_PROG_TYPE_RAW_TRACEPOINT,
	    BPF_PROG_TYPE_PERF_EVENT};

	p->type = types[gen_pick(g, g->closed ? 3 : sizeof types)];
	p->attach = 0;
	if (p->type == BPF_PROG_TYPE_CGROUP_SKB)
		p->attach = gen_pick(g, 2);
	memset(&p->flags, 0, sizeof p->flags);
	if (g->closed)
		return;
	if (g->plain) {
		p->type = p->attach > 0 ? BPF_PROG_TYPE_CGROUP_SKB
					: BPF_PROG_TYPE_SOCKET_FILTER;
		p->flags.unprivileged = true;
	}
	p->flags.strict = gen_chance(g, 100);
	p->flags.freq = gen_chance(g, 100);
}

void
gen_program(struct prog *p, uint64_t seed, enum gen_kind kind)
{
	static const uint16_t frames[] = {64, 64, 128, 512};
	static struct gen g;

	memset(&g, 0, sizeof g);
	g.random = seed * 0x2545f4914f6cdd1du + 1;
	g.out = p->insns;
	g.closed = kind == GEN_CLOSED;
	g.plain = kind == GEN_UNPRIVILEGED;
	g.frame = frames[gen_pick(&g, 4)];
	if (!g.closed) {
		g.bad = gen_chance(&g, 300) ? 0 : gen_pick(&g, 60);
		g.slip = gen_chance(&g, 250) ? 0 : gen_pick(&g, 600);
	}
	choose_type(p, &g);
	if (kind == GEN_CONTEXT || kind == GEN_MAPS)
		gen_context_type(&g, p);
	g.maps = p->flags.maps = kind == GEN_MAPS;
	g.m.r[R1].kind = K_CTX;
	function(&g, 6 + (int)gen_pick(&g, gen_chance(&g, 200) ? 250 : 60));
	for (unsigned i = 0; i < g.subs; i++)
		if (g.sub[i].calls > 0)
			subprogram(&g, &g.sub[i]);
	p->len = g.len;
	/* With a state at every instruction loops take the kernel seconds. */
	if (p->len > 50)
		p->flags.freq = false;
	snprintf(p->name, sizeof p->name, "seed %llu%s",
	    (unsigned long long)seed, g.closed ? " closed" : "");
	p->verdict[0] = p->error[0] = p->message[0] = p->undecided[0] = 0;
}
