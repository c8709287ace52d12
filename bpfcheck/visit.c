/* visit - remembered and pending states. */
#include "visit.h"
#include "equal.h"
#include "log.h"
#include "loop.h"
#include "precise.h"
#include "stacklive.h"

static struct state **
bucket(struct env *e, int32_t insn)
{
	uint32_t callsite = (uint32_t)state_frame(e->cur)->callsite;

	return &e->remembered[((uint32_t)insn ^ callsite) % e->len];
}

static void
count(struct env *e)
{
	uint32_t n = e->nremembered + e->ndropped + e->nedges;

	if (n > e->result->states_peak)
		e->result->states_peak = n;
}

static void
unlink_state(struct state **head, struct state *s)
{
	if (s->prev != NULL)
		s->prev->next = s->next;
	else
		*head = s->next;
	if (s->next != NULL)
		s->next->prev = s->prev;
	s->next = s->prev = NULL;
}

static void
link_state(struct state **head, struct state *s)
{
	s->prev = NULL;
	s->next = *head;
	if (*head != NULL)
		(*head)->prev = s;
	*head = s;
}

/* One that is not compared any more goes when no path needs it. */
static void
maybe_free(struct env *e, struct state *s)
{
	if (!s->dropped || s->branches != 0 || loop_is_open(e, s))
		return;
	unlink_state(&e->dropped, s);
	state_free(&e->pool, s);
	e->ndropped--;
}

int
visit_path_end(struct env *e)
{
	struct state *s = e->cur, *parent;
	int fault;

	for (; s != NULL; s = parent) {
		parent = s->parent;
		if (--s->branches > 0)
			break;
		fault = loop_leave(e, s);
		if (fault != 0)
			return fault;
		if (s != e->cur)
			maybe_free(e, s);
	}
	return 0;
}

/* s is the next that is gone on with. */
static bool
put(struct env *e, struct state *s, int32_t insn, int32_t from)
{
	s->insn = insn;
	s->from_insn = from;
	s->log_at = log_position(e->log);
	s->below = e->pending;
	e->pending = s;
	return ++e->npending <= LIMIT_PENDING;
}

int
visit_push_async(
    struct env *e, uint32_t subprog, int32_t from, struct frame **frame)
{
	struct state *s = state_new(&e->pool);
	struct frame *f = frame_new(&e->pool, MAIN_CALLSITE, subprog, 0);

	if (s == NULL || f == NULL)
		return env_memory(e);
	s->frames[0] = *frame = f;
	s->branches = 1;
	s->first_insn = (int32_t)e->subprogs[subprog].start;
	if (!put(e, s, s->first_insn, from))
		return env_refuse(e, FAULT_BAD,
		    "The sequence of %u jumps is too complex for async cb.",
		    e->npending);
	return 0;
}

int
visit_push(
    struct env *e, int32_t insn, int32_t from, int fault, struct state **other)
{
	struct state *s = state_copy(&e->pool, e->cur);

	*other = s;
	if (s == NULL)
		return env_memory(e);
	if (!put(e, s, insn, from))
		return env_refuse(e, fault,
		    "The sequence of %u jumps is too complex.", e->npending);
	if (s->parent != NULL)
		s->parent->branches++;
	return 0;
}

bool
visit_pop(struct env *e)
{
	struct state *s = e->pending;

	if (s == NULL)
		return false;
	if ((e->log->level & 2) == 0)
		log_reset(e->log, s->log_at);
	state_free(&e->pool, e->cur);
	e->pending = s->below;
	e->npending--;
	s->below = NULL;
	e->cur = s;
	e->insn = s->insn;
	e->prev_insn = s->from_insn;
	return true;
}

struct state *
visit_earlier(struct env *e, const struct state *cur, int32_t insn)
{
	struct state *s;

	for (s = *bucket(e, insn); s != NULL; s = s->next)
		if (s->insn == insn && s->branches > 0 && cur != NULL &&
		    equal_callsites(s, cur) && s->depth < cur->depth)
			return s;
	return NULL;
}

/* What is not read any more after a state is forgotten of it. */
static int
clean(struct env *e, struct state *s)
{
	int fault = live_ask(e, s);
	uint32_t frame, i, j;

	if (fault != 0)
		return fault;
	s->cleaned = true;
	for (frame = 0; frame <= s->cur; frame++) {
		struct frame *f = s->frames[frame];
		uint16_t live = e->aux[state_frame_insn(s, frame)].live;

		for (i = 0; i < R10; i++)
			if ((live >> i & 1) == 0)
				reg_none(&f->regs[i]);
		for (i = 0; i < f->nslots; i++) {
			if (live_is(e, frame, i))
				continue;
			reg_none(&f->slots[i].spilled);
			for (j = 0; j < SLOT_BYTES; j++)
				f->slots[i].bytes[j] = BYTE_NONE;
		}
	}
	return 0;
}

static int
clean_all(struct env *e, struct state *head)
{
	struct state *s;
	int fault;

	for (s = head; s != NULL; s = s->next) {
		if (s->branches > 0 || s->cleaned || s->insn != e->insn ||
		    !equal_callsites(s, e->cur) || loop_is_open(e, s))
			continue;
		fault = clean(e, s);
		if (fault != 0)
			return fault;
	}
	return 0;
}

