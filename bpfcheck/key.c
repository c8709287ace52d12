#include "key.h"

#include <string.h>

static const struct {
	const char *name;
	enum key_column column;
} names[] = {
    {"file", KEY_FILE},
    {"file_name", KEY_FILE},
    {"filename", KEY_FILE},
    {"program", KEY_PROGRAM},
    {"prog", KEY_PROGRAM},
    {"prog_name", KEY_PROGRAM},
    {"progname", KEY_PROGRAM},
    {"verdict", KEY_VERDICT},
    {"insns", KEY_INSNS},
    {"insns_processed", KEY_INSNS},
    {"total_insns", KEY_INSNS},
    {"states", KEY_STATES},
    {"total_states", KEY_STATES},
    {"time", KEY_TIME},
    {"time_us", KEY_TIME},
    {"duration", KEY_TIME},
    {"dur", KEY_TIME},
};

static const struct {
	const char *name;
	enum key_side side;
} sides[] = {
    {"_a", KEY_OLD},
    {"_b", KEY_NOW},
    {"_diff", KEY_DIFF},
    {"_pct", KEY_PERCENT},
};

static bool
column(const char *text, size_t len, struct key *k)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == len &&
		    memcmp(names[i].name, text, len) == 0) {
			k->column = names[i].column;
			return true;
		}
	return false;
}

static bool
side(const char *text, size_t len, struct key *k)
{
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		size_t n = strlen(sides[i].name);

		if (len > n && memcmp(sides[i].name, text + len - n, n) == 0 &&
		    column(text, len - n, k)) {
			k->side = sides[i].side;
			k->compares = true;
			return !key_is_text(k) &&
			    (k->column != KEY_VERDICT ||
				k->side != KEY_PERCENT);
		}
	}
	return false;
}

bool
key_read(const char *text, size_t len, struct key *k)
{
	memset(k, 0, sizeof *k);
	if (len > 2 && text[0] == '|' && text[len - 1] == '|') {
		if (!key_read(text + 1, len - 2, k) || k->absolute ||
		    k->column <= KEY_VERDICT)
			return false;
		k->absolute = true;
		return true;
	}
	return column(text, len, k) || side(text, len, k);
}

bool
key_is_text(const struct key *k)
{
	return k->column == KEY_FILE || k->column == KEY_PROGRAM;
}

const char *
key_text(const struct key *k, const struct pair *p)
{
	const struct row *r = p->now != NULL ? p->now : p->old;

	return k->column == KEY_FILE ? r->file : r->program;
}

static double
value(enum key_column c, const struct row *r)
{
	switch (c) {
	case KEY_VERDICT:
		return r->verdict == VF_REJECT ? 0
		    : r->verdict == VF_ACCEPT  ? 2
					       : 1;
	case KEY_INSNS:
		return r->insns;
	case KEY_STATES:
		return r->states;
	default:
		return r->time_us;
	}
}

static double
difference(const struct key *k, double old, double now)
{
	double by = now - old;

	if (k->column == KEY_VERDICT)
		return by == 0 ? 1 : 0;
	if (k->side == KEY_DIFF || by == 0)
		return k->side == KEY_DIFF ? by : 0;
	/* As veristat has it, where per cent say nothing. */
	return old == 0 ? 100 : by * 100 / old;
}

bool
key_value(const struct key *k, const struct pair *p, double *v)
{
	const struct row *one = k->side == KEY_OLD ? p->old : p->now;

	if (one == NULL)
		return false;
	*v = value(k->column, one);
	if (k->side == KEY_DIFF || k->side == KEY_PERCENT) {
		if (p->old == NULL)
			return false;
		*v = difference(k, value(k->column, p->old), *v);
	}
	if (k->absolute && *v < 0)
		*v = -*v;
	return true;
}
