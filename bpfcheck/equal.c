/* equal - comparison of states. */
#include "equal.h"
#include "packet.h"
#include "region.h"

static void
begin(struct env *e)
{
	e->npairs = 0;
	e->pair_id = e->id;
}

/* One old id stands for one id now, and the other way round. */
static bool
ids(struct env *e, uint32_t old, uint32_t cur)
{
	uint32_t i;

	if ((old != 0) != (cur != 0))
		return false;
	if (old == 0)
		return true;
	for (i = 0; i < e->npairs; i++) {
		if (e->pairs[i].old == old)
			return e->pairs[i].cur == cur;
		if (e->pairs[i].cur == cur)
			return false;
	}
	if (e->npairs == ID_PAIRS)
		return false;
	e->pairs[e->npairs++] = (struct id_pair){old, cur};
	return true;
}

/* Numbers without id are each their own. */
static bool
scalar_ids(struct env *e, uint32_t old, uint32_t cur)
{
	if (old == 0)
		return true;
	if (cur == 0)
		cur = ++e->pair_id;
	if (!ids(e, old, cur))
		return false;
	return (old & REG_ID_ADD) == 0 ||
	    ids(e, old & ~REG_ID_ADD, cur & ~REG_ID_ADD);
}

static bool
exact(struct env *e, const struct reg *old, const struct reg *cur)
{
	return reg_same(old, cur) && ids(e, old->id, cur->id) &&
	    ids(e, old->ref, cur->ref);
}

/* The same things are held. */
static bool
refs(struct env *e, const struct state *old, const struct state *cur)
{
	uint32_t i;

	if (old->nrefs != cur->nrefs || old->lock_map != cur->lock_map ||
	    !ids(e, old->lock_id, cur->lock_id))
		return false;
	for (i = 0; i < old->nrefs; i++)
		if (!ids(e, old->refs[i].id, cur->refs[i].id))
			return false;
	return true;
}

static bool
scalar(struct env *e, const struct reg *old, const struct reg *cur,
    enum equal_how how)
{
	if (e->strict_numbers)
		return reg_same(old, cur) && scalar_ids(e, old->id, cur->id);
	/* Without privileges all count. */
	if (!old->precise && how == EQUAL_SAFE && !e->o->unprivileged)
		return true;
	/* What nothing was linked to may be linked now: more is known. */
	if (old->id != 0 &&
	    (((old->id ^ cur->id) & REG_ID_ADD) != 0 ||
		((old->id & REG_ID_ADD) != 0 && old->off != cur->off)))
		return false;
	return bounds_within(&old->b, &cur->b) &&
	    tnum_in(old->b.bits, cur->b.bits) &&
	    scalar_ids(e, old->id, cur->id);
}

/* As many bytes behind it, or more; where it was at the end, there. */
static bool
packet(struct env *e, const struct reg *old, const struct reg *cur)
{
	if (old->range < 0 || cur->range < 0 ? old->range != cur->range
					     : old->range > cur->range)
		return false;
	return old->off == cur->off && ids(e, old->id, cur->id) &&
	    bounds_within(&old->b, &cur->b) &&
	    tnum_in(old->b.bits, cur->b.bits);
}

/* A place no worse than before in the same map's values, or the same memory. */
static bool
place(struct env *e, const struct reg *old, const struct reg *cur)
{
	return old->off == cur->off && old->map == cur->map &&
	    old->inner == cur->inner && old->slice_of == cur->slice_of &&
	    bounds_within(&old->b, &cur->b) &&
	    tnum_in(old->b.bits, cur->b.bits) && ids(e, old->id, cur->id) &&
	    ids(e, old->ref, cur->ref);
}

static bool
reg(struct env *e, const struct reg *old, const struct reg *cur,
    enum equal_how how)
{
	if (how == EQUAL_EXACT)
		return exact(e, old, cur) && old->frame == cur->frame;
	/* What was not used then may be anything. */
	if (old->type == REG_NONE &&
	    (how == EQUAL_SAFE || cur->type == REG_NONE))
		return true;
	if (old->type != cur->type)
		return false;
	if (old->type == REG_SCALAR)
		return scalar(e, old, cur, how);
	if (packet_is_pointer(old))
		return packet(e, old, cur);
	if ((old->type & ~(unsigned)REG_OR_NULL) == REG_MAP_VALUE ||
	    old->type == REG_MAP_KEY || old->type == REG_TP_BUFFER ||
	    old->type == REG_BUFFER || old->type == REG_RDONLY_BUFFER ||
	    old->type == REG_PROBED || region_is_memory(old))
		return place(e, old, cur);
	return exact(e, old, cur) && old->frame == cur->frame;
}

static bool
is_misc(const struct env *e, const struct slot *s)
{
	unsigned i;

	for (i = 0; i < SLOT_BYTES; i++)
		if (s->bytes[i] != BYTE_MISC &&
		    (s->bytes[i] != BYTE_NONE || e->o->unprivileged))
			return false;
	return true;
}