/* This path ends here, as s's did. */
static int
hit(struct env *e, struct state *s, bool loop)
{
	int fault = 0;

	s->hits++;
	if (e->aux[e->insn].jump)
		fault = history_note(e, e->cur, 0, 0);
	if (fault == 0)
		fault = precise_carry(e, s, e->cur, NULL);
	if (fault == 0 && loop)
		fault = loop_add_edge(e, s);
	return fault != 0 ? fault : PATH_END;
}

/* All of it is as before, on the way that led here: it never ends. */
static int
infinite(struct env *e, struct state *s)
{
	int fault;

	log_source(e, (uint32_t)e->insn);
	fault = env_refuse(
	    e, FAULT_INVALID, "infinite loop detected at insn %d", e->insn);
	env_fault(e, "a loop that changes a register or slot that it reads",
	    "the loop through instruction %d", e->insn);
	log_string(e->log, "cur state:");
	log_state(e, e->cur, e->cur->cur, true);
	log_string(e->log, "old state:");
	log_state(e, s, e->cur->cur, true);
	return fault;
}

/* s is on the way here. 1: hit; 0: miss; a fault. add: may be remembered. */
static int
looping(struct env *e, struct state *s, bool forced, bool *add)
{
	uint32_t async = state_frame(s)->async;

	if (e->insns[e->insn].code == (CLASS_JMP | JMP_JCOND) &&
	    s->may_goto != e->cur->may_goto &&
	    equal_states(e, s, e->cur, EQUAL_WITHIN))
		return 1;
	if (async != 0 && async != state_frame(e->cur)->async) {
		/* Another call of it: what came before is not at its end. */
	} else if (e->aux[e->insn].calls_back) {
		if (equal_states(e, s, e->cur, EQUAL_WITHIN))
			return 1;
	} else if (equal_may_loop(s, e->cur) &&
	    equal_states(e, s, e->cur, EQUAL_EXACT) &&
	    s->may_goto == e->cur->may_goto &&
	    s->callbacks == e->cur->callbacks) {
		return infinite(e, s);
	}
	/* Turns of a loop differ: few are worth remembering. */
	if (!forced && e->jumps - e->jumps_then < 20 &&
	    e->processed - e->processed_then < 100)
		*add = false;
	return 0;
}

static int
remember(struct env *e, struct state **head)
{
	struct state *s;
	int fault;

	if (e->pairs == NULL)
		e->pairs = pool_alloc(&e->pool, ID_PAIRS * sizeof *e->pairs);
	if (e->pairs == NULL)
		return env_memory(e);
	e->result->states++;
	e->nremembered++;
	count(e);
	e->jumps_then = e->jumps;
	e->processed_then = e->processed;
	if (!e->o->unprivileged)
		precise_forget(e->cur);
	s = state_copy(&e->pool, e->cur);
	if (s == NULL)
		return env_memory(e);
	s->insn = e->insn;
	fault = loop_enter(e, s);
	e->cur->parent = s;
	e->cur->first_insn = e->insn;
	e->cur->depth = s->depth + 1;
	e->cur->history = NULL;
	e->cur->nhistory = 0;
	link_state(head, s);
	return fault;
}

/* Compared often, found equal seldom. */
static void
drop(struct env *e, struct state **head, struct state *s)
{
	uint32_t n = e->aux[e->insn].checkpoint && s->branches > 0 ? 64 : 3;

	if (s->misses <= s->hits * n + n)
		return;
	unlink_state(head, s);
	s->dropped = true;
	link_state(&e->dropped, s);
	e->ndropped++;
	e->nremembered--;
	maybe_free(e, s);
}

/* s was remembered here; PATH_END, 0 or a fault. */
static int
compare(struct env *e, struct state *s, bool forced, bool *add)
{
	bool loop = true;
	int is;

	if (s->branches > 0) {
		is = looping(e, s, forced, add);
		/* 6.18 takes no turn of a callback for a loop. */
		loop = !e->aux[e->insn].calls_back;
	} else {
		loop = loop_is_open(e, s);
		is = equal_states(
		    e, s, e->cur, loop ? EQUAL_WITHIN : EQUAL_SAFE);
	}
	return is > 0 ? hit(e, s, loop) : is;
}

int
visit_check(struct env *e)
{
	struct state **head = bucket(e, e->insn), *s, *next;
	bool forced = (e->p->test_state_freq && !e->o->unprivileged) ||
	    e->aux[e->insn].checkpoint || e->cur->nhistory > 40;
	bool add = forced ||
	    (e->jumps - e->jumps_then >= 2 &&
		e->processed - e->processed_then >= 8);
	uint32_t n = 0;
	int r = clean_all(e, *head);

	for (s = *head; r == 0 && s != NULL; s = next) {
		next = s->next;
		n++;
		if (s->insn != e->insn)
			continue;
		r = compare(e, s, forced, &add);
		if (r != 0)
			return r;
		s->misses += add;
		drop(e, head, s);
	}
	if (n > e->result->states_max)
		e->result->states_max = n;
	if (r != 0 || !add || (e->o->unprivileged && n > LIMIT_STATES))
		return r;
	return remember(e, head);
}
