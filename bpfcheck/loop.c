/* loop - edges back, by loop and by the calls that led to it. */
#include "loop.h"
#include "logprecise.h"
#include "precise.h"

enum { ROUNDS = 64 };

struct visit {
	struct visit *next;
	uint32_t calls[FRAMES];
	struct state *entry;
	struct state *edges; /* by below */
	uint32_t nedges;
};

struct loop {
	struct visit *visits;
};

struct chain {
	uint32_t calls[FRAMES];
	uint32_t scc;
};

/* The outermost frame that is in a loop, and the calls down to it. */
static bool
chain_of(const struct env *e, const struct state *s, struct chain *c)
{
	uint32_t i;

	*c = (struct chain){{0}, 0};
	for (i = 0; i <= s->cur; i++) {
		uint32_t insn = (uint32_t)state_frame_insn(s, i);

		c->scc = e->aux[insn].scc;
		if (c->scc != 0)
			return true;
		if (i < s->cur)
			c->calls[i] = insn;
	}
	return false;
}

static struct visit *
lookup(const struct env *e, const struct chain *c)
{
	struct visit *v;
	uint32_t i;

	for (v = e->loops[c->scc].visits; v != NULL; v = v->next) {
		for (i = 0; i < FRAMES && v->calls[i] == c->calls[i]; i++)
			continue;
		if (i == FRAMES)
			return v;
	}
	return NULL;
}

static struct visit *
made(struct env *e, const struct chain *c)
{
	struct visit *v = lookup(e, c);
	uint32_t i;

	if (v != NULL)
		return v;
	v = pool_zero(&e->pool, sizeof *v);
	if (v == NULL)
		return NULL;
	for (i = 0; i < FRAMES; i++)
		v->calls[i] = c->calls[i];
	v->next = e->loops[c->scc].visits;
	e->loops[c->scc].visits = v;
	return v;
}

static bool
ready(struct env *e)
{
	if (e->loops == NULL)
		e->loops = pool_array(
		    &e->pool, (size_t)e->nloops + 1, sizeof *e->loops);
	return e->loops != NULL;
}

int
loop_enter(struct env *e, struct state *s)
{
	struct chain c;
	struct visit *v;

	if (!chain_of(e, s, &c))
		return 0;
	v = ready(e) ? made(e, &c) : NULL;
	if (v == NULL)
		return env_memory(e);
	if (v->entry == NULL) {
		v->entry = s;
		log_loop(e, "enter", c.calls, c.scc);
	}
	return 0;
}

static int
carry_edges(struct env *e, struct visit *v)
{
	struct state *s, *next;
	bool changed = true;
	int rounds, fault;

	for (rounds = 0; changed && rounds < ROUNDS; rounds++) {
		changed = false;
		for (s = v->edges; s != NULL; s = s->below) {
			fault = precise_carry(e, s->equal, s, &changed);
			if (fault != 0)
				return fault;
		}
	}
	for (s = v->edges; s != NULL; s = next) {
		next = s->below;
		if (changed)
			precise_all(e, s);
		state_free(&e->pool, s);
	}
	v->edges = NULL;
	return 0;
}

int
loop_leave(struct env *e, struct state *s)
{
	struct chain c;
	struct visit *v;

	if (e->loops == NULL || !chain_of(e, s, &c))
		return 0;
	v = lookup(e, &c);
	if (v == NULL || v->entry != s)
		return 0;
	log_loop(e, "exit", c.calls, c.scc);
	v->entry = NULL;
	e->nedges -= v->nedges;
	v->nedges = 0;
	return carry_edges(e, v);
}

int
loop_add_edge(struct env *e, struct state *old)
{
	struct state *s = state_copy(&e->pool, e->cur);
	struct chain c;
	struct visit *v;

	if (s == NULL)
		return env_memory(e);
	if (!chain_of(e, old, &c) || !ready(e) || (v = lookup(e, &c)) == NULL)
		return env_refuse(e, FAULT_BAD, "an edge back in no loop");
	log_loop(e, "backedge", c.calls, c.scc);
	s->equal = old;
	s->insn = e->insn;
	s->below = v->edges;
	v->edges = s;
	v->nedges++;
	e->nedges++;
	return 0;
}

bool
loop_is_open(struct env *e, const struct state *s)
{
	struct chain c;
	struct visit *v;

	if (e->loops == NULL || !chain_of(e, s, &c))
		return false;
	v = lookup(e, &c);
	return v != NULL && v->edges != NULL;
}
