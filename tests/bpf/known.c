/* known - see known.h */
#include "known.h"
#include "core.h"
#include "state.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 40000 };

struct seen {
	uint32_t pc, depth;
	int32_t callsite[FRAMES];
	struct reg reg[FRAMES][REGS];
	uint32_t nslots[FRAMES];
	struct slot *slots[FRAMES];
	struct seen *next;
};

struct known {
	uint32_t len;
	struct seen **at; /* by instruction */
	unsigned long n;
};

static void
look(void *arg, uint32_t insn, const void *state)
{
	struct known *k = arg;
	const struct state *s = state;
	struct seen *n;

	if (++k->n > MOST || (n = calloc(1, sizeof *n)) == NULL)
		return;
	n->pc = insn;
	n->depth = s->cur;
	for (uint32_t i = 0; i <= s->cur; i++) {
		const struct frame *f = s->frames[i];
		size_t bytes = f->nslots * sizeof *f->slots;

		n->callsite[i] = f->callsite;
		memcpy(n->reg[i], f->regs, sizeof f->regs);
		n->slots[i] = malloc(bytes + 1);
		if (n->slots[i] != NULL) {
			memcpy(n->slots[i], f->slots, bytes);
			n->nslots[i] = f->nslots;
		}
	}
	n->next = k->at[insn];
	k->at[insn] = n;
}

static bool
go_on(void *arg)
{
	const struct known *k = arg;

	return k->n <= MOST;
}

struct known *
known_of(const struct prog *p)
{
	struct known *k = calloc(1, sizeof *k);
	struct vf_program q = core_program(p);
	struct vf_options o = {.every_path = true};
	struct vf_host h = {.arg = k,
	    .alloc = core_alloc,
	    .give_back = core_free,
	    .yield = go_on,
	    .look = look};
	struct vf_result r;

	if (k == NULL)
		return NULL;
	k->len = p->len;
	k->at = calloc(p->len + 1, sizeof *k->at);
	if (k->at != NULL)
		vf_check(&q, &o, &h, &r);
	if (k->at != NULL && r.verdict == VF_ACCEPT && k->n <= MOST)
		return k;
	known_free(k);
	return NULL;
}

void
known_free(struct known *k)
{
	for (uint32_t i = 0; k->at != NULL && i < k->len; i++)
		for (struct seen *s = k->at[i], *next; s != NULL; s = next) {
			next = s->next;
			for (unsigned f = 0; f < FRAMES; f++)
				free(s->slots[f]);
			free(s);
		}
	free(k->at);
	free(k);
}

static bool
in_bounds(const struct bounds *b, uint64_t v)
{
	return (v & ~b->bits.mask) == b->bits.value && v >= b->umin &&
	    v <= b->umax && (int64_t)v >= b->smin && (int64_t)v <= b->smax &&
	    (uint32_t)v >= b->umin32 && (uint32_t)v <= b->umax32 &&
	    (int32_t)v >= b->smin32 && (int32_t)v <= b->smax32;
}

static bool
in_reg(const struct reg *k, const struct known_run *r, uint64_t v)
{
	switch (k->type) {
	case REG_NONE:
		return true;
	case REG_SCALAR:
		return in_bounds(&k->b, v);
	case REG_CTX:
		return in_bounds(&k->b, v - r->ctx - (uint64_t)(int64_t)k->off);
	default:
		return in_bounds(
		    &k->b, v - r->fp[k->frame] - (uint64_t)(int64_t)k->off);
	}
}

static bool
in_slot(const struct slot *k, const struct known_run *r, const uint8_t *bytes)
{
	unsigned n = 0;
	uint64_t v = 0;

	/* bytes[7] of a slot is the lowest address. */
	for (unsigned i = 0; i < SLOT_BYTES; i++)
		if (k->bytes[SLOT_BYTES - 1 - i] == BYTE_ZERO && bytes[i] != 0)
			return false;
	while (n < SLOT_BYTES && k->bytes[SLOT_BYTES - 1 - n] == BYTE_SPILL)
		n++;
	memcpy(&v, bytes, n);
	/* Of a number that was cut nothing is said of what is left. */
	if (n == 0 || (n < SLOT_BYTES && bounds_width(&k->spilled.b) > n * 8))
		return true;
	return in_reg(&k->spilled, r, v);
}

static bool
in_frame(const struct seen *s, const struct known_run *r, unsigned f)
{
	unsigned from = f == r->frame ? R0 : R6;

	if (f > 0 && (uint32_t)s->callsite[f] != r->callsite[f])
		return false;
	for (unsigned i = from; i < REGS; i++)
		if (!in_reg(&s->reg[f][i], r, r->reg[f][i]))
			return false;
	for (uint32_t i = 0; i < s->nslots[f]; i++)
		if (!in_slot(&s->slots[f][i], r,
			r->stack[f] + 512 - (i + 1) * SLOT_BYTES))
			return false;
	return true;
}

bool
known_holds(const struct known *k, const struct known_run *r)
{
	for (const struct seen *s = k->at[r->pc]; s != NULL; s = s->next) {
		unsigned f = 0;

		if (s->depth != r->frame)
			continue;
		while (f <= r->frame && in_frame(s, r, f))
			f++;
		if (f > r->frame)
			return true;
	}
	return false;
}
