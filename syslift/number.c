#include "number.h"

void
number_start(struct number *n, const struct code *c, const struct edges *edges,
    const struct insn_decoder *decoder)
{
	n->code = c;
	n->edges = edges;
	n->decoder = decoder;
	n->total = NUMBER_TOTAL;
}

static bool
spend(struct number *n)
{
	if (n->left == 0 || n->total == 0)
		return false;
	n->left--;
	n->total--;
	return true;
}

/* One more state to be searched from, unless it was. */
static bool
add_state(struct number *n, const struct number_state *s)
{
	size_t i;

	for (i = 0; i < n->seen; i++)
		if (n->state[i].at == s->at && n->state[i].place == s->place &&
		    n->state[i].half == s->half)
			return true;
	if (n->seen == NUMBER_STATES)
		return false;
	n->state[n->seen++] = *s;
	return true;
}

static bool
decode(struct number *n, size_t at, struct insn *in)
{
	const struct code *c = n->code;
	const struct part *part = parts_of(&c->parts, at);

	return spend(n) &&
	    insn_decode(n->decoder, c->bytes + at, part->at + part->n - at,
		part->vaddr + (at - part->at), in);
}

/* The instruction that ends where 'at' begins. */
static bool
before(struct number *n, size_t at, size_t *from, struct insn *in)
{
	const struct part *part = parts_of(&n->code->parts, at);
	size_t low = at - part->at > 15 ? at - 15 : part->at;

	*from = bits_last(n->code->map[CODE_INSN], low, at);
	return *from != at && decode(n, *from, in) && *from + in->length == at;
}

/*
 * Nothing comes from the bytes before: they are padding behind an instruction
 * that does not go on. A function's start is not what a call in front of it
 * returns to.
 */
static bool
closed(struct number *n, size_t at)
{
	bool start = code_is(n->code, CODE_FUNC, at);
	struct insn in;
	size_t from;

	for (;;) {
		if (!before(n, at, &from, &in))
			return start && n->left > 0 && n->total > 0;
		if (in.flow == INSN_STOP || in.flow == INSN_JUMP)
			return true;
		if (in.kind != INSN_NOTHING)
			return start &&
			    (in.flow == INSN_CALL || in.flow == INSN_LEAVE);
		if (code_is(n->code, CODE_TARGET, from) ||
		    code_is_open(n->code, from))
			return false;
		at = from;
	}
}

/* What the instruction does to the wanted value: goes on with *s before it, or
   *done with a constant. False if nobody knows. */
static bool
apply(struct number *n, struct number_state *s, size_t from, bool *done)
{
	const struct code *c = n->code;
	const struct part *part = parts_of(&c->parts, from);
	struct number_state other;
	struct insn_effect e;

	insn_effect(n->decoder, c->bytes + from, part->at + part->n - from,
	    part->vaddr + (from - part->at), s->place, &e);
	s->at = from;
	*done = false;
	switch (e.kind) {
	case INSN_KEEPS:
		return true;
	case INSN_CONSTANT:
		if (s->half || e.half)
			e.value &= UINT32_MAX;
		if (e.value >= ARCH_NUMBERS)
			return false;
		set_add(n->found, (uint32_t)e.value);
		*done = true;
		return true;
	case INSN_EITHER:
		s->half = s->half || e.half;
		other = *s;
		other.place = e.from;
		return add_state(n, &other);
	case INSN_COPY:
		s->half = s->half || e.half;
		s->place = e.from;
		return true;
	default:
		return false;
	}
}

/* By the branch at 'from': what it does itself, then the state before it. */
static bool
branch(struct number *n, const struct number_state *s, size_t from)
{
	struct number_state at = *s;
	bool done;

	if (!apply(n, &at, from, &done))
		return false;
	return done || add_state(n, &at);
}

static bool
branches(struct number *n, const struct number_state *s)
{
	size_t i, to, target;
	struct insn in;
	bool any = false;

	if (n->edges->none || code_is_open(n->code, s->at))
		return false;
	edges_near(n->edges, s->at, &i, &to);
	for (; i < to; i++) {
		if (!decode(n, n->edges->source[i], &in))
			return false;
		if (!code_offset(n->code, in.target, &target) ||
		    target != s->at)
			continue;
		if (in.flow == INSN_CALL && s->place == INSN_STACK)
			return false;
		if (!branch(n, s, n->edges->source[i]))
			return false;
		any = true;
	}
	return any;
}

/* Those who jump over the instruction's lock prefix come here too. */
static bool
locked(struct number *n, const struct number_state *s)
{
	struct number_state at = *s;

	at.at++;
	if (!code_is_locked(n->code, at.at) ||
	    !code_is(n->code, CODE_TARGET, at.at))
		return true;
	return branches(n, &at);
}

/* From one state backward to where others take over. */
static bool
search(struct number *n, struct number_state s)
{
	bool done = false, target;
	struct insn in;
	size_t from;

	while (!done) {
		if (code_is_open(n->code, s.at))
			return false;
		target = code_is(n->code, CODE_TARGET, s.at);
		if (target) {
			if (!branches(n, &s))
				return false;
			if (closed(n, s.at))
				return true;
		}
		if (!before(n, s.at, &from, &in) || in.flow == INSN_STOP ||
		    in.flow == INSN_JUMP || in.flow == INSN_CALL ||
		    in.flow == INSN_LEAVE)
			return false;
		if (!apply(n, &s, from, &done) || (!done && !locked(n, &s)))
			return false;
		/* A place where paths meet is searched once. */
		if (!done && code_is(n->code, CODE_TARGET, from)) {
			return add_state(n, &s);
		}
	}
	return true;
}

bool
number_find(struct number *n, size_t at, struct number_set *found)
{
	struct number_state s = {
	    at, insn_number_register(n->code->arch), false};
	size_t i;

	for (i = 0; i < ARCH_NUMBERS / 8; i++)
		found->bits[i] = 0;
	n->found = found;
	n->left = NUMBER_STEPS;
	n->seen = 0;
	if (!add_state(n, &s))
		return false;
	for (i = 0; i < n->seen; i++)
		if (!search(n, n->state[i]))
			return false;
	return set_count(found) > 0;
}
