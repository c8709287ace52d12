/* shrink - see shrink.h */
#include "shrink.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SECONDS = 15 };

struct work {
	struct prog *p;
	struct insn *kept; /* room for p's instructions */
	uint32_t kept_len;
	char signature[4 * TEXT];
	struct answer *a;
	time_t until; /* a program that takes long is not shrunk to its least */
};

/* Does the changed program still differ in the same way? If not, it is made
   what it was. */
static bool
still(struct work *w)
{
	char now[4 * TEXT];
	struct answer a;

	if (time(NULL) < w->until) {
		compare(w->p, &a);
		answer_signature(&a, now);
		if (strcmp(now, w->signature) == 0) {
			*w->a = a;
			return true;
		}
	}
	memcpy(w->p->insns, w->kept, w->kept_len * sizeof *w->kept);
	w->p->len = w->kept_len;
	return false;
}

static void
keep(struct work *w)
{
	w->kept_len = w->p->len;
	memcpy(w->kept, w->p->insns, w->kept_len * sizeof *w->kept);
}

/* Where an instruction is after [from, to) is gone. */
static int64_t
moved(int64_t at, int64_t from, int64_t to)
{
	if (at >= to)
		return at - (to - from);
	return at > from ? from : at;
}

static bool
by_imm(const struct insn *i)
{
	return insn_is_subprog_call(i) || i->code == (CLASS_JMP32 | JMP_JA);
}

static bool
by_off(const struct insn *i)
{
	unsigned op = insn_op(i);

	return insn_is_jump(i) && op != JMP_CALL && op != JMP_EXIT &&
	    !by_imm(i);
}

static void
mend(struct prog *p, uint32_t from, uint32_t to)
{
	for (uint32_t n = 0; n < p->len; n++) {
		struct insn *i = &p->insns[n];
		int64_t at = moved(n, from, to), target;

		if (n >= from && n < to)
			continue;
		if (i->code == INSN_LD_IMM64) {
			n++;
			continue;
		}
		if (by_imm(i)) {
			target = moved((int64_t)n + 1 + i->imm, from, to);
			i->imm = (int32_t)(target - at - 1);
		} else if (by_off(i)) {
			target = moved((int64_t)n + 1 + i->off, from, to);
			i->off = (int16_t)(target - at - 1);
		}
	}
}

static bool
is_second_half(const struct prog *p, uint32_t n)
{
	return n > 0 && n < p->len && p->insns[n - 1].code == INSN_LD_IMM64;
}

static bool
without(struct work *w, uint32_t from, uint32_t to)
{
	struct prog *p = w->p;

	if (is_second_half(p, from) || is_second_half(p, to))
		return false;
	keep(w);
	mend(p, from, to);
	memmove(
	    &p->insns[from], &p->insns[to], (p->len - to) * sizeof *p->insns);
	p->len -= to - from;
	return still(w);
}

static bool
drop(struct work *w)
{
	bool any = false;

	for (uint32_t n = w->p->len / 2; n > 0; n /= 2)
		for (uint32_t at = 0; at + n <= w->p->len;)
			if (without(w, at, at + n))
				any = true;
			else
				at++;
	return any;
}

/* One instruction replaced. */
static bool
replace(struct work *w, uint32_t n, struct insn with)
{
	if (memcmp(&w->p->insns[n], &with, sizeof with) == 0)
		return false;
	keep(w);
	w->p->insns[n] = with;
	return still(w);
}

static bool
simpler_imm(struct work *w, uint32_t n)
{
	static const int32_t small[] = {0, 1, -1, 2, 8};
	struct insn i = w->p->insns[n];
	int32_t was = i.imm;

	if (by_imm(&i) || was == 0)
		return false;
	for (unsigned k = 0; k < sizeof small / sizeof *small; k++) {
		if (small[k] == was)
			return false;
		i.imm = small[k];
		if (replace(w, n, i))
			return true;
	}
	/* Halved only while that gets somewhere. */
	i.imm = was / 2;
	return was > 16 && replace(w, n, i);
}

static bool
simpler(struct work *w)
{
	bool any = false;

	for (uint32_t n = 0; n < w->p->len; n++) {
		struct insn i = w->p->insns[n];

		if (i.code == INSN_LD_IMM64) {
			any |= simpler_imm(w, n);
			any |= simpler_imm(w, n + 1);
			n++;
			continue;
		}
		any |= simpler_imm(w, n);
		i = w->p->insns[n];
		if (insn_class(&i) < CLASS_ALU || !insn_uses_reg(&i))
			continue;
		/* A constant where a register was. */
		i.code = (uint8_t)(i.code & ~SRC_X);
		i.src = 0;
		i.imm = 1;
		any |= replace(w, n, i);
	}
	return any;
}

static void
simpler_type(struct work *w)
{
	struct prog was = *w->p;

	keep(w);
	w->p->type = 1;
	w->p->attach = 0;
	w->p->flags = (struct flags){.unprivileged = was.flags.unprivileged};
	if (still(w))
		return;
	w->p->type = was.type;
	w->p->attach = was.attach;
	w->p->flags = was.flags;
}

void
shrink(struct prog *p, struct answer *a)
{
	struct work w = {p, NULL, 0, "", a, time(NULL) + SECONDS};

	w.kept = malloc(p->len * sizeof *w.kept);
	if (!w.kept)
		return;
	answer_signature(a, w.signature);
	simpler_type(&w);
	for (bool any = true; any && time(NULL) < w.until;) {
		any = drop(&w);
		any |= simpler(&w);
	}
	free(w.kept);
}
