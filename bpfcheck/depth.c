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
	bool no_own_stack;
};

static uint32_t
rounded(const struct env *e, const struct subprog *s)
{
	uint32_t unit = kernels_stack_unit(e->o->kernel);
	/* 6.1 counts a function without a stack as one of a byte. */
	uint32_t least = e->o->kernel == VF_KERNEL_6_1;

	return ((s->depth > least ? s->depth : least) + unit - 1) / unit * unit;
}

static bool
in_callback(const struct env *e, const struct walk *w, uint32_t idx)
{
	uint32_t i;

	for (i = 0; i < w->frames; i++)
		if (e->subprogs[w->subprog[i]].callback)
			return true;
	return e->subprogs[idx].callback;
}

static int
enter(struct env *e, struct walk *w, uint32_t idx)
{
	struct subprog *s = &e->subprogs[idx];

	if (s->has_ld_abs && in_callback(e, w, idx))
		return env_refuse(e, FAULT_INVALID,
		    "cannot use BPF_LD_[ABS|IND] within callback");
	if (idx != 0 && s->has_tail_call && w->depth >= TAIL_CALL_MOST)
		return env_refuse(e, FAULT_ACCESS,
		    "tail_calls are not allowed when call stack of previous "
		    "frames is %u bytes. Too large",
		    w->depth);
	s->no_own_stack |= w->no_own_stack || !kernels_own_stack(e->o->kernel);
	if (typerule_own_stack(e->p) && !e->has_tail_call && !s->no_own_stack &&
	    rounded(e, s) >= OWN_STACK_LEAST)
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
	uint16_t *walked = e->subprogs[idx].walked[in_callback(e, w, idx)];
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
		if (insn_is_subprog_call(&e->insns[*i]) ||
		    (e->insns[*i].code == INSN_LD_IMM64 &&
			e->insns[*i].src == PSEUDO_FUNC))
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

/* Into the function that the instruction at i names. */
static int
follow(struct env *e, struct walk *w, uint32_t *idx, uint32_t *i)
{
	uint32_t call = *i;
	uint32_t to = (uint32_t)((int64_t)call + e->insns[call].imm + 1);
	uint32_t callee = env_subprog_of(e, to);

	*i = call + 1;
	if (e->subprogs[callee].async) {
		if (e->subprogs[callee].has_tail_call)
			return env_refuse(e, FAULT_BAD,
			    "verifier bug: subprog has tail_call and async cb");
		/* Its stack is its own unless it is called. */
		if (!insn_is_subprog_call(&e->insns[call]))
			return 0;
	}
	w->insn[w->frames] = call + 1;
	w->subprog[w->frames] = *idx;
	*i = to;
	*idx = callee;
	if (++w->frames >= FRAMES)
		return env_refuse(e, FAULT_TOO_BIG,
		    "the call stack of %u frames is too deep !", w->frames);
	if (was_walked(e, w, callee)) {
		leave(w, idx, i);
		return 0;
	}
	return enter(e, w, callee);
}

static int
walk_from(struct env *e, uint32_t idx)
{
	struct walk w = {.no_own_stack = idx != 0};
	uint32_t i = e->subprogs[idx].start;
	int fault = enter(e, &w, idx);

	while (fault == 0) {
		if (next_call(e, idx, &i)) {
			fault = follow(e, &w, &idx, &i);
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

/* What timers call first: those have no stack of their own under the program,
   either. */
int
check_depth(struct env *e)
{
	uint32_t i;
	int fault = 0;

	/* No instruction is at fault. */
	e->insn = -1;
	for (i = e->nsubprogs; fault == 0 && i-- > 0;)
		if (i == 0 || e->subprogs[i].async)
			fault = walk_from(e, i);
	return fault;
}
