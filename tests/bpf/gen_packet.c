/* gen_packet - places in packets, compared with the end in any way, and what is
   there; see gen.h */
#include "gen.h"

#include <string.h>

#include "contextrule.h"

enum { BYTES = 24 };

/* The field whose read is of that type; NULL: there is none. */
const struct context_field *
gen_field_of(const struct gen *g, uint8_t type)
{
	const struct context_field *f;

	for (unsigned i = 0; i < CONTEXT_PARTS && g->parts[i] != NULL; i++)
		for (f = g->parts[i]; f->read | f->write; f++)
			if ((f->type & ~REG_OR_NULL) == type)
				return f;
	return NULL;
}

static void
load_field(
    struct gen *g, unsigned to, unsigned base, const struct context_field *f)
{
	gen_emit(g, CLASS_LDX | MODE_MEM | (f->read == AT_4 ? SIZE_W : SIZE_DW),
	    to, base, f->from, 0);
	memset(&g->m.r[to], 0, sizeof g->m.r[to]);
}

/* Mostly within n bytes from base, or behind it if n is negative. */
static void
access_packet(struct gen *g, unsigned base, int n)
{
	static const uint8_t sizes[] = {SIZE_B, SIZE_H, SIZE_W, SIZE_DW};
	unsigned k = gen_pick(g, 4), size = sizes[k];
	int bytes = 1 << k, to = gen_free(g), off;

	off = n < 0 ? -(int)gen_pick(g, (unsigned)-n + 1)
		    : (int)gen_pick(g, (unsigned)n + 1) - bytes;
	if (n >= 0 && off < 0 && !gen_chance(g, g->bad))
		off = 0;
	if (gen_chance(g, g->bad))
		off += (int)gen_pick(g, 5) - 2;
	if (gen_chance(g, 300) || to < 0 || (unsigned)to == base) {
		gen_emit(
		    g, CLASS_ST | MODE_MEM | size, base, 0, off, gen_imm(g));
		return;
	}
	gen_emit(g, CLASS_LDX | MODE_MEM | size, (unsigned)to, base, off, 0);
	if (size == SIZE_B)
		gen_range(g, (unsigned)to, 0, 255);
	else
		gen_num(g, (unsigned)to);
}

static void
move_on(struct gen *g, unsigned r, int n)
{
	int by = gen_bounded(g);

	gen_emit(g, CLASS_ALU64 | ALU_ADD, r, 0, 0, n);
	if (by >= 0 && (unsigned)by != r && gen_chance(g, 250))
		gen_emit(g,
		    CLASS_ALU64 | SRC_X |
			(gen_chance(g, 200) ? ALU_SUB : ALU_ADD),
		    r, (unsigned)by, 0, 0);
}

/* "if place op end goto": place lies n bytes behind start, and both are used where
   it is known to be inside, or not. */
static void
compare(struct gen *g, unsigned start, unsigned place, unsigned end, int n)
{
	static const uint8_t good[] = {JMP_JGT, JMP_JGE, JMP_JLT, JMP_JLE};
	static const uint8_t any[] = {JMP_JEQ, JMP_JNE, JMP_JSGT, JMP_JSLE};
	unsigned op =
	    gen_chance(g, 950) ? good[gen_pick(g, 4)] : any[gen_pick(g, 4)];
	unsigned cls = gen_chance(g, 1000) ? CLASS_JMP : CLASS_JMP32;
	bool turned = gen_chance(g, 400);
	bool on = (op == JMP_JGT || op == JMP_JGE) != turned;
	uint32_t at = g->len, over = 0;
	struct model before = g->m;

	if (gen_chance(g, g->slip))
		on = !on;
	gen_emit(g, cls | SRC_X | op, turned ? end : place,
	    turned ? place : end, 0, 0);
	if (!on) {
		over = g->len;
		gen_emit(g, CLASS_JMP | JMP_JA, 0, 0, 0, 0);
		gen_patch(g, at);
	}
	access_packet(g, start, n);
	if (gen_chance(g, 300))
		access_packet(g, place, -n);
	gen_patch(g, on ? at : over);
	gen_merge(&g->m, &before);
}

void
gen_packet(struct gen *g)
{
	bool meta = gen_chance(g, 150);
	const struct context_field *first =
	    gen_field_of(g, meta ? REG_PACKET_META : REG_PACKET);
	const struct context_field *last =
	    gen_field_of(g, meta ? REG_PACKET : REG_PACKET_END);
	int base = gen_reg(g, K_CTX), start, place, end;
	int n = gen_chance(g, 40) ? gen_imm(g) : (int)gen_pick(g, BYTES) + 1;
	unsigned kept = g->locked;

	if (base < 0 || first == NULL || last == NULL)
		return;
	start = gen_free(g);
	if (start < 0)
		return;
	g->locked |= 1u << start;
	end = gen_free(g);
	if (end >= 0)
		g->locked |= 1u << end;
	place = gen_free(g);
	if (end >= 0 && place >= 0 && start != base && end != base) {
		g->locked |= 1u << place;
		load_field(g, (unsigned)start, (unsigned)base, first);
		load_field(g, (unsigned)end, (unsigned)base, last);
		if (gen_chance(g, 200))
			move_on(g, (unsigned)start, (int)gen_pick(g, 20));
		gen_mov(g, (unsigned)place, (unsigned)start);
		move_on(g, (unsigned)place, n);
		memset(&g->m.r[place], 0, sizeof g->m.r[place]);
		compare(g, (unsigned)start, (unsigned)place, (unsigned)end,
		    n > 0 && n < 64 ? n : 8);
		if (gen_chance(g, 100))
			gen_helper(g);
		if (gen_chance(g, 200))
			compare(g, (unsigned)start, (unsigned)place,
			    (unsigned)end, n > 0 && n < 64 ? n : 8);
	}
	g->locked = kept;
}
