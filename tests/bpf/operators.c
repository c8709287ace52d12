/*
 * operators [COUNT [SEED]]: every operator on what is known of numbers, against
 * the numbers themselves. First all pairs of sets of five bits, which lie at
 * both ends of both halves; then COUNT random pairs of ranges. A table says how
 * often a result is the least that holds all; exit status 1 if one does not, or
 * if the shorter way of small ranges has another result.
 */
#include "bounds.h"
#include "interp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 5, MOST = 1 << BITS, OPS = 12, CONDS = 11 };

static const unsigned places[BITS] = {0, 1, 31, 32, 63};

struct set {
	struct bounds b;
	uint64_t of[MOST];
	unsigned n;
};

static const struct op {
	const char *name;
	unsigned op;
} ops[OPS] = {{"add", ALU_ADD}, {"sub", ALU_SUB}, {"mul", ALU_MUL},
    {"and", ALU_AND}, {"or", ALU_OR}, {"xor", ALU_XOR}, {"neg", ALU_NEG},
    {"lsh", ALU_LSH}, {"rsh", ALU_RSH}, {"arsh", ALU_ARSH}, {"div", ALU_DIV},
    {"mod", ALU_MOD}};

static const struct op conds[CONDS] = {{"==", JMP_JEQ}, {"!=", JMP_JNE},
    {">", JMP_JGT}, {">=", JMP_JGE}, {"<", JMP_JLT}, {"<=", JMP_JLE},
    {"s>", JMP_JSGT}, {"s>=", JMP_JSGE}, {"s<", JMP_JSLT}, {"s<=", JMP_JSLE},
    {"&", JMP_JSET}};

static unsigned long wrong;

static bool
holds(const struct bounds *b, uint64_t v)
{
	return (v & ~b->bits.mask) == b->bits.value && v >= b->umin &&
	    v <= b->umax && (int64_t)v >= b->smin && (int64_t)v <= b->smax &&
	    (uint32_t)v >= b->umin32 && (uint32_t)v <= b->umax32 &&
	    (int32_t)v >= b->smin32 && (int32_t)v <= b->smax32;
}

/* As the interpreter does it, which is compared with the kernel's runs. */
static uint64_t
computed(unsigned op, bool low, uint64_t a, uint64_t b)
{
	struct insn i = {
	    .code = (uint8_t)(op | (low ? CLASS_ALU : CLASS_ALU64)),
	    .dst = R1,
	    .src = op == ALU_NEG ? 0 : R2};
	uint64_t reg[REGS] = {[R1] = a, [R2] = b};

	if (op != ALU_NEG)
		i.code |= SRC_X;
	(void)interp_alu(reg, &i);
	return reg[R1];
}

static bool
is_true(unsigned op, bool low, uint64_t a, uint64_t b)
{
	struct insn i = {
	    .code = (uint8_t)(op | SRC_X | (low ? CLASS_JMP32 : CLASS_JMP)),
	    .dst = R1,
	    .src = R2};
	uint64_t reg[REGS] = {[R1] = a, [R2] = b};
	bool known;

	return interp_taken(reg, &i, &known);
}

static void
say(const char *name, bool low, uint64_t a, uint64_t b, const char *what)
{
	if (wrong++ < 10)
		printf("%s%s of %#llx and %#llx: %s\n", name, low ? " 32" : "",
		    (unsigned long long)a, (unsigned long long)b, what);
}

/* The least ranges of all results; is the result that? */
struct least {
	uint64_t umin, umax, all, any;
	int64_t smin, smax;
	bool first;
};

static void
least_add(struct least *l, uint64_t v)
{
	if (l->first || v < l->umin)
		l->umin = v;
	if (l->first || v > l->umax)
		l->umax = v;
	if (l->first || (int64_t)v < l->smin)
		l->smin = (int64_t)v;
	if (l->first || (int64_t)v > l->smax)
		l->smax = (int64_t)v;
	l->all = l->first ? v : l->all & v;
	l->any |= v;
	l->first = false;
}

static bool
is_least(const struct least *l, const struct bounds *b)
{
	return b->umin == l->umin && b->umax == l->umax && b->smin == l->smin &&
	    b->smax == l->smax && b->bits.value == l->all &&
	    b->bits.mask == (l->any & ~l->all);
}

static bool
one_op(const struct op *o, bool low, const struct set *a, const struct set *b)
{
	struct least l = {.first = true};
	struct bounds r = a->b, other = a->b;

	bounds_alu(&r, &b->b, o->op, low);
	bounds_alu_any(&other, &b->b, o->op, low);
	if (memcmp(&r, &other, sizeof r) != 0)
		say(o->name, low, a->of[0], b->of[0], "differs if it is small");
	for (unsigned i = 0; i < a->n; i++)
		for (unsigned j = 0; j < b->n; j++) {
			uint64_t x = a->of[i], y = b->of[j];
			uint64_t v = computed(o->op, low, x, y);

			least_add(&l, v);
			if (!holds(&r, v))
				say(o->name, low, x, y, "is not in the result");
		}
	return is_least(&l, &r);
}

