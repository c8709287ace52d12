/* slicestep - one step back: from what an instruction left to what it took. */
#include "effect.h"
#include "helper.h"
#include "slicewalk.h"

enum { ARGUMENTS = 0x3e, CALLER_SAVED = 0x3f };

static struct places
one_reg(uint32_t frame, unsigned r)
{
	struct places p = {{0}, {0}};

	p.regs[frame] = (uint16_t)(1u << r);
	return p;
}

static const struct reg *
before(const struct walk *w, unsigned r)
{
	return &w->t->now[w->frame][r].spilled;
}

/* What a constant is, the instruction that has it shows. */
static void
want_source(struct walk *w, struct places *in, unsigned r)
{
	const struct reg *s = before(w, r);

	if (r != R10 && (s->type != REG_SCALAR || !tnum_is_const(s->b.bits)))
		in->regs[w->frame] |= (uint16_t)(1u << r);
}

static void
load(struct walk *w, struct places *in)
{
	uint32_t of = 0;
	uint64_t slots = walk_slots(w->t, w->frame, w->i, &of);

	in->slots[of] |= slots;
}

/* Registers that it writes, and of what it made them. */
static void
write_reg(struct walk *w, struct places *in, unsigned r)
{
	bool past = in == &w->past, move;
	const struct insn *i = w->i;
	unsigned class = insn_class(i);
	struct places shown = one_reg(w->frame, r);
	bool alu = class == CLASS_ALU || class == CLASS_ALU64;

	if ((in->regs[w->frame] >> r & 1) == 0)
		return;
	in->regs[w->frame] &= (uint16_t) ~(1u << r);
	move = alu && insn_op(i) == ALU_MOV && insn_uses_reg(i);
	/* That r10 is copied, the sum behind it shows. */
	if (!move || (i->src != R10 && !past))
		walk_line(w, "", &shown);
	if (class == CLASS_LDX || class == CLASS_STX)
		load(w, in);
	if (!alu || (past && !move))
		return;
	if (insn_op(i) != ALU_MOV)
		in->regs[w->frame] |= (uint16_t)(1u << i->dst);
	if (insn_uses_reg(i) && insn_op(i) != ALU_END)
		want_source(w, in, i->src);
}

static void
write_slots(struct walk *w, struct places *in)
{
	const struct insn *i = w->i;
	struct places shown = {{0}, {0}};
	uint32_t of = 0, s;
	uint64_t slots = walk_slots(w->t, w->frame, i, &of) & in->slots[of];

	if (slots == 0)
		return;
	shown.slots[of] = slots;
	walk_line(w, "", &shown);
	for (s = 0; s < STACK_BYTES / SLOT_BYTES; s++)
		if ((slots >> s & 1) != 0 &&
		    (insn_bytes(i) == SLOT_BYTES ||
			slot_is_spill(walk_after(w, of, PLACE_SLOT + s))))
			in->slots[of] &= ~(UINT64_C(1) << s);
	if (insn_class(i) == CLASS_STX && insn_mode(i) != MODE_ATOMIC)
		want_source(w, in, i->src);
}

/* Slots that changed and were not named: by an offset that varies. */
static void
changed_slots(struct walk *w)
{
	struct places shown = {{0}, {0}};
	bool any = false;
	uint32_t f;

	for (f = 0; f < FRAMES; f++) {
		shown.slots[f] = w->changed.slots[f] & w->want.slots[f];
		w->want.slots[f] &= ~shown.slots[f];
		any |= shown.slots[f] != 0;
	}
	if (any)
		walk_line(w, "", &shown);
}

/* Was it a pointer, and is none now? */
static bool
is_lost(const struct walk *w, uint32_t frame, uint32_t place)
{
	const struct slot *was = &w->t->now[frame][place];
	const struct slot *is = walk_after(w, frame, place);

	return (place < PLACE_SLOT || slot_is_spill(was)) &&
	    was->spilled.type != REG_SCALAR && was->spilled.type != REG_NONE &&
	    (is->spilled.type == REG_SCALAR || is->spilled.type == REG_NONE);
}

static void
note_lost(struct walk *w, uint32_t frame, uint32_t place)
{
	const struct reg *was = &w->t->now[frame][place].spilled;
	const struct reg *is = &walk_after(w, frame, place)->spilled;

	if (place < PLACE_SLOT && is->type == REG_NONE)
		w->s->lost = SUGGEST_REGISTER;
	else if (is_lost(w, frame, place) && was->slice_of != 0 &&
	    was->ref == 0)
		w->s->lost = SUGGEST_SLICE;
	else if (is_lost(w, frame, place))
		w->s->lost = was->ref != 0 ? SUGGEST_RELEASED : SUGGEST_PACKET;
}

/* Pointers that are none behind a call: before, what they were is followed. */
static void
lose(struct walk *w, struct places *shown)
{
	uint32_t f, i;

	for (f = 0; f <= w->frame; f++)
		for (i = 0; i < PLACES; i++) {
			uint64_t *slots = &w->want.slots[f];
			uint64_t slot;

			if (i < PLACE_SLOT) {
				if ((w->changed.regs[f] >> i & 1) == 0 ||
				    (f == w->frame && i == R0))
					continue;
				shown->regs[f] |= (uint16_t)(1u << i);
				w->want.regs[f] &= (uint16_t) ~(1u << i);
				w->past.regs[f] |= (uint16_t)(1u << i);
				note_lost(w, f, i);
				continue;
			}
			slot = UINT64_C(1) << (i - PLACE_SLOT);
			if ((w->changed.slots[f] & slot) == 0)
				continue;
			shown->slots[f] |= slot;
			*slots &= ~slot;
			if (!is_lost(w, f, i))
				continue;
			w->past.slots[f] |= slot;
			note_lost(w, f, i);
		}
}

