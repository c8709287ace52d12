/* trace - see trace.h */
#include "trace.h"

void
trace_begin(struct trace *t, const struct insn *insns, uint32_t steps)
{
	t->insns = insns;
	t->begin = steps > TRACE_STEPS ? steps - TRACE_STEPS + 1 : 1;
	t->last = steps;
}

static struct trace_step *
step(struct trace *t, uint32_t n)
{
	return &t->steps[n % TRACE_STEPS];
}

/* All but what says how it decides. */
static bool
same_reg(const struct reg *a, const struct reg *b)
{
	if (a->type == REG_NONE && b->type == REG_NONE)
		return true;
	return reg_same(a, b) && a->id == b->id && a->ref == b->ref &&
	    a->frame == b->frame;
}

static bool
same(const struct slot *a, const struct slot *b, uint32_t place)
{
	unsigned i;

	if (place < PLACE_SLOT)
		return same_reg(&a->spilled, &b->spilled);
	for (i = 0; i < SLOT_BYTES; i++)
		if (a->bytes[i] != b->bytes[i])
			return false;
	return !slot_has_reg(a) || same_reg(&a->spilled, &b->spilled);
}

/* The oldest steps go when the changes that lead back to them are written
   over. */
static void
note(struct trace *t, uint32_t frame, uint32_t place, const struct slot *s)
{
	struct slot *now = &t->now[frame][place];

	t->ring[t->changes++ % TRACE_CHANGES] =
	    (struct trace_change){*now, (uint8_t)frame, (uint8_t)place};
	*now = *s;
	while (t->first < t->end &&
	    t->changes - step(t, t->first + 1)->changes > TRACE_CHANGES)
		t->first++;
}

static void
compare_regs(struct trace *t, const struct state *s, uint32_t frame)
{
	struct slot is = {.bytes = {0}};
	uint32_t i;

	for (i = 0; i < REGS; i++) {
		is.spilled = s->frames[frame]->regs[i];
		is.spilled.precise = false;
		if (!same(&t->now[frame][i], &is, i))
			note(t, frame, i, &is);
	}
}

static void
compare_slots(struct trace *t, const struct state *s, uint32_t frame)
{
	const struct frame *f = s->frames[frame];
	static const struct slot empty;
	uint32_t n = f->nslots, i;

	if (n < t->nslots[frame])
		n = t->nslots[frame];
	t->nslots[frame] = n;
	for (i = 0; i < n; i++) {
		const struct slot *is = i < f->nslots ? &f->slots[i] : &empty;

		if (!same(&t->now[frame][PLACE_SLOT + i], is, PLACE_SLOT + i))
			note(t, frame, PLACE_SLOT + i, is);
	}
}

/* all: not only the registers of the frame. */
static void
compare(struct trace *t, const struct state *s, bool all)
{
	uint32_t frame;

	if (!all) {
		compare_regs(t, s, s->cur);
		return;
	}
	for (frame = 0; frame <= s->cur; frame++) {
		compare_regs(t, s, frame);
		compare_slots(t, s, frame);
	}
}

/* Undoes what led to the last step, and the step. */
static void
drop(struct trace *t)
{
	uint64_t from = step(t, t->end)->changes;

	while (t->changes > from) {
		const struct trace_change *c =
		    &t->ring[--t->changes % TRACE_CHANGES];

		t->now[c->frame][c->place] = c->other;
	}
	t->end--;
}

static void
add(struct trace *t, const struct state *s, uint32_t insn)
{
	*step(t, ++t->end) =
	    (struct trace_step){insn, (uint8_t)s->cur, t->changes};
}

/* It changes registers of its frame and nothing else. */
static bool
is_calm(const struct insn *i)
{
	unsigned class = insn_class(i);

	return class == CLASS_ALU || class == CLASS_ALU64 ||
	    class == CLASS_LDX || i->code == INSN_LD_IMM64;
}

void
trace_look(void *arg, uint32_t insn, const void *state)
{
	struct trace *t = arg;
	const struct state *s = state;
	uint32_t n = s->steps;
	bool all;

	/* Farther than the path that was refused goes another one. */
	if (n > t->last)
		return;
	if (n < t->begin) {
		t->end = 0;
		return;
	}
	if (t->end == 0 || n <= t->first || n > t->end + 1) {
		t->first = n;
		t->end = n - 1;
		add(t, s, insn);
		compare(t, s, true);
		return;
	}
	while (t->end >= n)
		drop(t);
	all = !is_calm(&t->insns[step(t, t->end)->insn]);
	add(t, s, insn);
	compare(t, s, all);
}

void
trace_end(struct trace *t, uint32_t steps, uint32_t insn)
{
	bool looked =
	    t->end == steps && t->end != 0 && step(t, t->end)->insn == insn;
	uint8_t frame;

	if (!looked &&
	    (t->end == 0 || steps <= t->first || steps > t->end + 1)) {
		t->end = 0;
	} else if (!looked) {
		while (t->end >= steps)
			drop(t);
		frame = step(t, t->end)->frame;
		*step(t, ++t->end) =
		    (struct trace_step){insn, frame, t->changes};
	}
	t->at = t->end;
}

static uint64_t
changes_end(const struct trace *t, uint32_t n)
{
	return n == t->end ? t->changes : trace_step(t, n + 1)->changes;
}

/* now and the other side of the step before n change places. */
static void
cross(struct trace *t, uint32_t n)
{
	uint64_t i, end = changes_end(t, n);

	for (i = trace_step(t, n)->changes; i < end; i++) {
		struct trace_change *c = &t->ring[i % TRACE_CHANGES];
		struct slot *now = &t->now[c->frame][c->place], was = *now;

		*now = c->other;
		c->other = was;
	}
}

bool
trace_back(struct trace *t)
{
	if (t->at <= t->first)
		return false;
	cross(t, t->at--);
	return true;
}

bool
trace_forward(struct trace *t)
{
	if (t->at >= t->end)
		return false;
	cross(t, ++t->at);
	return true;
}

const struct trace_change *
trace_change(const struct trace *t, uint32_t n, uint32_t i)
{
	uint64_t c = trace_step(t, n + 1)->changes + i;

	return c < changes_end(t, n + 1) ? &t->ring[c % TRACE_CHANGES] : NULL;
}
