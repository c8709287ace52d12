#include "order.h"

#include <stdlib.h>
#include <string.h>

static const char *
one(struct order *o, const char *text, size_t len)
{
	bool up, turned;
	struct key *k;

	if (o->n == ORDER_KEYS)
		return "--sort takes 16 keys at most";
	up = len > 0 && text[len - 1] == '^';
	/* Of keys none ends in these but for the direction. */
	turned = len > 0 && strchr("vV.!_", text[len - 1]) != NULL;
	k = &o->by[o->n].key;
	if (!key_read(text, up || turned ? len - 1 : len, k))
		return "--sort takes file, program, verdict, insns, states, "
		       "time, each with ^ or v";
	o->by[o->n].ascending = up || (!turned && k->column <= KEY_VERDICT);
	o->compares |= k->compares;
	o->n++;
	return NULL;
}

const char *
order_read(struct order *o, const char *text)
{
	for (;;) {
		size_t len = strcspn(text, ",");
		const char *wrong = one(o, text, len);

		if (wrong != NULL || text[len] == '\0')
			return wrong;
		text += len + 1;
	}
}

/* What is not there is less than all that is. */
static int
compared(const struct key *k, const struct pair *a, const struct pair *b)
{
	double x = 0, y = 0;
	bool there, other;

	if (key_is_text(k))
		return strcmp(key_text(k, a), key_text(k, b));
	there = key_value(k, a, &x);
	other = key_value(k, b, &y);
	if (!there || !other)
		return (int)there - (int)other;
	return x < y ? -1 : x > y;
}

static int
before(const void *p, const void *q, void *arg)
{
	const struct pair *a = p, *b = q;
	const struct order *o = arg;

	for (uint32_t i = 0; i < o->n; i++) {
		int c = compared(&o->by[i].key, a, b);

		if (c != 0)
			return o->by[i].ascending == (c < 0) ? -1 : 1;
	}
	return a->place < b->place ? -1 : a->place > b->place;
}

void
order_sort(const struct order *o, struct pair *pairs, uint32_t n)
{
	struct order by = *o;

	if (by.n > 0)
		qsort_r(pairs, n, sizeof *pairs, before, &by);
}
