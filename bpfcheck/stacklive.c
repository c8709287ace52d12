/* stacklive - live stack slots. */
#include "stacklive.h"
#include "logprecise.h"

enum { BUCKETS = 256 };

/* Of one instruction and one frame's slots. */
struct masks {
	uint64_t may_read;
	uint64_t must_write;
	uint64_t written; /* here or on all ways on */
	uint64_t live;	  /* before it */
};

/* A function, called by a chain of instructions. */
struct instance {
	struct instance *next;
	uint32_t depth;
	uint32_t calls[FRAMES]; /* [0, depth) */
	uint32_t subprog[FRAMES];
	uint32_t start, count;
	bool updated, dropped; /* dropped: must_write became less */
	bool *seen;
	struct masks *masks[FRAMES];
};

struct live {
	struct instance *buckets[BUCKETS];
	struct instance *cur;
	uint64_t writes[FRAMES]; /* of the instruction now */
	uint32_t insn;
	struct instance *asked[FRAMES];
	const struct state *state;
};

int
live_init(struct env *e)
{
	e->live = pool_zero(&e->pool, sizeof *e->live);
	return e->live == NULL ? env_memory(e) : 0;
}

static uint32_t
hash(const uint32_t *calls, uint32_t depth, uint32_t subprog)
{
	uint32_t h = subprog * 0x9e3779b1u, i;

	for (i = 0; i < depth; i++)
		h = (h ^ calls[i]) * 0x85ebca6bu;
	return (h >> 16 ^ h) % BUCKETS;
}

static bool
is_chain(const struct instance *t, const uint32_t *calls, uint32_t depth,
    uint32_t subprog)
{
	uint32_t i;

	if (t->depth != depth || t->subprog[depth] != subprog)
		return false;
	for (i = 0; i < depth; i++)
		if (t->calls[i] != calls[i])
			return false;
	return true;
}

static struct instance *
lookup(struct env *e, const uint32_t *calls, const uint32_t *subprogs,
    uint32_t depth)
{
	const struct subprog *sub = &e->subprogs[subprogs[depth]];
	uint32_t h = hash(calls, depth, subprogs[depth]), i;
	struct instance *t;

	for (t = e->live->buckets[h]; t != NULL; t = t->next)
		if (is_chain(t, calls, depth, subprogs[depth]))
			return t;
	t = pool_zero(&e->pool, sizeof *t);
	if (t == NULL)
		return NULL;
	t->depth = depth;
	for (i = 0; i < depth; i++)
		t->calls[i] = calls[i];
	for (i = 0; i <= depth; i++)
		t->subprog[i] = subprogs[i];
	t->start = sub->start;
	t->count = sub[1].start - sub->start;
	t->seen = pool_array(&e->pool, t->count, sizeof *t->seen);
	if (t->seen == NULL)
		return NULL;
	t->next = e->live->buckets[h];
	e->live->buckets[h] = t;
	return t;
}

static struct instance *
of_state(struct env *e, const struct state *s, uint32_t frame)
{
	uint32_t calls[FRAMES], subprogs[FRAMES], i;

	for (i = 0; i <= frame; i++) {
		subprogs[i] = s->frames[i]->subprog;
		if (i < frame)
			calls[i] = (uint32_t)s->frames[i + 1]->callsite;
	}
	return lookup(e, calls, subprogs, frame);
}

static struct masks *
masks_at(const struct instance *t, uint32_t frame, uint32_t insn)
{
	if (t->masks[frame] == NULL)
		return NULL;
	return &t->masks[frame][insn - t->start];
}

static struct masks *
masks_made(struct env *e, struct instance *t, uint32_t frame, uint32_t insn)
{
	if (t->masks[frame] == NULL)
		t->masks[frame] =
		    pool_array(&e->pool, t->count, sizeof *t->masks[0]);
	return masks_at(t, frame, insn);
}

static int
current(struct env *e)
{
	if (e->live->cur == NULL)
		e->live->cur = of_state(e, e->cur, e->cur->cur);
	return e->live->cur == NULL ? env_memory(e) : 0;
}

static int
note_read(struct env *e, struct instance *t, uint32_t frame, uint32_t insn,
    uint64_t slots)
{
	struct masks *m = masks_made(e, t, frame, insn);

	if (m == NULL)
		return env_memory(e);
	if ((slots & ~m->may_read) != 0 &&
	    ((m->may_read | slots) & ~m->live) != 0)
		t->updated = true;
	m->may_read |= slots;
	return 0;
}

int
live_read(struct env *e, uint32_t frame, uint64_t slots)
{
	int fault = current(e);

	return fault != 0
	    ? fault
	    : note_read(e, e->live->cur, frame, (uint32_t)e->insn, slots);
}

void
live_write(struct env *e, uint32_t frame, uint64_t slots)
{
	e->live->writes[frame] |= slots;
}

static void
begin(struct live *l, const struct instance *t, uint32_t insn)
{
	uint32_t i;

	l->insn = insn;
	for (i = 0; i <= t->depth; i++)
		l->writes[i] = 0;
}

int
live_begin(struct env *e)
{
	int fault = current(e);

	if (fault == 0)
		begin(e->live, e->live->cur, (uint32_t)e->insn);
	return fault;
}

