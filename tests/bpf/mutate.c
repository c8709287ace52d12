/* mutate - see mutate.h */
#include "mutate.h"

#include "gen.h"
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

/* Instructions; and instructions processed: what takes the kernel long would
   take all of the time. */
enum { LONG = 300, HEAVY = 2000 };

struct corpus {
	struct prog *prog; /* insns: as many as len says */
	unsigned n, room;
};

/* What a later part decides teaches nothing of this one. */
static bool
is_wanted(const struct prog *p)
{
	struct said s;

	if (p->len == 0 || p->len > LONG || *p->undecided)
		return false;
	kernel_load(p, LOG_STATS, false, &s);
	if (s.insns > HEAVY)
		return false;
	for (uint32_t n = 0; n < p->len; n++)
		if (p->insns[n].code == (CLASS_JMP | JMP_CALL) &&
		    p->insns[n].src != CALL_SUBPROG)
			return false;
	return true;
}

static bool
corpus_add(struct corpus *c, const struct prog *p)
{
	struct prog *to;

	if (!is_wanted(p))
		return true;
	if (c->n == c->room) {
		unsigned room = c->room ? c->room * 2 : 256;

		to = realloc(c->prog, room * sizeof *to);
		if (!to)
			return false;
		c->prog = to;
		c->room = room;
	}
	to = &c->prog[c->n];
	*to = *p;
	to->insns = malloc(p->len * sizeof *p->insns);
	if (!to->insns)
		return false;
	memcpy(to->insns, p->insns, p->len * sizeof *p->insns);
	c->n++;
	return true;
}

struct corpus *
corpus_read(FILE *f)
{
	struct corpus *c = calloc(1, sizeof *c);
	static struct prog p;
	const char *why;
	int got = 0;

	if (!c || !prog_init(&p)) {
		free(c);
		return NULL;
	}
	while ((got = batch_read(f, &p, &why)) > 0)
		if (!corpus_add(c, &p))
			break;
	prog_free(&p);
	if (got == 0 && c->n > 0)
		return c;
	corpus_free(c);
	return NULL;
}

void
corpus_free(struct corpus *c)
{
	for (unsigned i = 0; i < c->n; i++)
		free(c->prog[i].insns);
	free(c->prog);
	free(c);
}

/* Registers that are in use already, most often. */
static unsigned
some_register(struct gen *g, const struct prog *p)
{
	const struct insn *i = &p->insns[gen_pick(g, p->len)];

	if (gen_chance(g, 60))
		return gen_pick(g, 11);
	return gen_chance(g, 512) ? i->dst : i->src;
}

static void
other_operation(struct gen *g, struct insn *i)
{
	static const uint8_t alu[] = {ALU_ADD, ALU_SUB, ALU_MUL, ALU_OR,
	    ALU_AND, ALU_LSH, ALU_RSH, ALU_XOR, ALU_MOV, ALU_ARSH, ALU_DIV};
	static const uint8_t jmp[] = {JMP_JEQ, JMP_JGT, JMP_JGE, JMP_JSET,
	    JMP_JNE, JMP_JSGT, JMP_JSGE, JMP_JLT, JMP_JLE, JMP_JSLT, JMP_JSLE};
	unsigned cls = insn_class(i), op = insn_op(i);
	bool width = gen_chance(g, 400);

	if (cls == CLASS_ALU || cls == CLASS_ALU64) {
		if (width)
			i->code ^= CLASS_ALU ^ CLASS_ALU64;
		else if (op != ALU_NEG && op != ALU_END && i->off == 0)
			i->code = (uint8_t)((i->code & 0x0f) |
			    alu[gen_pick(g, sizeof alu)]);
	} else if (insn_is_jump(i)) {
		if (op == JMP_CALL || op == JMP_EXIT || op == JMP_JA ||
		    op == JMP_JCOND)
			return;
		if (width)
			i->code ^= CLASS_JMP ^ CLASS_JMP32;
		else
			i->code = (uint8_t)((i->code & 0x0f) |
			    jmp[gen_pick(g, sizeof jmp)]);
	} else if (cls == CLASS_LDX && gen_chance(g, 300)) {
		i->code ^= MODE_MEM ^ MODE_MEMSX;
	} else if (cls == CLASS_LDX || cls == CLASS_STX || cls == CLASS_ST) {
		i->code = (uint8_t)((i->code & 0xe7) | gen_pick(g, 4) << 3);
	}
}

