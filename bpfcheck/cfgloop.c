/* cfgloop - strongly connected components, by Tarjan's algorithm without
   recursion. kernel/bpf/verifier.c: compute_scc. */
#include "cfg.h"

struct search {
	uint32_t *number; /* in order of discovery, from 1; 0: not yet */
	uint32_t *low;	  /* the least number that is led to */
	uint32_t *open;	  /* instructions in no component yet */
	uint32_t *path;
	uint8_t *next; /* successor to follow */
	uint32_t nopen, depth, count;
};

enum { CLOSED = UINT32_MAX };

static void
enter(struct search *s, uint32_t i)
{
	s->number[i] = s->low[i] = ++s->count;
	s->open[s->nopen++] = i;
	s->path[s->depth++] = i;
}

static bool
leads_to_itself(const struct env *e, uint32_t i)
{
	uint32_t to[2];
	unsigned n = env_successors(e, i, to);

	return (n > 0 && to[0] == i) || (n > 1 && to[1] == i);
}

/* i's component is what was opened since i. */
static void
close_component(struct env *e, struct search *s, uint32_t i)
{
	uint32_t last = s->open[s->nopen - 1], k;
	bool loop = last != i || leads_to_itself(e, i);

	if (loop)
		e->nloops++;
	do {
		k = s->open[--s->nopen];
		s->low[k] = CLOSED;
		if (loop)
			e->aux[k].scc = e->nloops;
	} while (k != i);
}

static void
step(struct env *e, struct search *s)
{
	uint32_t i = s->path[s->depth - 1], to[2], up;
	unsigned n = env_successors(e, i, to);

	while (s->next[i] < n) {
		uint32_t k = to[s->next[i]++];

		if (s->number[k] == 0) {
			enter(s, k);
			return;
		}
		if (s->low[k] != CLOSED && s->low[k] < s->low[i])
			s->low[i] = s->low[k];
	}
	s->depth--;
	up = s->depth > 0 ? s->path[s->depth - 1] : i;
	if (s->low[i] < s->low[up])
		s->low[up] = s->low[i];
	if (s->low[i] == s->number[i])
		close_component(e, s, i);
}

int
cfg_loops(struct env *e)
{
	struct pool *p = &e->pool;
	struct search s = {pool_array(p, e->len, sizeof *s.number),
	    pool_array(p, e->len, sizeof *s.low),
	    pool_array(p, e->len, sizeof *s.open),
	    pool_array(p, e->len, sizeof *s.path),
	    pool_array(p, e->len, sizeof *s.next), 0, 0, 0};
	uint32_t i;

	if (s.number == NULL || s.low == NULL || s.open == NULL ||
	    s.path == NULL || s.next == NULL)
		return env_memory(e);
	for (i = 0; i < e->nsubprogs; i++) {
		enter(&s, e->subprogs[i].start);
		while (s.depth > 0)
			step(e, &s);
	}
	pool_free(p, s.number, e->len * sizeof *s.number);
	pool_free(p, s.low, e->len * sizeof *s.low);
	pool_free(p, s.open, e->len * sizeof *s.open);
	pool_free(p, s.path, e->len * sizeof *s.path);
	pool_free(p, s.next, e->len * sizeof *s.next);
	return 0;
}
