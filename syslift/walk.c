#include "walk.h"

/* A path that is followed. */
struct path {
	const struct part *part;
	size_t at;
	bool other; /* it overlaps what is taken */
	bool sweep; /* nothing leads here: it ends where it would overlap */
};

void
walk_start(struct walk *w, struct code *c, const struct insn_decoder *decoder,
    struct bases *bases)
{
	w->code = c;
	w->decoder = decoder;
	w->bases = bases;
	w->sure = true;
	w->have = 0;
}

static void
push(struct walk *w, size_t at)
{
	if (w->have < WALK_ROOM)
		w->todo[w->have++] = at;
}

/* A branch to vaddr, by an instruction that is taken unless other says. */
static void
enter(struct walk *w, uint64_t vaddr, bool other)
{
	size_t at;

	if (!code_offset(w->code, vaddr, &at))
		return;
	if (!code_is(w->code, CODE_TARGET, at)) {
		code_mark(w->code, CODE_TARGET, at);
		code_mark(w->code, CODE_PENDING, at);
		push(w, at);
	}
	if (other)
		code_mark(w->code, CODE_OPEN, at);
}

/* An address that an instruction makes; one in code may be called. */
static void
name(struct walk *w, const struct insn *in)
{
	size_t at;

	if (in->maybe && !w->code->fixed)
		return;
	if (in->page) {
		code_open_page(w->code, in->named);
	} else if (code_offset(w->code, in->named, &at)) {
		code_open_vaddr(w->code, in->named, !in->maybe);
		if (code_is(w->code, CODE_PENDING, at))
			push(w, at);
	} else {
		bases_add(w->bases, in->named);
	}
}

/* The n bytes at 'at' hold a start but the first, or something taken. */
static bool
overlaps(const struct code *c, size_t at, size_t n)
{
	return bits_some(c->map[CODE_TAKEN], at, n) != 0 ||
	    (n > 1 && bits_some(c->map[CODE_START], at + 1, n - 1) != 0);
}

static void
take(struct walk *w, const struct path *p, const struct insn *in)
{
	struct code *c = w->code;
	size_t i;

	if (p->other) {
		code_mark(c, CODE_OTHER, p->at);
	} else {
		code_mark(c, CODE_INSN, p->at);
		if (!w->sure)
			code_mark(c, CODE_SWEPT, p->at);
		for (i = 0; i < in->length; i++)
			code_mark(c, CODE_TAKEN, p->at + i);
	}
	if (in->flow == INSN_BRANCH || in->flow == INSN_JUMP ||
	    in->flow == INSN_CALL) {
		if (!p->other)
			code_mark(c, CODE_DIRECT, p->at);
		enter(w, in->target, p->other || in->open);
	}
	if (in->names)
		name(w, in);
}

/* What is called is code for certain; what follows the call may not be. */
static void
callee_first(struct walk *w, struct path *p, uint64_t target)
{
	size_t at;

	if (!code_offset(w->code, target, &at) ||
	    code_is(w->code, CODE_TAKEN, at) ||
	    p->at == p->part->at + p->part->n)
		return;
	code_mark(w->code, CODE_PENDING, p->at);
	push(w, p->at);
	p->at = at;
	p->part = parts_of(&w->code->parts, at);
}

/* One instruction of the path; false if it ends here. */
static bool
step(struct walk *w, struct path *p)
{
	struct code *c = w->code;
	size_t left = p->part->at + p->part->n - p->at;
	struct insn in;

	if (left == 0)
		return false;
	if (code_is(c, CODE_INSN, p->at)) {
		if (p->other)
			code_open(c, p->at);
		return false;
	}
	if (p->other && code_is(c, CODE_OTHER, p->at))
		return false;
	if (!insn_decode(w->decoder, c->bytes + p->at, left,
		p->part->vaddr + (p->at - p->part->at), &in))
		return false;
	if (!p->other && overlaps(c, p->at, in.length)) {
		if (p->sweep)
			return false;
		p->other = true;
		if (code_is(c, CODE_OTHER, p->at))
			return false;
	}
	take(w, p, &in);
	p->at += in.length;
	if (in.flow == INSN_CALL && !p->other)
		callee_first(w, p, in.target);
	return in.flow != INSN_STOP && in.flow != INSN_JUMP;
}

static void
follow(struct walk *w, size_t at, bool sweep)
{
	struct path p = {parts_of(&w->code->parts, at), at, false, sweep};

	if (code_is_locked(w->code, at))
		return;
	while (p.part != NULL && step(w, &p))
		;
}

/* The list; what had no room there is still in the map. */
static void
drain(struct walk *w)
{
	size_t at;

	while (w->have > 0) {
		at = w->todo[--w->have];
		if (code_is(w->code, CODE_PENDING, at)) {
			bits_drop(w->code->map[CODE_PENDING], at);
			follow(w, at, false);
		}
	}
}

void
walk_pending(struct walk *w)
{
	const uint64_t *pending = w->code->map[CODE_PENDING];
	size_t at, size = w->code->parts.size;

	for (;;) {
		drain(w);
		for (at = bits_next(pending, 0, size);
		     at < size && w->have < WALK_ROOM / 2;
		     at = bits_next(pending, at + 1, size))
			push(w, at);
		if (w->have == 0)
			return;
	}
}

void
walk_known(struct walk *w)
{
	const uint64_t *start = w->code->map[CODE_START];
	size_t at, size = w->code->parts.size;

	for (at = bits_next(start, 0, size); at < size;
	     at = bits_next(start, at + 1, size))
		if (code_is(w->code, CODE_FUNC, at) ||
		    !parts_of(&w->code->parts, at)->mixed)
			follow(w, at, false);
	walk_pending(w);
}

static void
sweep(struct walk *w, const struct part *part)
{
	const uint64_t *taken = w->code->map[CODE_TAKEN];
	size_t at = part->at, end = part->at + part->n;
	size_t unit = w->code->arch->insn_align;

	at += (size_t)(-part->vaddr % unit);
	while (at < end) {
		if (!bits_has(taken, at)) {
			follow(w, at, true);
			drain(w);
		}
		at += unit;
		while (at < end && at % 64 == 0 && taken[at / 64] == UINT64_MAX)
			at += 64;
	}
}

void
walk_rest(struct walk *w)
{
	size_t i;

	w->sure = false;
	for (i = 0; i < w->code->parts.count; i++)
		sweep(w, &w->code->parts.part[i]);
	walk_pending(w);
}

/* Another path that went where later something was taken. */
void
walk_end(struct walk *w)
{
	struct code *c = w->code;
	size_t i, n = bits_words(c->parts.size);

	for (i = 0; i < n; i++) {
		uint64_t met = c->map[CODE_OTHER][i] & c->map[CODE_INSN][i];

		c->map[CODE_TARGET][i] |= met;
		c->map[CODE_OPEN][i] |= met;
	}
}
