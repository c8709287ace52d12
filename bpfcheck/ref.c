/* ref - see ref.h */
#include "ref.h"
#include "log.h"

int
ref_acquire(struct env *e, uint32_t *id)
{
	if (!state_ref(&e->pool, e->cur, e->id + 1, e->insn))
		return env_memory(e);
	*id = ++e->id;
	return 0;
}

void
ref_forget(struct state *s, uint32_t id)
{
	uint32_t i;

	for (i = 0; i < s->nrefs && s->refs[i].id != id; i++)
		;
	if (i == s->nrefs)
		return;
	/* The last takes its place: the order is compared. */
	s->refs[i] = s->refs[--s->nrefs];
}

void
ref_release(struct env *e, uint32_t id)
{
	struct state *s = e->cur;
	struct state_place at = {0};
	struct reg *r;

	ref_forget(s, id);
	while ((r = state_next(s, &at)) != NULL)
		if (r->ref == id && e->o->unprivileged)
			reg_none(r);
		else if (r->ref == id)
			reg_unknown(r);
}

int
ref_check_leak(struct env *e, const char *what)
{
	const struct state *s = e->cur;
	uint32_t i;

	if (s->cur > 0 || s->nrefs == 0)
		return 0;
	e->result->ref = s->refs[0].id;
	env_fault(e, "that it is given back on every path",
	    "what instruction %d got", s->refs[0].insn);
	(void)env_refuse(e, FAULT_INVALID,
	    "Unreleased reference id=%u alloc_insn=%d", s->refs[0].id,
	    s->refs[0].insn);
	for (i = 1; i < s->nrefs; i++)
		log_text(e->log, "Unreleased reference id=%u alloc_insn=%d\n",
		    s->refs[i].id, s->refs[i].insn);
	log_text(e->log, "%s would lead to reference leak\n", what);
	return FAULT_INVALID;
}
