/* cfg - depth-first search. kernel/bpf/verifier.c: check_cfg. */
#include "cfg.h"
#include "callback.h"
#include "helper.h"

enum { FALLTHROUGH = 1, BRANCH = 2, DISCOVERED = 0x10, EXPLORED = 0x20 };
enum { DONE, GO_ON };

struct search {
	uint8_t *state;
	uint32_t *stack;
	uint32_t depth;
};

static int
follow(struct env *e, struct search *s, uint32_t from, int64_t to, int edge)
{
	if (s->state[from] >= (DISCOVERED | edge))
		return DONE;
	if (to < 0 || to >= e->len) {
		e->insn = (int32_t)from;
		return env_refuse(e, FAULT_INVALID,
		    "jump out of range from insn %u to %d", from, (int)to);
	}
	if (edge == BRANCH)
		e->aux[to].prune = e->aux[to].jump = true;
	if (s->state[to] == 0) {
		s->state[from] = (uint8_t)(DISCOVERED | edge);
		s->state[to] = DISCOVERED;
		s->stack[s->depth++] = (uint32_t)to;
		return GO_ON;
	}
	if ((s->state[to] & 0xf0) == DISCOVERED) {
		if (!e->o->unprivileged)
			return DONE;
		e->insn = (int32_t)from;
		return env_refuse(e, FAULT_INVALID,
		    "back-edge from insn %u to %d", from, (int)to);
	}
	s->state[from] = (uint8_t)(DISCOVERED | edge);
	return DONE;
}

static void
moves(struct env *e, uint32_t i)
{
	e->subprogs[env_subprog_of(e, i)].moves = true;
}

/* Come to again after the function that it calls, whose moves are its own. */
static int
visit_call(struct env *e, struct search *s, uint32_t i, bool callee)
{
	uint32_t next = i + env_size(e, i);
	int r = follow(e, s, i, next, FALLTHROUGH);
	int64_t to;

	if (r != DONE)
		return r;
	/* Coming back is no step from the instruction before. */
	e->aux[next].prune = e->aux[next].jump = true;
	if (!callee)
		return DONE;
	e->aux[i].prune = true;
	to = (int64_t)i + e->insns[i].imm + 1;
	if (e->subprogs[env_subprog_of(e, (uint32_t)to)].moves)
		moves(e, i);
	return follow(e, s, i, to, BRANCH);
}

static int
visit(struct env *e, struct search *s, uint32_t i)
{
	const struct insn *in = &e->insns[i];
	int64_t to = (int64_t)i + env_jump(in) + 1;
	int r;

	if (in->code == INSN_LD_IMM64 && in->src == PSEUDO_FUNC)
		return visit_call(e, s, i, true);
	if (!insn_is_jump(in))
		return follow(
		    e, s, i, (int64_t)i + env_size(e, i), FALLTHROUGH);
	switch (insn_op(in)) {
	case JMP_EXIT:
		return DONE;
	case JMP_CALL:
		if (in->src == CALL_HELPER && callback_is_caller(in->imm))
			e->aux[i].calls_back = e->aux[i].checkpoint =
			    e->aux[i].prune = e->aux[i].jump = true;
		if (in->src == CALL_HELPER &&
		    in->imm == HELPER_TIMER_SET_CALLBACK)
			e->aux[i].prune = true;
		if (in->src == CALL_HELPER && helper_moves(in->imm))
			moves(e, i);
		return visit_call(e, s, i, in->src == CALL_SUBPROG);
	case JMP_JA:
		r = follow(e, s, i, to, FALLTHROUGH);
		if (r == DONE)
			e->aux[to].prune = e->aux[to].jump = true;
		return r;
	default:
		e->aux[i].prune = true;
		if (insn_op(in) == JMP_JCOND)
			e->aux[i].checkpoint = true;
		r = follow(e, s, i, (int64_t)i + 1, FALLTHROUGH);
		return r != DONE ? r : follow(e, s, i, to, BRANCH);
	}
}

static int
all_reached(struct env *e, const struct search *s)
{
	uint32_t i;

	for (i = 0; i < e->len; i++) {
		e->insn = (int32_t)i;
		if (s->state[i] != EXPLORED)
			return env_refuse(
			    e, FAULT_INVALID, "unreachable insn %u", i);
		if (e->insns[i].code != INSN_LD_IMM64)
			continue;
		if (s->state[i + 1] != 0)
			return env_refuse(e, FAULT_INVALID,
			    "jump into the middle of ldimm64 insn %u", i);
		i++;
	}
	return 0;
}

int
cfg_check(struct env *e)
{
	struct search s = {pool_array(&e->pool, e->len, sizeof *s.state),
	    pool_array(&e->pool, e->len, sizeof *s.stack), 1};
	int r;

	if (s.state == NULL || s.stack == NULL)
		return env_memory(e);
	s.state[0] = DISCOVERED;
	while (s.depth > 0) {
		uint32_t i = s.stack[s.depth - 1];

		r = visit(e, &s, i);
		if (r < 0)
			return r;
		if (r == DONE) {
			s.state[i] = EXPLORED;
			s.depth--;
		}
	}
	r = all_reached(e, &s);
	pool_free(&e->pool, s.state, e->len * sizeof *s.state);
	pool_free(&e->pool, s.stack, e->len * sizeof *s.stack);
	return r;
}

/* From one function's start; returns how many there are then. */
static uint32_t
order_from(
    struct env *e, uint32_t start, uint32_t n, uint8_t *state, uint32_t *stack)
{
	uint32_t depth = 1, to[2];
	unsigned k, many;

	stack[0] = start;
	while (depth > 0) {
		uint32_t i = stack[depth - 1];

		state[i] |= DISCOVERED;
		if ((state[i] & EXPLORED) != 0) {
			e->postorder[n++] = i;
			depth--;
			continue;
		}
		many = env_successors(e, i, to);
		for (k = 0; k < many; k++)
			if (state[to[k]] == 0) {
				stack[depth++] = to[k];
				state[to[k]] = DISCOVERED;
			}
		state[i] |= EXPLORED;
	}
	return n;
}

int
cfg_postorder(struct env *e)
{
	uint8_t *state = pool_array(&e->pool, e->len, sizeof *state);
	uint32_t *stack = pool_array(&e->pool, e->len, sizeof *stack);
	uint32_t i, n = 0;

	e->postorder = pool_array(&e->pool, e->len, sizeof *e->postorder);
	if (state == NULL || stack == NULL || e->postorder == NULL)
		return env_memory(e);
	for (i = 0; i < e->nsubprogs; i++) {
		e->subprogs[i].postorder = n;
		n = order_from(e, e->subprogs[i].start, n, state, stack);
	}
	e->subprogs[i].postorder = n;
	pool_free(&e->pool, state, e->len * sizeof *state);
	pool_free(&e->pool, stack, e->len * sizeof *stack);
	return 0;
}
