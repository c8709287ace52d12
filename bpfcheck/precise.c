/* precise - from state to state, backwards. */
#include "precise.h"
#include "backtrack.h"
#include "logprecise.h"

int
history_note(struct env *e, struct state *s, uint32_t flags, uint64_t linked)
{
	struct history *h = e->entry;

	if (h != NULL) {
		h->flags |= flags;
		h->linked = linked;
		return 0;
	}
	h = pool_alloc(&e->pool, sizeof *h);
	if (h == NULL)
		return env_memory(e);
	*h = (struct history){
	    s->history, (uint32_t)e->insn, e->prev_insn, flags, linked};
	s->history = e->entry = h;
	s->nhistory++;
	return 0;
}

static void
force(struct env *e, struct reg *r, uint32_t frame, const char *what, int which)
{
	if (r->type != REG_SCALAR || r->precise)
		return;
	r->precise = true;
	log_forced_one(e, frame, what, which);
}

void
precise_all(struct env *e, struct state *s)
{
	uint32_t frame, i;

	log_forced(e, s);
	for (s = s->parent; s != NULL; s = s->parent)
		for (frame = 0; frame <= s->cur; frame++) {
			struct frame *f = s->frames[frame];

			for (i = 0; i < R10; i++)
				force(e, &f->regs[i], frame, "r", (int)i);
			for (i = 0; i < f->nslots; i++)
				if (slot_is_spill(&f->slots[i]))
					force(e, &f->slots[i].spilled, frame,
					    "fp", -(int)(i + 1) * SLOT_BYTES);
		}
}

void
precise_forget(struct state *s)
{
	uint32_t frame, i;

	for (frame = 0; frame <= s->cur; frame++) {
		struct frame *f = s->frames[frame];

		for (i = 0; i < R10; i++)
			f->regs[i].precise = false;
		for (i = 0; i < f->nslots; i++)
			f->slots[i].spilled.precise = false;
	}
}

/* The marks that are wanted of a remembered state; those it has are done. */
static bool
mark_wanted(struct reg *r, bool *changed)
{
	if (r->precise)
		return false;
	r->precise = true;
	if (changed != NULL)
		*changed = true;
	return true;
}

static int
mark_state(struct env *e, struct state *s, bool *changed)
{
	struct backtrack *bt = &e->bt;
	uint32_t frame = bt->frame + 1, i;

	while (frame-- > 0) {
		struct frame *f = s->frames[frame];

		for (i = 0; i < REGS; i++)
			if ((bt->regs[frame] >> i & 1) != 0 &&
			    (f->regs[i].type != REG_SCALAR ||
				!mark_wanted(&f->regs[i], changed)))
				bt->regs[frame] &= ~(1u << i);
		for (i = 0; i < 64; i++) {
			if ((bt->slots[frame] >> i & 1) == 0)
				continue;
			if (i >= f->nslots &&
			    (bt->taken[frame] >> i & 1) != 0) {
				bt->slots[frame] &= ~(UINT64_C(1) << i);
				continue;
			}
			if (i >= f->nslots)
				return env_refuse(e, FAULT_BAD,
				    "backtracking lost a stack slot");
			if (!slot_is_scalar(&f->slots[i]) ||
			    !mark_wanted(&f->slots[i].spilled, changed))
				bt->slots[frame] &= ~(UINT64_C(1) << i);
		}
		log_marked(e, s, frame);
	}
	return 0;
}

/* The way that one state came since its parent. */
struct way {
	const struct history *at;
	uint32_t left; /* entries */
	int32_t first;
};

/* The instruction before i; -1: there is none in this state. */
static int32_t
step_back(struct way *w, int32_t i)
{
	const struct history *h = w->left > 0 ? w->at : NULL;

	if (i == w->first &&
	    (h == NULL || (w->left == 1 && (int32_t)h->insn == i)))
		return -1;
	if (h == NULL || (int32_t)h->insn != i)
		return i - 1;
	w->at = h->prev;
	w->left--;
	return h->from;
}

