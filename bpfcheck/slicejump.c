/* slicejump - branches: what they say of what is looked for, and where they
   lead away from. */
#include "effect.h"
#include "helper.h"
#include "slicewalk.h"

enum { SWEEPS = 8 };

static bool
is_branch(const struct insn *i)
{
	unsigned op = insn_op(i);

	return insn_is_jump(i) && op != JMP_JA && op != JMP_CALL &&
	    op != JMP_EXIT;
}

static int64_t
target(const struct insn *i, uint32_t at)
{
	int64_t by =
	    i->code == (CLASS_JMP32 | JMP_JA) ? i->imm : (int64_t)i->off;

	return at + by + 1;
}

static uint32_t
insn_of(const struct walk *w)
{
	return trace_step(w->t, w->n)->insn;
}

/* Of step n. */
static bool
is_taken(const struct walk *w)
{
	return trace_step(w->t, w->n + 1)->insn != insn_of(w) + 1;
}

static uint32_t
other_way(const struct walk *w)
{
	uint32_t at = insn_of(w);

	return is_taken(w) ? at + 1 : (uint32_t)target(w->i, at);
}

static bool
reaches(const struct walk *w, int64_t at)
{
	return at >= 0 && at < w->p->len && (w->room[at] & ROOM_REACHES) != 0;
}

/* Does i itself give it back, or write r? Of a call only R0 is written. */
static bool
does(const struct walk *w, const struct insn *i, uint32_t at, bool reg,
    unsigned r)
{
	bool call = i->code == (CLASS_JMP | JMP_CALL);
	const struct helper *h;

	if (reg)
		return (!call || r == R0) &&
		    (effect_of(w->p, i).writes >> r & 1) != 0;
	if (!call || i->src != CALL_HELPER)
		return call && i->src == CALL_SUBPROG &&
		    reaches(w, (int64_t)at + i->imm + 1);
	h = helper_in(i->imm, w->p->type);
	return h != NULL && (h->flags & HELPER_RELEASES) != 0;
}

static bool
leads(const struct walk *w, const struct insn *i, uint32_t at)
{
	bool jump = insn_is_jump(i);
	unsigned op = insn_op(i), wide = i->code == INSN_LD_IMM64 ? 2 : 1;

	if (jump && op == JMP_EXIT)
		return false;
	if (jump && op != JMP_CALL && reaches(w, target(i, at)))
		return true;
	return !(jump && op == JMP_JA) && reaches(w, (int64_t)at + wide);
}

/* Few sweeps see what is behind few loops; that is enough for a hint. */
void
slice_reach(struct walk *w, bool reg, unsigned r)
{
	bool again = true;
	uint32_t i, sweep;

	w->missing = true;
	w->missing_frame = reg ? w->frame : FRAMES;
	for (sweep = 0; again && sweep < SWEEPS; sweep++) {
		again = false;
		for (i = w->p->len; i-- > 0;) {
			const struct insn *in = &w->p->insns[i];

			if (reaches(w, i) ||
			    (!does(w, in, i, reg, r) && !leads(w, in, i)))
				continue;
			w->room[i] |= ROOM_REACHES;
			again = true;
		}
	}
}

void
slice_turn(struct walk *w)
{
	uint32_t end = w->t->end, n, insn = trace_step(w->t, end)->insn;
	struct walk at = *w;

	for (n = end - 1; n >= w->t->first && n > 0; n--)
		if (trace_step(w->t, n)->insn == insn)
			break;
	if (n < w->t->first || n == 0)
		return;
	w->turn = n;
	w->endless = true;
	for (; n < end; n++)
		w->room[trace_step(w->t, n)->insn] |= ROOM_TURN;
	for (at.n = w->turn; at.n < end; at.n++) {
		uint32_t i = trace_step(w->t, at.n)->insn, other;

		at.i = &w->p->insns[i];
		if (!is_branch(at.i))
			continue;
		other = other_way(&at);
		if (other >= w->p->len || (w->room[other] & ROOM_TURN) != 0)
			continue;
		w->room[i] |= ROOM_EXIT;
		w->endless = false;
	}
}

static const struct reg *
before(const struct walk *w, unsigned r)
{
	return &w->t->now[w->frame][r].spilled;
}

