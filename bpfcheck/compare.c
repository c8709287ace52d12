#include "compare.h"

#include <stdlib.h>
#include <string.h>

/* How much of their names two entries have in common. */
enum level { PROGRAM, SECTION, PATH };

struct entry {
	const struct row *row;
	const char *base;
	bool old, paired;
	uint32_t place;
};

struct match {
	struct entry *all;
	uint32_t n;
	const struct row **with; /* of each of now's: the old one */
	bool *taken;		 /* of each old one */
};

static int
names(const struct entry *a, const struct entry *b, enum level level)
{
	int c = strcmp(a->base, b->base);

	if (c == 0)
		c = strcmp(a->row->program, b->row->program);
	if (c == 0 && level >= SECTION)
		c = strcmp(a->row->section, b->row->section);
	if (c == 0 && level >= PATH)
		c = strcmp(a->row->file, b->row->file);
	return c;
}

static int
before(const void *p, const void *q)
{
	const struct entry *a = p, *b = q;
	int c = names(a, b, PATH);

	if (c == 0)
		c = (int)b->old - (int)a->old;
	return c != 0 ? c : a->place < b->place ? -1 : 1;
}

static void
join(struct match *m, struct entry *old, struct entry *now)
{
	old->paired = now->paired = true;
	m->taken[old->place] = true;
	m->with[now->place] = old->row;
}

/* Where those that begin at from and are alike end. */
static uint32_t
alike(const struct match *m, uint32_t from, enum level level)
{
	uint32_t to = from + 1;

	while (to < m->n && names(&m->all[from], &m->all[to], level) == 0)
		to++;
	return to;
}

/* In their order, those of [from, to) that have none yet. */
static void
in_order(struct match *m, uint32_t from, uint32_t to, bool all_or_none)
{
	uint32_t old = 0, now = 0, i = from, k = from;

	for (uint32_t at = from; at < to; at++)
		if (!m->all[at].paired)
			*(m->all[at].old ? &old : &now) += 1;
	if (all_or_none && old != now)
		return;
	for (uint32_t left = old < now ? old : now; left > 0; left--) {
		while (!m->all[i].old || m->all[i].paired)
			i++;
		while (m->all[k].old || m->all[k].paired)
			k++;
		join(m, &m->all[i], &m->all[k]);
	}
}

/* Of one name. */
static void
several(struct match *m, uint32_t from, uint32_t to)
{
	while (from < to) {
		uint32_t end = alike(m, from, SECTION), one = from, next;

		for (; one < end; one = next) {
			next = alike(m, one, PATH);
			in_order(m, one, next, false);
		}
		in_order(m, from, end, true);
		from = end;
	}
}

static void
run(struct match *m)
{
	for (uint32_t from = 0, to; from < m->n; from = to) {
		to = alike(m, from, PROGRAM);
		if (to - from == 2 && m->all[from].old != m->all[from + 1].old)
			in_order(m, from, to, true);
		else
			several(m, from, to);
	}
}

static void
entries(struct match *m, const struct rows *r, bool old)
{
	for (uint32_t i = 0; i < r->n; i++) {
		struct entry *e = &m->all[m->n++];

		e->row = &r->all[i];
		e->base = row_base(e->row->file);
		e->old = old;
		e->place = i;
	}
}

static void
result(const struct match *m, const struct rows *old, const struct rows *now,
    struct pair *to, uint32_t *n)
{
	*n = 0;
	for (uint32_t i = 0; i < now->n; i++, ++*n)
		to[*n] = (struct pair){m->with[i], &now->all[i], *n};
	for (uint32_t i = 0; i < old->n; i++)
		if (!m->taken[i]) {
			to[*n] = (struct pair){&old->all[i], NULL, *n};
			++*n;
		}
}

bool
compare_rows(const struct rows *old, const struct rows *now,
    struct pair **pairs, uint32_t *n)
{
	uint32_t total;
	struct match m = {0};
	bool good = !__builtin_add_overflow(old->n, now->n, &total);
	size_t room = good ? (size_t)total + 1 : 1;

	m.all = calloc(room, sizeof *m.all);
	m.with = calloc((size_t)now->n + 1, sizeof *m.with);
	m.taken = calloc((size_t)old->n + 1, sizeof *m.taken);
	*pairs = calloc(room, sizeof **pairs);
	good = good && m.all != NULL && m.with != NULL && m.taken != NULL &&
	    *pairs != NULL;
	if (good) {
		entries(&m, old, true);
		entries(&m, now, false);
		qsort(m.all, m.n, sizeof *m.all, before);
		run(&m);
		result(&m, old, now, *pairs, n);
	}
	free(m.all);
	free(m.with);
	free(m.taken);
	return good;
}
