/* linked - registers that hold the same number. */
#include "linked.h"

enum { ENTRY_BITS = 10, COUNT_BITS = 4 };

static void
add(struct linked *l, struct reg *r, uint32_t id, uint32_t frame, uint32_t at,
    bool is_reg)
{
	if (r->type != REG_SCALAR || (r->id & ~REG_ID_ADD) != id)
		return;
	if (l->n == LINKED_MOST) {
		reg_unlink(r);
		return;
	}
	l->of[l->n].frame = (uint8_t)frame;
	l->of[l->n].at = (uint8_t)at;
	l->of[l->n].is_reg = is_reg;
	l->n++;
}

void
linked_collect(
    const struct env *e, struct state *s, uint32_t id, struct linked *l)
{
	uint32_t frame = s->cur + 1, i;

	id &= ~REG_ID_ADD;
	while (frame-- > 0) {
		struct frame *f = s->frames[frame];
		uint16_t live = e->aux[state_frame_insn(s, frame)].live;

		for (i = 0; i < R10; i++)
			if ((live >> i & 1) != 0)
				add(l, &f->regs[i], id, frame, i, true);
		for (i = 0; i < f->nslots; i++)
			if (slot_is_spill(&f->slots[i]))
				add(l, &f->slots[i].spilled, id, frame, i,
				    false);
	}
}

bool
linked_has_sum(
    const struct state *s, const struct reg *known, const struct linked *l)
{
	uint32_t i;

	for (i = 0; i < l->n; i++) {
		const struct frame *f = s->frames[l->of[i].frame];
		uint8_t at = l->of[i].at;
		const struct reg *r =
		    l->of[i].is_reg ? &f->regs[at] : &f->slots[at].spilled;

		if (r->type == REG_SCALAR && r->id != known->id &&
		    ((r->id ^ known->id) & ~REG_ID_ADD) == 0)
			return true;
	}
	return false;
}

/* r is known plus what their offsets differ by. */
static void
learn(struct reg *r, const struct reg *known)
{
	int32_t off = r->off;
	uint32_t id = r->id, flags = r->id | known->id;
	struct bounds by;

	/* Sums of 32 bits and of 64 have no common difference. */
	if (((r->id ^ known->id) & REG_ID_ADD) == REG_ID_ADD)
		return;
	if ((flags & REG_ID_ADD) == 0 || off == known->off) {
		*r = *known;
		return;
	}
	bounds_const(&by, (uint64_t)((int64_t)off - known->off));
	*r = *known;
	r->off = off;
	r->id = id;
	bounds_add(&r->b, &by);
	if ((flags & REG_ID_ADD32) != 0)
		bounds_zero_extend(&r->b);
	bounds_sync(&r->b);
}

void
linked_sync(struct state *s, const struct reg *known, const struct linked *l)
{
	uint32_t i;

	for (i = 0; i < l->n; i++) {
		struct frame *f = s->frames[l->of[i].frame];
		uint8_t at = l->of[i].at;
		struct reg *r =
		    l->of[i].is_reg ? &f->regs[at] : &f->slots[at].spilled;

		if (r->type == REG_SCALAR && r != known &&
		    ((r->id ^ known->id) & ~REG_ID_ADD) == 0)
			learn(r, known);
	}
}

uint64_t
linked_pack(const struct linked *l)
{
	uint64_t v = 0;
	uint32_t i;

	for (i = l->n; i-- > 0;)
		v = v << ENTRY_BITS | l->of[i].frame |
		    (uint64_t)l->of[i].at << 3 | (uint64_t)l->of[i].is_reg << 9;
	return v << COUNT_BITS | l->n;
}

void
linked_unpack(uint64_t v, struct linked *l)
{
	uint32_t i;

	l->n = (uint32_t)(v & ((1u << COUNT_BITS) - 1));
	v >>= COUNT_BITS;
	for (i = 0; i < l->n; i++, v >>= ENTRY_BITS) {
		l->of[i].frame = v & 7;
		l->of[i].at = v >> 3 & 63;
		l->of[i].is_reg = (v >> 9 & 1) != 0;
	}
}

void
linked_name(struct env *e, struct reg *r)
{
	if (r->type != REG_SCALAR)
		return;
	/* A register that is another's sum is its own from here on. */
	if ((r->id & REG_ID_ADD) != 0) {
		reg_unlink(r);
	}
	if (r->id == 0 && !tnum_is_const(r->b.bits))
		r->id = ++e->id;
}