static void
one_cond(const struct op *o, bool low, const struct set *a, const struct set *b)
{
	int taken = bounds_taken(&a->b, &b->b, o->op, low);
	struct bounds is[2][2] = {{a->b, b->b}, {a->b, b->b}};

	bounds_refine(&is[1][0], &is[1][1], o->op, low);
	bounds_refine(&is[0][0], &is[0][1], bounds_reverse(o->op), low);
	for (unsigned k = 0; k < 4; k++)
		bounds_sync(&is[k / 2][k % 2]);
	for (unsigned i = 0; i < a->n; i++)
		for (unsigned j = 0; j < b->n; j++) {
			uint64_t x = a->of[i], y = b->of[j];
			bool t = is_true(o->op, low, x, y);

			if (taken >= 0 && taken != t)
				say(o->name, low, x, y, "goes the other way");
			if (taken < 0 &&
			    (!holds(&is[t][0], x) || !holds(&is[t][1], y)))
				say(o->name, low, x, y, "was refined away");
		}
}

/* The set of all numbers with these bits. */
static void
set_of_bits(struct set *s, unsigned code)
{
	uint64_t unknown[BITS];
	unsigned n = 0;

	bounds_unknown(&s->b);
	s->b.bits = tnum_const(0);
	for (unsigned i = 0; i < BITS; i++, code /= 3) {
		uint64_t bit = UINT64_C(1) << places[i];

		if (code % 3 == 2) {
			unknown[n++] = bit;
			s->b.bits.mask |= bit;
		} else if (code % 3 == 1) {
			s->b.bits.value |= bit;
		}
	}
	s->n = 1u << n;
	for (unsigned i = 0; i < s->n; i++) {
		s->of[i] = s->b.bits.value;
		for (unsigned k = 0; k < n; k++)
			if ((i >> k & 1) != 0)
				s->of[i] |= unknown[k];
	}
	bounds_sync(&s->b);
}

static uint64_t state;

static uint64_t
next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static uint64_t
number(void)
{
	uint64_t v = next() >> (next() % 64), near = next() % 8;

	switch (next() % 6) {
	case 0:
		return near;
	case 1:
		return -near;
	case 2:
		return (UINT64_C(1) << (next() % 64)) + near - 4;
	case 3:
		return (uint64_t)(int64_t)(int32_t)v;
	default:
		return v;
	}
}

/* Some numbers, and what is known of a range that holds them. */
static void
set_of_range(struct set *s)
{
	uint64_t from = number();
	unsigned kind = (unsigned)(next() % 5), width = (unsigned)(next() % 40);

	s->n = 4;
	s->of[0] = from;
	for (unsigned i = 1; i < s->n; i++)
		s->of[i] = from + (next() & ((UINT64_C(1) << width) - 1));
	bounds_const(&s->b, from);
	s->b.bits = tnum_const(from);
	for (unsigned i = 1; i < s->n; i++)
		s->b.bits = tnum_union(s->b.bits, tnum_const(s->of[i]));
	if (kind == 0)
		s->b.bits = TNUM_UNKNOWN;
	bounds_open(&s->b);
	for (unsigned i = 0; kind > 1 && i < s->n; i++) {
		uint64_t v = s->of[i];

		if (i == 0 || v < s->b.umin)
			s->b.umin = v;
		if (i == 0 || v > s->b.umax)
			s->b.umax = v;
		if (i == 0 || (int64_t)v < s->b.smin)
			s->b.smin = (int64_t)v;
		if (i == 0 || (int64_t)v > s->b.smax)
			s->b.smax = (int64_t)v;
	}
	bounds_sync(&s->b);
}

struct tally {
	unsigned long all, least;
};

static void
pair(const struct set *a, const struct set *b, struct tally t[OPS][2])
{
	for (unsigned k = 0; k < 2 * OPS; k++) {
		t[k / 2][k % 2].all++;
		t[k / 2][k % 2].least += one_op(&ops[k / 2], k % 2 == 1, a, b);
	}
	for (unsigned k = 0; k < 2 * CONDS; k++)
		one_cond(&conds[k / 2], k % 2 == 1, a, b);
}

int
main(int argc, char *argv[])
{
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
	static struct tally t[OPS][2], ranges[OPS][2];
	static struct set sets[243], a, b;

	state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	state = state * 0x9e3779b97f4a7c15u + 1;
	printf("seed %s\n", argc > 2 ? argv[2] : "1");
	for (unsigned i = 0; i < 243; i++)
		set_of_bits(&sets[i], i);
	for (unsigned i = 0; i < 243; i++)
		for (unsigned j = 0; j < 243; j++)
			pair(&sets[i], &sets[j], t);
	for (unsigned long i = 0; i < count; i++) {
		set_of_range(&a);
		set_of_range(&b);
		pair(&a, &b, ranges);
	}
	printf("%-6s %12s %12s\n", "", "least, 64", "least, 32");
	for (unsigned i = 0; i < OPS; i++)
		printf("%-6s %10.2f %% %10.2f %%\n", ops[i].name,
		    100.0 * (double)t[i][0].least / (double)t[i][0].all,
		    100.0 * (double)t[i][1].least / (double)t[i][1].all);
	printf("%lu wrong\n", wrong);
	return wrong != 0;
}