/* Only what every visit writes is written for certain. */
static int
commit(struct env *e, struct instance *t)
{
	struct live *l = e->live;
	bool *seen = &t->seen[l->insn - t->start];
	uint32_t i;

	for (i = 0; i <= t->depth; i++) {
		uint64_t written = l->writes[i];
		struct masks *m;

		if (written == 0 && (!*seen || t->masks[i] == NULL))
			continue;
		m = masks_made(e, t, i, l->insn);
		if (m == NULL)
			return env_memory(e);
		if (*seen)
			written &= m->must_write;
		if ((m->must_write & ~written) != 0)
			t->dropped = true;
		if (m->must_write != written)
			t->updated = true;
		m->must_write = written;
	}
	*seen = true;
	return 0;
}

int
live_commit(struct env *e)
{
	/* A call or a return: what it did belongs to the other function. */
	return e->live->cur == NULL ? 0 : commit(e, e->live->cur);
}

void
live_moved(struct env *e)
{
	e->live->cur = NULL;
}

/* Its calls, and where the function begins. */
static void
chain_of(const struct instance *t, uint32_t chain[FRAMES])
{
	uint32_t i;

	for (i = 0; i < t->depth; i++)
		chain[i] = t->calls[i];
	chain[t->depth] = t->start;
}

static void
log_insn_masks(struct env *e, const struct instance *t, uint32_t frame,
    uint32_t insn, uint64_t live, uint64_t written)
{
	const struct masks *m = masks_at(t, frame, insn);
	uint32_t chain[FRAMES];

	if (!log_is_full(e->log) ||
	    (m->may_read == 0 && m->must_write == 0 && insn != t->start &&
		!e->aux[insn].prune))
		return;
	chain_of(t, chain);
	log_slots(e, chain, t->depth, "live", frame, insn, m->live, live);
	log_slots(
	    e, chain, t->depth, "written", frame, insn, m->written, written);
}

static bool
update_insn(struct env *e, struct instance *t, uint32_t frame, uint32_t insn)
{
	struct masks *m = masks_at(t, frame, insn);
	uint32_t to[2];
	unsigned n = env_successors(e, insn, to), i;
	uint64_t after = 0, live, written = UINT64_MAX;
	bool changed;

	if (n == 0)
		return false;
	for (i = 0; i < n; i++) {
		const struct masks *next = masks_at(t, frame, to[i]);

		after |= next->live;
		written &= next->written;
	}
	written |= m->must_write;
	live = (after & ~m->must_write) | m->may_read;
	changed = live != m->live || written != m->written;
	log_insn_masks(e, t, frame, insn, live, written);
	m->live = live;
	m->written = written;
	return changed;
}

/* To the call: what the function reads and writes of its callers' frames. */
static int
to_caller(struct env *e, struct instance *t)
{
	struct instance *outer = lookup(e, t->calls, t->subprog, t->depth - 1);
	uint32_t call = t->calls[t->depth - 1], i;
	int fault;

	if (outer == NULL)
		return env_memory(e);
	begin(e->live, outer, call);
	for (i = 0; i < t->depth; i++) {
		const struct masks *m = masks_at(t, i, t->start);

		if (m == NULL)
			continue;
		live_write(e, i, m->written);
		fault = note_read(e, outer, i, call, m->live);
		if (fault != 0)
			return fault;
	}
	return commit(e, outer);
}

static int
update(struct env *e, struct instance *t)
{
	const struct subprog *sub = &e->subprogs[t->subprog[t->depth]];
	uint32_t i, k, rounds = 0, chain[FRAMES];
	bool again = true;

	for (i = 0; t->dropped && i <= t->depth; i++)
		for (k = 0; t->masks[i] != NULL && k < t->count; k++)
			t->masks[i][k].written = 0;
	for (; again; rounds++) {
		again = false;
		for (i = 0; i <= t->depth; i++)
			for (k = sub->postorder;
			     t->masks[i] != NULL && k < sub[1].postorder; k++)
				again |= update_insn(e, t, i, e->postorder[k]);
	}
	chain_of(t, chain);
	log_rounds(e, chain, t->depth, rounds);
	t->updated = t->dropped = false;
	return t->depth > 0 ? to_caller(e, t) : 0;
}

int
live_update(struct env *e)
{
	uint32_t frame = e->cur->cur + 1;
	struct instance *t;
	int fault;

	e->live->cur = NULL;
	while (frame-- > 0) {
		t = of_state(e, e->cur, frame);
		if (t == NULL)
			return env_memory(e);
		fault = t->updated ? update(e, t) : 0;
		if (fault != 0)
			return fault;
	}
	return 0;
}

int
live_ask(struct env *e, const struct state *s)
{
	uint32_t i;

	for (i = 0; i <= s->cur; i++) {
		e->live->asked[i] = of_state(e, s, i);
		if (e->live->asked[i] == NULL)
			return env_memory(e);
	}
	e->live->state = s;
	return 0;
}

static bool
is_live(const struct instance *t, uint32_t insn, uint32_t frame, uint32_t slot)
{
	const struct masks *m = masks_at(t, frame, insn);

	return m != NULL && (m->live >> slot & 1) != 0;
}

bool
live_is(const struct env *e, uint32_t frame, uint32_t slot)
{
	const struct live *l = e->live;
	const struct state *s = l->state;
	uint32_t i;

	if (is_live(l->asked[s->cur], (uint32_t)s->insn, frame, slot))
		return true;
	/* Or after one of the calls that have to come back. */
	for (i = frame; i < s->cur; i++) {
		uint32_t call = (uint32_t)state_frame_insn(s, i);

		/* One that calls back is come to again. */
		if (is_live(l->asked[i],
			e->aux[call].calls_back ? call : call + 1, frame, slot))
			return true;
	}
	return false;
}