static bool
is_packet(const struct reg *r)
{
	return r->type == REG_PACKET || r->type == REG_PACKET_META;
}

/* Does the branch compare r, or one that is as far from the packet's begin but
   for what is known? */
static bool
compares(const struct walk *w, unsigned operand, unsigned r)
{
	const struct reg *a = before(w, operand), *b = before(w, r);

	return operand == r ||
	    (is_packet(a) && a->type == b->type && a->id == b->id);
}

static bool
is_order(const struct insn *i)
{
	unsigned op = insn_op(i);

	return op != JMP_JEQ && op != JMP_JNE && op != JMP_JSET &&
	    op != JMP_JCOND;
}

/* Those that it compares and says nothing of, which may be the error. */
static struct places
mentioned(const struct walk *w)
{
	struct places p = {{0}, {0}};
	unsigned r;

	for (r = R0; r < R10 && is_order(w->i); r++)
		if ((w->want.regs[w->frame] >> r & 1) != 0 &&
		    (compares(w, w->i->dst, r) ||
			(insn_uses_reg(w->i) && compares(w, w->i->src, r))))
			p.regs[w->frame] |= (uint16_t)(1u << r);
	return p;
}

/* What a number was compared with says how it is bounded. */
static void
want_other(struct walk *w, unsigned r)
{
	const struct reg *o = before(w, r);
	unsigned i;

	if (o->type != REG_SCALAR || tnum_is_const(o->b.bits))
		return;
	for (i = R0; i < R10; i++)
		if ((w->changed.regs[w->frame] >> i & 1) != 0 &&
		    (i == r || (o->id != 0 && before(w, i)->id == o->id)))
			return;
	w->want.regs[w->frame] |= (uint16_t)(1u << r);
}

static void
want_operand(struct walk *w, unsigned r)
{
	if (r < R10)
		w->want.regs[w->frame] |= (uint16_t)(1u << r);
}

/* What would have left the loop. */
static void
loop_exit(struct walk *w, const char *way)
{
	struct places p = {{0}, {0}};

	want_operand(w, w->i->dst);
	p.regs[w->frame] = (uint16_t)(1u << w->i->dst);
	if (insn_uses_reg(w->i)) {
		const struct reg *o = before(w, w->i->src);

		if (o->type != REG_SCALAR || !tnum_is_const(o->b.bits))
			want_operand(w, w->i->src);
		p.regs[w->frame] |= (uint16_t)(1u << w->i->src);
	}
	walk_line(w, way, insn_op(w->i) == JMP_JCOND ? NULL : &p);
}

static bool
leads_away(const struct walk *w)
{
	return w->missing &&
	    (w->missing_frame == FRAMES || w->missing_frame == w->frame) &&
	    reaches(w, other_way(w)) &&
	    !reaches(w, trace_step(w->t, w->n + 1)->insn);
}

const char *
slice_way(const struct walk *w)
{
	if (!is_branch(w->i))
		return "";
	return is_taken(w) ? "taken: " : "not taken: ";
}

void
slice_jump(struct walk *w)
{
	const char *way = slice_way(w);
	struct places p;

	if (!is_branch(w->i)) {
		if (w->endless && target(w->i, insn_of(w)) <= insn_of(w))
			walk_line(w, "goes back", NULL);
		return;
	}
	if (w->n >= w->turn && w->turn != 0 &&
	    (w->room[insn_of(w)] & ROOM_EXIT) != 0) {
		loop_exit(w, way);
		return;
	}
	if (leads_away(w)) {
		w->missing = false;
		walk_line(w,
		    w->r->ref != 0    ? is_taken(w)
			       ? "taken: past what gives it back"
			       : "not taken: past what gives it back"
			: is_taken(w) ? "taken: past what writes it"
				      : "not taken: past what writes it",
		    NULL);
	}
	if (insn_op(w->i) == JMP_JCOND)
		return;
	if (!walk_is_empty(&w->changed)) {
		walk_line(w, way, &w->changed);
		if (insn_uses_reg(w->i))
			want_other(w, w->i->src);
		want_other(w, w->i->dst);
		return;
	}
	p = mentioned(w);
	if (!walk_is_empty(&p))
		walk_line(w, way, &p);
}
