/*
 * bpfexplain [--count N] [--seed S] [FILE]...: programs that bpfcheck rejects,
 * explained: so many random ones, those of batches, and as many that are changes
 * of these. The second look
 * has the first one's result; the path is one that the program can take, and
 * goes through the states that the core saw; what led to the refusal is of that
 * path, in order, and ends with the refused instruction; all of it can be asked
 * for again.
 *
 * Exit status: 0; 1 one of these is wrong; 2 usage or I/O.
 */
#include "core.h"
#include "dis.h"
#include "gen.h"
#include "mutate.h"
#include "slice.h"
#include "vmtypes.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct {
	unsigned long programs, explained, lines, steps, long_paths, wrong;
} seen;

enum { KEPT = 400 };

/* The states on the way, each whole: before so many steps, and the last one. */
struct whole {
	struct slot at[FRAMES][PLACES];
	uint32_t cur;
};
struct seen_state {
	struct trace *t;
	struct whole last, before[KEPT];
	uint32_t steps, insn;
};

static void
keep(struct whole *w, const struct state *is)
{
	static const struct slot empty;

	w->cur = is->cur;
	for (uint32_t f = 0; f <= is->cur; f++)
		for (uint32_t i = 0; i < PLACES; i++) {
			const struct frame *frame = is->frames[f];
			struct slot *to = &w->at[f][i];

			*to = empty;
			if (i < PLACE_SLOT)
				to->spilled = frame->regs[i];
			else if (i - PLACE_SLOT < frame->nslots)
				*to = frame->slots[i - PLACE_SLOT];
		}
}

static void
look(void *arg, uint32_t insn, const void *state)
{
	struct seen_state *s = arg;
	const struct state *is = state;

	trace_look(s->t, insn, state);
	keep(&s->last, is);
	if (is->steps < KEPT)
		s->before[is->steps] = s->last;
	s->steps = is->steps;
	s->insn = insn;
}

static void
must(const struct prog *p, const char *what, bool holds)
{
	if (holds)
		return;
	printf("# %s: %s\n", p->name, what);
	dis_print(stdout, p);
	seen.wrong++;
}

static bool
same(const struct slot *a, const struct slot *b, uint32_t place)
{
	const struct reg *x = &a->spilled, *y = &b->spilled;

	if (place >= PLACE_SLOT) {
		if (memcmp(a->bytes, b->bytes, sizeof a->bytes) != 0)
			return false;
		if (!slot_is_spill(a))
			return true;
	}
	if (x->type == REG_NONE && y->type == REG_NONE)
		return true;
	return reg_same(x, y) && x->id == y->id && x->ref == y->ref;
}

static bool
is_now(const struct trace *t, const struct whole *w)
{
	for (uint32_t f = 0; f <= w->cur; f++)
		for (uint32_t i = 0; i < PLACES; i++)
			if (!same(&t->now[f][i], &w->at[f][i], i))
				return false;
	return true;
}

/* Back, and forward again. */
static bool
walks_as_seen(const struct seen_state *s)
{
	struct trace *t = s->t;
	bool good = true;

	while (trace_back(t))
		if (t->at < KEPT)
			good &= is_now(t, &s->before[t->at]);
	while (trace_forward(t))
		if (t->at < KEPT && t->at < t->end)
			good &= is_now(t, &s->before[t->at]);
	return good;
}

/* May to follow from on some path? */
static bool
follows(const struct prog *p, uint32_t from, uint32_t to)
{
	const struct insn *i = &p->insns[from];
	int64_t by = i->code == (CLASS_JMP32 | JMP_JA) ? i->imm : i->off;
	unsigned op = insn_op(i);

	if (!insn_is_jump(i))
		return to == from + (i->code == INSN_LD_IMM64 ? 2 : 1);
	switch (op) {
	case JMP_EXIT:
		return to > 0 && insn_is_subprog_call(&p->insns[to - 1]);
	case JMP_CALL:
		/* A tail call may be the last of its function. */
		return to == from + 1 ||
		    (insn_is_subprog_call(i) &&
			to == from + 1 + (uint32_t)i->imm) ||
		    (i->src == CALL_HELPER && i->imm == 12);
	case JMP_JA:
		return to == (uint32_t)(from + 1 + by);
	default:
		return to == from + 1 || to == (uint32_t)(from + 1 + by);
	}
}

static bool
is_path(const struct prog *p, const struct trace *t)
{
	for (uint32_t n = t->first; n < t->end; n++)
		if (!follows(
			p, trace_step(t, n)->insn, trace_step(t, n + 1)->insn))
			return false;
	return t->first > 1 || trace_step(t, 1)->insn == 0;
}

