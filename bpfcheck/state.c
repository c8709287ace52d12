/* state - making, copying and freeing states and their frames. */
#include "state.h"

struct frame *
frame_new(struct pool *p, int32_t callsite, uint32_t subprog, uint32_t frameno)
{
	struct frame *f = pool_alloc(p, sizeof *f);
	unsigned r;

	if (f == NULL)
		return NULL;
	f->callsite = callsite;
	f->subprog = subprog;
	f->callback = false;
	f->turns = f->async = 0;
	f->nslots = f->room = 0;
	f->slots = NULL;
	for (r = 0; r < REGS; r++)
		reg_none(&f->regs[r]);
	reg_const(&f->regs[R10], 0);
	f->regs[R10].type = REG_STACK;
	f->regs[R10].frame = (uint8_t)frameno;
	return f;
}

void
frame_free(struct pool *p, struct frame *f)
{
	if (f == NULL)
		return;
	pool_free(p, f->slots, f->room * sizeof *f->slots);
	pool_free(p, f, sizeof *f);
}

/* Room for n slots; those that are there stay. */
static bool
reserve(struct pool *p, struct frame *f, uint32_t n)
{
	struct slot *slots;
	uint32_t i, room = (n + 3) / 4 * 4;

	if (n <= f->room)
		return true;
	slots = pool_alloc(p, room * sizeof *slots);
	if (slots == NULL)
		return false;
	for (i = 0; i < f->nslots; i++)
		slots[i] = f->slots[i];
	pool_free(p, f->slots, f->room * sizeof *f->slots);
	f->slots = slots;
	f->room = room;
	return true;
}

bool
frame_grow(struct pool *p, struct frame *f, uint32_t bytes)
{
	uint32_t n = (bytes + SLOT_BYTES - 1) / SLOT_BYTES, i, j;

	if (n <= f->nslots)
		return true;
	if (!reserve(p, f, n))
		return false;
	for (i = f->nslots; i < n; i++) {
		for (j = 0; j < SLOT_BYTES; j++)
			f->slots[i].bytes[j] = BYTE_NONE;
		f->slots[i].spilled = (struct reg){.type = REG_NONE};
	}
	f->nslots = n;
	return true;
}

static struct frame *
frame_copy(struct pool *p, const struct frame *from)
{
	struct frame *f = pool_alloc(p, sizeof *f);
	uint32_t i;

	if (f == NULL)
		return NULL;
	*f = *from;
	f->slots = NULL;
	f->nslots = f->room = 0;
	if (!reserve(p, f, from->nslots)) {
		pool_free(p, f, sizeof *f);
		return NULL;
	}
	f->nslots = from->nslots;
	for (i = 0; i < f->nslots; i++)
		f->slots[i] = from->slots[i];
	return f;
}

struct state *
state_new(struct pool *p)
{
	return pool_zero(p, sizeof(struct state));
}

bool
state_ref(struct pool *p, struct state *s, uint32_t id, int32_t insn)
{
	uint32_t i, room = s->refs_room == 0 ? 4 : s->refs_room * 2;
	struct ref *refs;

	if (s->nrefs == s->refs_room) {
		refs = pool_alloc(p, room * sizeof *refs);
		if (refs == NULL)
			return false;
		for (i = 0; i < s->nrefs; i++)
			refs[i] = s->refs[i];
		pool_free(p, s->refs, s->refs_room * sizeof *s->refs);
		s->refs = refs;
		s->refs_room = room;
	}
	s->refs[s->nrefs++] = (struct ref){id, insn};
	return true;
}

struct reg *
state_next(const struct state *s, struct state_place *at)
{
	for (; at->frame <= s->cur; at->frame++, at->i = 0) {
		struct frame *f = s->frames[at->frame];

		if (at->i < REGS)
			return &f->regs[at->i++];
		while (at->i < REGS + f->nslots) {
			struct slot *slot = &f->slots[at->i++ - REGS];

			if (slot_is_spill(slot))
				return &slot->spilled;
		}
	}
	return NULL;
}

struct state *
state_copy(struct pool *p, const struct state *from)
{
	struct state *s = pool_alloc(p, sizeof *s);
	uint32_t i;

	if (s == NULL)
		return NULL;
	*s = *from;
	for (i = 0; i < FRAMES; i++)
		s->frames[i] = NULL;
	s->next = s->prev = s->below = s->equal = NULL;
	s->hits = s->misses = 0;
	s->dropped = false;
	s->refs = NULL;
	s->nrefs = s->refs_room = 0;
	for (i = 0; i < from->nrefs; i++)
		if (!state_ref(p, s, from->refs[i].id, from->refs[i].insn)) {
			state_free(p, s);
			return NULL;
		}
	for (i = 0; i <= from->cur; i++) {
		s->frames[i] = frame_copy(p, from->frames[i]);
		if (s->frames[i] == NULL) {
			state_free(p, s);
			return NULL;
		}
	}
	return s;
}

void
state_free(struct pool *p, struct state *s)
{
	uint32_t i;

	if (s == NULL)
		return;
	for (i = 0; i < FRAMES; i++)
		frame_free(p, s->frames[i]);
	pool_free(p, s->refs, s->refs_room * sizeof *s->refs);
	pool_free(p, s, sizeof *s);
}

static bool
bounds_same(const struct bounds *a, const struct bounds *b)
{
	return a->bits.value == b->bits.value && a->bits.mask == b->bits.mask &&
	    a->smin == b->smin && a->smax == b->smax && a->umin == b->umin &&
	    a->umax == b->umax && a->smin32 == b->smin32 &&
	    a->smax32 == b->smax32 && a->umin32 == b->umin32 &&
	    a->umax32 == b->umax32;
}

bool
reg_same(const struct reg *a, const struct reg *b)
{
	return a->type == b->type && a->off == b->off && a->range == b->range &&
	    a->slice_of == b->slice_of && a->inner == b->inner &&
	    bounds_same(&a->b, &b->b);
}
