/* cfglive - registers that may be read before they are written.
   kernel/bpf/verifier.c: compute_live_registers. */
#include "cfg.h"
#include "effect.h"
#include "helper.h"
#include "logprecise.h"

enum { ARGUMENTS = 0x3e };

/* One that users without privileges may not call is none that is known. */
static struct effect
effect(const struct env *e, const struct insn *i)
{
	struct effect by = effect_of(e->p, i);

	if (e->o->unprivileged && insn_is_jump(i) && insn_op(i) == JMP_CALL &&
	    i->src == CALL_HELPER && !helper_for_all(i->imm, e->p->type))
		by.reads = ARGUMENTS;
	return by;
}

static bool
update(struct env *e, uint32_t i, struct effect by)
{
	uint32_t to[2];
	unsigned n = env_successors(e, i, to);
	uint16_t live = 0;

	if (n > 0)
		live |= e->aux[to[0]].live;
	if (n > 1)
		live |= e->aux[to[1]].live;
	live = (uint16_t)((live & ~by.writes) | by.reads);
	if (live == e->aux[i].live)
		return false;
	e->aux[i].live = live;
	return true;
}

int
cfg_live_registers(struct env *e)
{
	uint32_t n = e->subprogs[e->nsubprogs].postorder, k;
	struct effect *effects = pool_array(&e->pool, e->len, sizeof *effects);
	bool again = true;

	if (effects == NULL)
		return env_memory(e);
	for (k = 0; k < e->len; k++)
		effects[k] = effect(e, &e->insns[k]);
	while (again) {
		again = false;
		for (k = 0; k < n; k++)
			again |= update(
			    e, e->postorder[k], effects[e->postorder[k]]);
	}
	pool_free(&e->pool, effects, e->len * sizeof *effects);
	log_live(e);
	return 0;
}