static bool
in_order(const struct slice *s, const struct trace *t, uint32_t insn)
{
	for (uint32_t i = 0; i < s->n; i++) {
		const struct slice_line *l = &s->lines[i];

		if (l->step < t->first || l->step > t->end ||
		    trace_step(t, l->step)->insn != l->insn || l->times == 0 ||
		    (i > 0 && l->step >= s->lines[i - 1].step))
			return false;
	}
	return s->n > 0 && s->n <= SLICE_LINES && s->lines[0].insn == insn;
}

static void
slice(const struct prog *p, const struct vf_program *program,
    const struct vf_result *r, struct trace *t)
{
	static struct slice first, second;
	uint8_t *room = malloc(p->len);

	if (room == NULL)
		exit(2);
	slice_make(&first, t, program, r, room);
	must(p, "the trace is not at its end again", t->at == t->end);
	slice_make(&second, t, program, r, room);
	free(room);
	must(p, "what led to it is not of the path",
	    in_order(&first, t, r->insn));
	must(p, "another time it is another",
	    first.n == second.n &&
		memcmp(first.lines, second.lines,
		    first.n * sizeof *first.lines) == 0);
	seen.explained++;
	seen.lines += first.n;
	seen.steps += t->end - t->first + 1;
	seen.long_paths += t->first > 1;
}

static void
one(const struct prog *p)
{
	const struct vf_program program = core_program(p);
	const struct vf_options options = {
	    .unprivileged = p->flags.unprivileged};
	static struct seen_state seen_states, *s = &seen_states;
	struct vf_host host = {.alloc = core_alloc, .give_back = core_free};
	struct vf_result r, again;

	seen.programs++;
	vf_check(&program, &options, &host, &r);
	if (r.verdict != VF_REJECT || r.steps == 0)
		return;
	s->t = calloc(1, sizeof *s->t);
	if (s->t == NULL)
		exit(2);
	trace_begin(s->t, program.insns, r.steps);
	host.arg = s;
	host.look = look;
	vf_check(&program, &options, &host, &again);
	must(p, "looked at, the result is another",
	    memcmp(&r, &again, sizeof r) == 0);
	trace_end(s->t, again.steps, r.insn);
	must(p, "nothing of the path is kept", s->t->end == r.steps);
	must(p, "the last state is another",
	    s->steps != r.steps || s->insn != r.insn || is_now(s->t, &s->last));
	must(p, "a state on the way is another", walks_as_seen(s));
	must(p, "no program goes that way", is_path(p, s->t));
	slice(p, &program, &r, s->t);
	free(s->t);
}

/* Of a batch, and each of it changed so many times. */
static bool
batch(const char *path, uint64_t count, uint64_t seed, struct prog *p)
{
	FILE *from = fopen(path, "r");
	struct corpus *c;
	const char *why;
	int r;

	if (from == NULL)
		return false;
	while ((r = batch_read(from, p, &why)) > 0)
		one(p);
	rewind(from);
	c = r == 0 ? corpus_read(from) : NULL;
	fclose(from);
	for (uint64_t i = 0; c != NULL && i < count; i++) {
		mutate_program(c, p, seed + i);
		one(p);
	}
	if (c != NULL)
		corpus_free(c);
	return c != NULL;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"count", required_argument, NULL, 'n'},
	    {"seed", required_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
	static const enum gen_kind kinds[] = {
	    GEN_OPEN, GEN_UNPRIVILEGED, GEN_CONTEXT, GEN_MAPS};
	uint64_t count = 1000, seed = (uint64_t)time(NULL) * 1000000;
	static struct prog p;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n')
			count = strtoull(optarg, NULL, 0);
		else if (c == 's')
			seed = strtoull(optarg, NULL, 0);
		else
			return 2;
	}
	core_types = vmtypes();
	if (!prog_init(&p))
		return 2;
	printf("seed %llu\n", (unsigned long long)seed);
	for (uint64_t i = 0; i < count; i++) {
		gen_program(&p, seed + i, kinds[i % 4]);
		one(&p);
	}
	for (; optind < argc; optind++)
		if (!batch(argv[optind], count, seed, &p))
			return 2;
	printf(
	    "bpfexplain: %lu programs, %lu explained by %lu lines out of %lu "
	    "steps, %lu of long paths, %lu wrong\n",
	    seen.programs, seen.explained, seen.lines, seen.steps,
	    seen.long_paths, seen.wrong);
	prog_free(&p);
	return seen.wrong != 0 || seen.explained == 0;
}
