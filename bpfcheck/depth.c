/* depth - stack of the deepest chain of calls. */
#include "check.h"
#include "kernels.h"
#include "typerule.h"

/* 33 programs may follow one another, and the stack is 8 KB. */
enum { OWN_STACK_LEAST = 64, TAIL_CALL_MOST = 256 };

struct walk {
	uint32_t depth; /* bytes, rounded by the compiler */
	uint32_t frames;
	uint32_t insn[FRAMES], subprog[FRAMES]; /* to go on at */
};

static uint32_t
rounded(const struct env *e, const struct subprog *s)
{
	uint32_t unit = kernels_stack_unit(e->o->kernel);
	/* 6.1 counts a function without a stack as one of a byte. */
	uint32_t least = e->o->kernel == VF_KERNEL_6_1;

	return ((s->depth > least ? s->depth : least) + unit - 1) / unit * unit;
}

static int
enter(struct env *e, struct walk *w, uint32_t idx)
{
	struct subprog *s = &e->subprogs[idx];

	if (idx != 0 && s->has_tail_call && w->depth >= TAIL_CALL_MOST)
		return env_refuse(e, FAULT_ACCESS,
		    "tail_calls are not allowed when call stack of previous "
		    "frames is %u bytes. Too large",
		    w->depth);
	if (kernels_own_stack(e->o->kernel) && typerule_own_stack(e->p->type) &&
	    !e->has_tail_call && rounded(e, s) >= OWN_STACK_LEAST)
		s->own_stack = true;
	if (s->own_stack) {
		if (rounded(e, s) <= STACK_BYTES)
			return 0;
		return env_refuse(e, FAULT_ACCESS,
		    "stack size of subprog %u is %u. Too large", idx,
		    rounded(e, s));
	}
	w->depth += rounded(e, s);
	if (w->depth <= STACK_BYTES)
		return 0;
	env_fault(e, "at most 512 bytes",
	    "the stack of %u functions that call "
	    "each other",
	    w->frames + 1);
	return env_refuse(e, FAULT_ACCESS,
	    "combined stack size of %u calls is %u. Too large", w->frames + 1,
	    w->depth);
}

/* With as many frames and bytes before it, or more, nothing was found: else
   walks would be as many as the ways to call. */
static bool
was_walked(struct env *e, const struct walk *w, uint32_t idx)
{
	uint16_t *walked = e->subprogs[idx].walked;
	uint32_t f;

	for (f = w->frames; f < FRAMES; f++)
		if (walked[f] > w->depth)
			return true;
	walked[w->frames] = (uint16_t)(w->depth + 1);
	return false;
}

/* The next call in the function at *i; false: there is none. */
static bool
next_call(const struct env *e, uint32_t idx, uint32_t *i)
{
	for (; *i < e->subprogs[idx + 1].start; (*i)++)
		if (insn_is_subprog_call(&e->insns[*i]))
			return true;
	return false;
}

/* Back to the call, and on behind it. */
static void
leave(struct walk *w, uint32_t *idx, uint32_t *i)
{
	w->frames--;
	*i = w->insn[w->frames];
	*idx = w->subprog[w->frames];
}

int
check_depth(struct env *e)
{
	struct walk w = {.depth = 0};
	uint32_t idx = 0, i = 0;
	int fault = enter(e, &w, 0);

	while (fault == 0) {
		if (next_call(e, idx, &i)) {
			w.insn[w.frames] = i + 1;
			w.subprog[w.frames] = idx;
			i = (uint32_t)((int64_t)i + e->insns[i].imm + 1);
			idx = env_subprog_of(e, i);
			if (++w.frames >= FRAMES)
				return env_refuse(e, FAULT_TOO_BIG,
				    "the call stack of %u frames is too deep !",
				    w.frames);
			if (was_walked(e, &w, idx))
				leave(&w, &idx, &i);
			else
				fault = enter(e, &w, idx);
			continue;
		}
		if (w.frames == 0)
			return 0;
		if (!e->subprogs[idx].own_stack)
			w.depth -= rounded(e, &e->subprogs[idx]);
		leave(&w, &idx, &i);
	}
	return fault;
}
