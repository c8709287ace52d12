/* slice - see slice.h */
#include "effect.h"
#include "helper.h"
#include "log.h"
#include "slicewalk.h"

enum { SHOWN = 3 };

bool
walk_is_empty(const struct places *p)
{
	uint32_t f;

	for (f = 0; f < FRAMES; f++)
		if (p->regs[f] != 0 || p->slots[f] != 0)
			return false;
	return true;
}

const struct slot *
walk_after(const struct walk *w, uint32_t frame, uint32_t place)
{
	const struct trace_change *c;
	uint32_t i;

	for (i = 0; (c = trace_change(w->t, w->n, i)) != NULL; i++)
		if (c->frame == frame && c->place == place)
			return &c->other;
	return &w->t->now[frame][place];
}

/* Numbers' off and id only say which others are the same. */
static bool
reg_differs(const struct reg *a, const struct reg *b)
{
	struct reg x = *a, y = *b;

	if (x.type == REG_SCALAR && y.type == REG_SCALAR)
		x.off = y.off = 0;
	if (x.type == REG_NONE && y.type == REG_NONE)
		return false;
	return !reg_same(&x, &y) || x.ref != y.ref || x.frame != y.frame;
}

bool
walk_differs(const struct slot *a, const struct slot *b, uint32_t place)
{
	unsigned i;

	if (place < PLACE_SLOT)
		return reg_differs(&a->spilled, &b->spilled);
	for (i = 0; i < SLOT_BYTES; i++)
		if (a->bytes[i] != b->bytes[i])
			return true;
	return slot_has_reg(a) && reg_differs(&a->spilled, &b->spilled);
}

static void
slot_text(struct text *to, const struct vf_program *p, uint32_t frame,
    const struct slot *s)
{
	static const char kinds[] = {'?', 'r', 'm', '0'};
	unsigned i;

	if (slot_is_dynptr(s)) {
		log_dynptr(to, &s->spilled);
		return;
	}
	for (i = 0; i < SLOT_BYTES; i++) {
		if (slot_is_spill(s) && s->bytes[i] == BYTE_SPILL)
			break;
		text_char(to, kinds[s->bytes[i] & 3]);
	}
	if (slot_is_spill(s))
		log_reg(p, to, frame, &s->spilled);
}

void
slice_place(struct text *to, const struct vf_program *p, uint32_t frame,
    uint32_t place, const struct slot *s)
{
	if (place >= PLACE_SLOT) {
		text_add(
		    to, "fp%d=", -(int)(place - PLACE_SLOT + 1) * SLOT_BYTES);
		slot_text(to, p, frame, s);
	} else if (s->spilled.type == REG_NONE) {
		text_add(to, "R%u is lost", place);
	} else {
		text_add(to, "R%u=", place);
		log_reg(p, to, frame, &s->spilled);
	}
}

static void
show(struct walk *w, struct text *t, const struct places *shown)
{
	uint32_t f, i, n = 0;

	for (f = 0; f < FRAMES; f++)
		for (i = 0; i < PLACES; i++) {
			if (i < PLACE_SLOT
				? (shown->regs[f] >> i & 1) == 0
				: (shown->slots[f] >> (i - PLACE_SLOT) & 1) ==
				    0)
				continue;
			if (n++ == SHOWN) {
				text_string(t, ", ...");
				return;
			}
			text_string(t, n > 1 ? ", " : "");
			slice_place(t, w->p, f, i, walk_after(w, f, i));
		}
}

void
walk_line(struct walk *w, const char *before, const struct places *shown)
{
	struct slice *s = w->s;
	struct slice_line *l;
	struct text t;
	uint32_t i, insn = trace_step(w->t, w->n)->insn;

	for (i = 0; i < s->n; i++)
		if (s->lines[i].insn == insn) {
			s->lines[i].times += i > 0 && s->lines[i].step != w->n;
			return;
		}
	if (s->n == SLICE_LINES) {
		s->more = true;
		return;
	}
	l = &s->lines[s->n++];
	*l = (struct slice_line){.step = w->n, .insn = insn, .times = 1};
	text_init(&t, l->note, sizeof l->note);
	text_string(&t, before);
	if (shown != NULL)
		show(w, &t, shown);
}

uint64_t
walk_slots(
    const struct trace *t, uint32_t frame, const struct insn *i, uint32_t *of)
{
	bool load = insn_class(i) == CLASS_LDX ||
	    (insn_class(i) == CLASS_STX && insn_mode(i) == MODE_ATOMIC &&
		i->imm == ATOMIC_LOAD_ACQ);
	unsigned base = load ? i->src : i->dst;
	const struct reg *r;
	int64_t off, last;
	uint64_t slots = 0;

	if (base >= REGS)
		return 0;
	r = &t->now[frame][base].spilled;
	if (r->type != REG_STACK || !tnum_is_const(r->b.bits))
		return 0;
	off = (int64_t)r->b.bits.value + r->off + i->off;
	last = off + insn_bytes(i) - 1;
	if (off < -STACK_BYTES || last > -1)
		return 0;
	*of = r->frame;
	for (; off <= last; off++)
		slots |= UINT64_C(1) << ((-off - 1) / SLOT_BYTES);
	return slots;
}