static void
call(struct walk *w)
{
	const struct helper *h =
	    w->i->src == CALL_HELPER ? helper_in(w->i->imm, w->p->type) : NULL;
	struct places shown = {{0}, {0}};
	bool r0 = (w->want.regs[w->frame] & 1u) != 0;

	lose(w, &shown);
	if (r0 || (w->past.regs[w->frame] & 1u) != 0)
		shown.regs[w->frame] |= 1u;
	if (!walk_is_empty(&shown))
		walk_line(w, "", &shown);
	w->want.regs[w->frame] &= (uint16_t)~CALLER_SAVED;
	w->past.regs[w->frame] &= (uint16_t)~1u;
	if (r0 && h != NULL && (h->flags & HELPER_CASTS) != 0)
		w->want.regs[w->frame] |= 1u << R1;
}

/* Into a function: what its arguments are, its caller says. */
static void
enter(struct walk *w)
{
	struct places *sets[] = {&w->want, &w->past}, shown = {{0}, {0}};
	uint16_t args;
	unsigned i;

	for (i = 0; i < 2; i++) {
		args = sets[i]->regs[w->after] & ARGUMENTS;
		sets[i]->regs[w->after] = 0;
		sets[i]->slots[w->after] = 0;
		shown.regs[w->after] |= args;
		if (i == 0)
			lose(w, &shown);
		sets[i]->regs[w->frame] |= args;
	}
	if (!walk_is_empty(&shown))
		walk_line(w, "", &shown);
}

/* Back to the caller: what it got, the function's last value is. */
static void
leave(struct walk *w)
{
	struct places shown = one_reg(w->after, R0);
	bool r0 = (w->want.regs[w->after] & 1u) != 0;

	if (r0)
		walk_line(w, "", &shown);
	w->want.regs[w->after] &= (uint16_t)~1u;
	w->past.regs[w->after] &= (uint16_t)~1u;
	if (r0)
		w->want.regs[w->frame] |= 1u;
}

/* A store over a dynptr: what was cut out of it is a number. */
static void
write_over(struct walk *w)
{
	struct places shown = {{0}, {0}};
	uint32_t f, i;

	for (f = 0; f <= w->frame; f++)
		for (i = 0; i < R10; i++) {
			uint16_t reg = (uint16_t)(1u << i);

			if ((w->changed.regs[f] & w->want.regs[f] & reg) == 0 ||
			    !is_lost(w, f, i) ||
			    w->t->now[f][i].spilled.slice_of == 0)
				continue;
			shown.regs[f] |= reg;
			w->want.regs[f] &= (uint16_t)~reg;
			w->past.regs[f] |= reg;
			note_lost(w, f, i);
		}
	if (!walk_is_empty(&shown))
		walk_line(w, "", &shown);
}

/* What was got and is not given back. */
static void
acquire(struct walk *w)
{
	struct places shown = {{0}, {0}};
	const struct trace_change *c;
	uint32_t i;

	for (i = 0; (c = trace_change(w->t, w->n, i)) != NULL; i++) {
		const struct slot *now = &w->t->now[c->frame][c->place];

		if (c->other.spilled.ref != w->r->ref ||
		    !walk_differs(now, &c->other, c->place))
			continue;
		if (c->place < PLACE_SLOT)
			shown.regs[c->frame] |= (uint16_t)(1u << c->place);
		else if (slot_is_dynptr(&c->other) &&
		    c->other.spilled.dynptr.first)
			shown.slots[c->frame] |= UINT64_C(1)
			    << (c->place - PLACE_SLOT);
	}
	if (!insn_is_jump(w->i) || walk_is_empty(&shown))
		return;
	w->acquired = insn_op(w->i) == JMP_CALL && w->after == w->frame;
	if (w->acquired)
		w->missing = false;
	walk_line(w, slice_way(w), &shown);
}

void
slice_step(struct walk *w)
{
	struct places *sets[] = {&w->past, &w->want};
	unsigned class = insn_class(w->i), i, r;
	uint16_t writes;

	if (class == CLASS_JMP || class == CLASS_JMP32) {
		if (w->after > w->frame)
			enter(w);
		else if (w->after < w->frame)
			leave(w);
		else if (insn_op(w->i) == JMP_CALL)
			call(w);
		else
			slice_jump(w);
		if (!w->acquired)
			acquire(w);
		return;
	}
	writes = effect_of(w->p, w->i).writes;
	if (class == CLASS_ST || class == CLASS_STX)
		write_over(w);
	/* Packets' loads write what calls do. */
	if (class == CLASS_LD && w->i->code != INSN_LD_IMM64) {
		call(w);
		return;
	}
	for (i = 0; i < 2; i++) {
		if (class == CLASS_ST || class == CLASS_STX)
			write_slots(w, sets[i]);
		for (r = R0; r < R10; r++)
			if ((writes >> r & 1) != 0)
				write_reg(w, sets[i], r);
	}
	changed_slots(w);
}