/* Backwards through one state; 1: nothing is looked for any more. */
static int
search_state(struct env *e, const struct state *s, int32_t last, int32_t *after,
    bool skip)
{
	struct way w = {s->history, s->nhistory, s->first_insn};
	int32_t i = last;
	int fault;

	for (;;) {
		const struct history *h =
		    w.left > 0 && (int32_t)w.at->insn == i ? w.at : NULL;

		if (!skip) {
			fault = backtrack_insn(e, (uint32_t)i, *after, h);
			if (fault != 0)
				return fault;
		}
		skip = false;
		if (backtrack_is_empty(&e->bt))
			return 1;
		*after = i;
		i = step_back(&w, i);
		if (i < 0)
			return 0;
	}
}

/* s is the entry of a function that is verified by itself: what is looked for are
   its arguments. */
static int
mark_arguments(struct env *e, struct state *s, bool *changed)
{
	struct backtrack *bt = &e->bt;
	struct frame *f = s->frames[0];
	unsigned i;

	if (s->cur != 0 || f->subprog == 0 || bt->slots[0] != 0 ||
	    (bt->regs[0] & ~UINT32_C(0x3e)) != 0)
		return env_refuse(
		    e, FAULT_BAD, "backtracking left the function");
	for (i = R1; i <= R5; i++)
		if ((bt->regs[0] >> i & 1) != 0 &&
		    f->regs[i].type == REG_SCALAR)
			(void)mark_wanted(&f->regs[i], changed);
	backtrack_reset(bt);
	return 0;
}

int
precise_search(struct env *e, struct state *from, bool *changed)
{
	struct state *s = from;
	int32_t last = from->insn, after = -1;
	bool skip = true;
	int r = 0;

	e->bt.frame = from->cur;
	if (e->o->unprivileged) {
		backtrack_reset(&e->bt);
		return 0;
	}
	while (!backtrack_is_empty(&e->bt)) {
		log_search(e, last, s->first_insn, after);
		if (last < 0)
			return mark_arguments(e, s, changed);
		r = search_state(e, s, last, &after, skip);
		skip = false;
		if (r != 0 || s->parent == NULL)
			break;
		after = s->first_insn;
		s = s->parent;
		last = s->last_insn;
		r = mark_state(e, s, changed);
		if (r != 0)
			break;
	}
	/* What cannot be followed: all that may have led here decides. */
	if (r == FAULT_NOTSUPP || (r == 0 && !backtrack_is_empty(&e->bt))) {
		precise_all(e, from);
		r = 0;
	}
	backtrack_reset(&e->bt);
	return r > 0 ? 0 : r;
}

int
precise_mark(struct env *e, unsigned r)
{
	e->bt.regs[e->cur->cur] |= 1u << r;
	return precise_search(e, e->cur, NULL);
}

int
precise_mark_slot(struct env *e, uint32_t frame, uint32_t slot)
{
	e->bt.slots[frame] |= UINT64_C(1) << slot;
	return precise_search(e, e->cur, NULL);
}

int
precise_carry(
    struct env *e, const struct state *old, struct state *s, bool *changed)
{
	uint32_t frame, i;

	for (frame = old->cur + 1; frame-- > 0;) {
		const struct frame *f = old->frames[frame];

		for (i = 0; i < R10; i++)
			if (f->regs[i].type == REG_SCALAR &&
			    (f->regs[i].precise || e->o->unprivileged))
				e->bt.regs[frame] |= 1u << i;
		for (i = 0; i < f->nslots; i++)
			if (slot_is_scalar(&f->slots[i]) &&
			    f->slots[i].spilled.precise)
				e->bt.slots[frame] |= UINT64_C(1) << i;
		log_carried(e, frame);
	}
	return precise_search(e, s, changed);
}