/* Where no register is named: those that the instruction works on. */
static void
want_operands(struct walk *w)
{
	unsigned class = insn_class(w->i), r;
	uint16_t reads = effect_of(w->p, w->i).reads;
	uint32_t of = 0;
	uint64_t slots;

	if (class == CLASS_LD ||
	    (insn_is_jump(w->i) && insn_op(w->i) >= JMP_CALL &&
		insn_op(w->i) <= JMP_EXIT))
		return;
	if (class == CLASS_LDX) {
		slots = walk_slots(w->t, w->frame, w->i, &of);
		w->want.slots[of] |= slots;
		for (r = 0; r < STACK_BYTES / SLOT_BYTES; r++)
			if ((slots >> r & 1) != 0 &&
			    slot_is_dynptr(&w->t->now[of][PLACE_SLOT + r]))
				w->s->lost = SUGGEST_DYNPTR;
	}
	for (r = R0; r < R10; r++) {
		unsigned type = w->t->now[w->frame][r].spilled.type;

		if ((reads >> r & 1) != 0 && type != REG_CTX)
			w->want.regs[w->frame] |= (uint16_t)(1u << r);
	}
}

/* Of a dynptr that a helper is given, its two slots. */
static void
want_dynptr(struct walk *w)
{
	const struct helper *h =
	    w->i->code == (CLASS_JMP | JMP_CALL) && w->i->src == CALL_HELPER
	    ? helper_in(w->i->imm, w->p->type)
	    : NULL;
	unsigned r;

	for (r = R1; h != NULL && r <= R5; r++) {
		const struct reg *p = &w->t->now[w->frame][r].spilled;
		int64_t off =
		    (int64_t)(p->b.bits.value + (uint64_t)(int64_t)p->off);

		if (w->r->regs == 1u << r &&
		    helper_is_dynptr(h->args[r - R1]) && p->type == REG_STACK &&
		    tnum_is_const(p->b.bits) && off % SLOT_BYTES == 0 &&
		    off >= -STACK_BYTES && off <= -2 * SLOT_BYTES)
			w->want.slots[p->frame] |= UINT64_C(3)
			    << (-off / SLOT_BYTES - 2);
	}
}

/* What is at fault at the last step. */
static void
begin(struct walk *w)
{
	unsigned r;

	w->n = w->t->end;
	w->frame = trace_step(w->t, w->n)->frame;
	w->i = &w->p->insns[trace_step(w->t, w->n)->insn];
	walk_line(w, "refused", NULL);
	w->acquired = w->r->ref == 0;
	if (!w->acquired) {
		slice_reach(w, false, 0);
		return;
	}
	if (w->r->regs == 0) {
		slice_turn(w);
		if (w->turn == 0)
			want_operands(w);
		return;
	}
	w->want.regs[w->frame] = w->r->regs;
	want_dynptr(w);
	for (r = R0; r < R10; r++)
		if (w->r->regs == 1u << r &&
		    w->t->now[w->frame][r].spilled.type == REG_NONE)
			slice_reach(w, true, r);
}

static void
find_changed(struct walk *w)
{
	const struct trace_change *c;
	uint32_t i;

	w->changed = (struct places){{0}, {0}};
	for (i = 0; (c = trace_change(w->t, w->n, i)) != NULL; i++) {
		const struct slot *now = &w->t->now[c->frame][c->place];

		if (!walk_differs(now, &c->other, c->place))
			continue;
		if (c->place < PLACE_SLOT)
			w->changed.regs[c->frame] |=
			    (uint16_t)(w->want.regs[c->frame] & 1u << c->place);
		else
			w->changed.slots[c->frame] |= w->want.slots[c->frame] &
			    UINT64_C(1) << (c->place - PLACE_SLOT);
	}
}

static bool
is_done(const struct walk *w)
{
	return walk_is_empty(&w->want) && walk_is_empty(&w->past) &&
	    !w->missing && w->acquired && (w->turn == 0 || w->n <= w->turn);
}

void
slice_make(struct slice *s, struct trace *t, const struct vf_program *p,
    const struct vf_result *r, uint8_t *room)
{
	struct walk w = {.s = s, .t = t, .p = p, .r = r, .room = room};
	uint32_t i;

	*s = (struct slice){.n = 0};
	if (t->end == 0)
		return;
	for (i = 0; i < p->len; i++)
		room[i] = 0;
	begin(&w);
	while (!is_done(&w) && trace_back(t)) {
		w.n = t->at;
		w.after = trace_step(t, w.n + 1)->frame;
		w.frame = trace_step(t, w.n)->frame;
		w.i = &p->insns[trace_step(t, w.n)->insn];
		find_changed(&w);
		slice_step(&w);
	}
	s->cut = !is_done(&w) && t->at == t->first && t->first > 1;
	while (trace_forward(t))
		continue;
}