/* Does imm mean a number? */
static bool
has_number(const struct insn *i)
{
	unsigned cls = insn_class(i), op = insn_op(i);

	if (cls == CLASS_ST)
		return true;
	if (cls < CLASS_ALU || insn_uses_reg(i))
		return false;
	if (insn_is_jump(i))
		return op != JMP_CALL && op != JMP_EXIT && op != JMP_JA &&
		    op != JMP_JCOND;
	return op != ALU_NEG && op != ALU_END;
}

/* Between register and constant. */
static void
other_operand(struct gen *g, const struct prog *p, struct insn *i)
{
	if (!has_number(i) && !insn_uses_reg(i))
		return;
	if (insn_class(i) < CLASS_ALU || i->off < 0)
		return;
	if (insn_class(i) != CLASS_JMP && insn_class(i) != CLASS_JMP32 &&
	    (i->off != 0 || insn_op(i) == ALU_END))
		return;
	i->code ^= SRC_X;
	if (insn_uses_reg(i)) {
		i->src = some_register(g, p) & 15;
		i->imm = 0;
	} else {
		i->src = 0;
		i->imm = gen_imm(g);
	}
}

static bool
jumps_by_off(const struct insn *i)
{
	unsigned op = insn_op(i);

	return insn_is_jump(i) && op != JMP_CALL && op != JMP_EXIT &&
	    i->code != (CLASS_JMP32 | JMP_JA);
}

/* One more instruction at n; jumps go where they went. */
static void
copy_instruction(struct gen *g, struct prog *p, uint32_t n)
{
	struct insn copy = p->insns[gen_pick(g, p->len)];

	if (insn_is_jump(&copy) || copy.code == INSN_LD_IMM64 ||
	    copy.code == 0 || p->insns[n].code == 0)
		return;
	for (uint32_t j = 0; j < p->len; j++) {
		struct insn *i = &p->insns[j];
		bool by_imm = insn_is_subprog_call(i) ||
		    i->code == (CLASS_JMP32 | JMP_JA);
		int64_t to = (int64_t)j + 1 + (by_imm ? i->imm : i->off);
		int by = (to > n) - (j >= n);

		if (by_imm)
			i->imm += by;
		else if (jumps_by_off(i))
			i->off = (int16_t)(i->off + by);
	}
	memmove(
	    &p->insns[n + 1], &p->insns[n], (p->len - n) * sizeof *p->insns);
	p->insns[n] = copy;
	p->len++;
}

static void
change(struct gen *g, struct prog *p)
{
	uint32_t n = gen_pick(g, p->len);
	struct insn *i = &p->insns[n];

	switch (gen_pick(g, 12)) {
	case 0:
	case 1:
		if (has_number(i))
			i->imm = gen_imm(g);
		break;
	case 2:
		if (has_number(i))
			i->imm = (int32_t)((uint32_t)i->imm +
			    (gen_chance(g, 512) ? 1u : 0u - 1u));
		break;
	case 3:
		if (insn_class(i) < CLASS_ALU && gen_chance(g, 800))
			i->off =
			    (int16_t)(i->off + 8 * ((int)gen_pick(g, 5) - 2));
		else if (gen_chance(g, 200))
			i->off = (int16_t)(i->off + (int)gen_pick(g, 17) - 8);
		break;
	case 4:
		if (i->code != 0 && insn_op(i) != JMP_EXIT)
			i->dst = some_register(g, p) & 15;
		break;
	case 5:
		if (insn_uses_reg(i))
			i->src = some_register(g, p) & 15;
		break;
	case 6:
	case 7:
	case 8:
		other_operation(g, i);
		break;
	case 9:
		other_operand(g, p, i);
		break;
	case 10:
		copy_instruction(g, p, n);
		break;
	default:
		/* Taken out, nearly: jumps stay right. */
		if (!insn_is_jump(i) && i->code != INSN_LD_IMM64)
			*i = (struct insn){CLASS_ALU64 | SRC_X | ALU_MOV,
			    i->dst, i->dst, 0, 0};
	}
}

void
mutate_program(const struct corpus *c, struct prog *p, uint64_t seed)
{
	static struct gen g;
	const struct prog *from;
	unsigned times;

	memset(&g, 0, sizeof g);
	g.random = seed * 0x9e3779b97f4a7c15u + 7;
	from = &c->prog[gen_pick(&g, c->n)];
	memcpy(p->insns, from->insns, from->len * sizeof *p->insns);
	p->len = from->len;
	p->type = from->type;
	p->attach = from->attach;
	p->flags = from->flags;
	p->verdict[0] = p->error[0] = p->message[0] = p->undecided[0] = 0;
	for (times = 1 + gen_pick(&g, 4); times > 0; times--)
		change(&g, p);
	snprintf(p->name, sizeof p->name, "seed %llu of %.100s",
	    (unsigned long long)seed, from->name);
}