/* As a number of 64 bits, if it is one. */
static const struct reg *
as_scalar(const struct env *e, const struct slot *s, struct reg *any)
{
	if (s->bytes[0] == BYTE_SPILL && s->spilled.type == REG_SCALAR)
		return &s->spilled;
	if (!is_misc(e, s))
		return NULL;
	reg_unknown(any);
	return any;
}

static bool
byte(const struct env *e, uint8_t old, uint8_t cur)
{
	return old == BYTE_NONE || old == cur ||
	    (old == BYTE_MISC && (!e->o->unprivileged || cur == BYTE_ZERO));
}

/* Of the same kind, and as much of it. */
static bool
dynptr(struct env *e, const struct reg *old, const struct reg *cur)
{
	return old->dynptr.kind == cur->dynptr.kind &&
	    old->dynptr.first == cur->dynptr.first &&
	    ids(e, old->ref, cur->ref);
}

/* cur is NULL where there is none. */
static bool
slot(struct env *e, const struct slot *old, const struct slot *cur,
    enum equal_how how)
{
	struct reg any_old, any_cur;
	const struct reg *was, *is;
	bool all_free = true;
	unsigned i;

	for (i = 0; i < SLOT_BYTES; i++) {
		if (how != EQUAL_SAFE &&
		    (cur == NULL || old->bytes[i] != cur->bytes[i]))
			return false;
		if (old->bytes[i] != BYTE_NONE &&
		    (old->bytes[i] != BYTE_MISC || e->o->unprivileged))
			all_free = false;
	}
	/* 6.18 takes what was not written for anything; where its paths are not
	   ours that could hide what it refuses. */
	if (all_free && e->differs && cur != NULL && slot_has_reg(cur) &&
	    !slot_is_scalar(cur))
		return false;
	if (all_free || cur == NULL)
		return all_free;
	was = as_scalar(e, old, &any_old);
	is = as_scalar(e, cur, &any_cur);
	if (was != NULL && is != NULL)
		return reg(e, was, is, how);
	for (i = 0; i < SLOT_BYTES; i++)
		if (!byte(e, old->bytes[i], cur->bytes[i]))
			return false;
	if (slot_is_dynptr(old))
		return dynptr(e, &old->spilled, &cur->spilled);
	return !slot_is_spill(old) || reg(e, &old->spilled, &cur->spilled, how);
}

static bool
frames(struct env *e, const struct frame *old, const struct frame *cur,
    uint16_t live, enum equal_how how)
{
	uint32_t i;

	if (old->turns > cur->turns)
		return false;
	for (i = 0; i < REGS; i++)
		if ((live >> i & 1) != 0 &&
		    !reg(e, &old->regs[i], &cur->regs[i], how))
			return false;
	for (i = 0; i < old->nslots; i++)
		if (!slot(e, &old->slots[i],
			i < cur->nslots ? &cur->slots[i] : NULL, how))
			return false;
	return true;
}

bool
equal_states(struct env *e, const struct state *old, const struct state *cur,
    enum equal_how how)
{
	uint32_t i;

	if (old->cur != cur->cur || (old->speculative && !cur->speculative))
		return false;
	begin(e);
	if (!refs(e, old, cur))
		return false;
	for (i = 0; i <= old->cur; i++) {
		const struct frame *f = old->frames[i], *g = cur->frames[i];

		if (f->callsite != g->callsite ||
		    !frames(
			e, f, g, e->aux[state_frame_insn(old, i)].live, how))
			return false;
	}
	return true;
}

bool
equal_may_loop(const struct state *old, const struct state *cur)
{
	uint32_t i;

	if (old->cur != cur->cur)
		return false;
	for (i = 0; i < REGS; i++) {
		const struct reg *a = state_reg(old, i), *b = state_reg(cur, i);

		if (!reg_same(a, b) || a->id != b->id || a->ref != b->ref)
			return false;
	}
	return true;
}

bool
equal_callsites(const struct state *a, const struct state *b)
{
	uint32_t i;

	if (a->cur != b->cur)
		return false;
	for (i = 0; i <= a->cur; i++)
		if (a->frames[i]->callsite != b->frames[i]->callsite)
			return false;
	return true;
}

static void
widen(struct env *e, const struct reg *old, struct reg *cur)
{
	if (old->type != REG_SCALAR || cur->type != REG_SCALAR ||
	    old->precise || cur->precise || exact(e, old, cur))
		return;
	reg_unknown(cur);
}

void
equal_widen(struct env *e, const struct state *old, struct state *cur)
{
	uint32_t frame, i;

	begin(e);
	for (frame = old->cur + 1; frame-- > 0;) {
		const struct frame *f = old->frames[frame];
		struct frame *g = cur->frames[frame];

		for (i = 0; i < REGS; i++)
			widen(e, &f->regs[i], &g->regs[i]);
		for (i = 0; i < f->nslots && i < g->nslots; i++)
			if (slot_is_spill(&f->slots[i]) &&
			    slot_is_spill(&g->slots[i]))
				widen(e, &f->slots[i].spilled,
				    &g->slots[i].spilled);
	}
}
