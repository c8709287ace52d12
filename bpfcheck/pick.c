#include "pick.h"

#include <stdlib.h>
#include <string.h>

#include "row.h"

/* Only the last star is tried again, so the time is at most the product of the
   lengths. */
static bool
matches(const struct pick_glob *g, const char *text)
{
	size_t i = 0, star = 0;
	const char *back = NULL;

	if (g->any)
		return true;
	while (*text != '\0') {
		if (i < g->len && g->at[i] == '*') {
			star = ++i;
			back = text;
		} else if (i < g->len &&
		    (g->at[i] == '?' || g->at[i] == *text)) {
			i++;
			text++;
		} else if (back != NULL) {
			i = star;
			text = ++back;
		} else {
			return false;
		}
	}
	while (i < g->len && g->at[i] == '*')
		i++;
	return i == g->len;
}

static struct pick_glob
glob(const char *at, size_t len)
{
	return (struct pick_glob){at, len, len == 0};
}

static bool
number(const char *text, double *value)
{
	const char *digits = text + (*text == '-');
	size_t n = strspn(digits, "0123456789");

	/* Exact in a double. */
	if (n == 0 || n > 15 || digits[n] != '\0')
		return false;
	*value = strtod(text, NULL);
	return true;
}

/* What verdict and verdict_diff are compared with. */
static bool
word(const struct key *k, const char *text, double *value)
{
	static const struct {
		const char *word;
		bool diff;
		double value;
	} words[] = {
	    {"reject", false, 0},
	    {"failure", false, 0},
	    {"undecided", false, 1},
	    {"accept", false, 2},
	    {"success", false, 2},
	    {"mismatch", true, 0},
	    {"match", true, 1},
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].diff == (k->side == KEY_DIFF) &&
		    strcmp(words[i].word, text) == 0) {
			*value = words[i].value;
			return true;
		}
	return false;
}

static const struct {
	const char *text;
	enum pick_test test;
} tests[] = {
    {"==", PICK_EQUAL},
    {"!=", PICK_UNEQUAL},
    {"<>", PICK_UNEQUAL},
    {"<=", PICK_AT_MOST},
    {">=", PICK_AT_LEAST},
    {"=", PICK_EQUAL},
    {"<", PICK_LESS},
    {">", PICK_MORE},
};

/* text has one of = < > at len. */
static const char *
condition(struct pick *p, const char *text, size_t len)
{
	size_t i = 0, n;

	if (len > 0 && text[len] == '=' && text[len - 1] == '!')
		len--;
	while ((n = strlen(tests[i].text)),
	    strncmp(tests[i].text, text + len, n) != 0)
		i++;
	p->condition = true;
	p->test = tests[i].test;
	if (!key_read(text, len, &p->key) || key_is_text(&p->key))
		return "conditions are on verdict, insns, states and time";
	if (p->key.column != KEY_VERDICT)
		return number(text + len + n, &p->value)
		    ? NULL
		    : "a condition takes a whole number";
	if (p->test != PICK_EQUAL && p->test != PICK_UNEQUAL)
		return "a verdict is equal to a word or not";
	return word(&p->key, text + len + n, &p->value)
	    ? NULL
	    : "a verdict is accept, reject or undecided, and verdict_diff "
	      "match or mismatch";
}

static const char *
read_one(struct pick *p, const char *text)
{
	size_t len;

	p->deny = *text == '!';
	text += p->deny;
	if (*text == '\0' || strcmp(text, "/") == 0)
		return "a filter is empty";
	if (*text == '@')
		return "filters are not read from files";
	len = strcspn(text, "=<>");
	if (text[len] != '\0')
		return condition(p, text, len);
	len = strcspn(text, "/");
	p->either = text[len] == '\0';
	p->file = glob(text, len);
	if (p->either)
		return NULL;
	p->program = glob(text + len + 1, strlen(text + len + 1));
	return strchr(text + len + 1, '/') == NULL
	    ? NULL
	    : "a filter is FILE/PROGRAM, without folders";
}

const char *
picks_add(struct picks *p, const char *text)
{
	struct pick *all = reallocarray(p->all, p->n + 1, sizeof *all), *one;
	const char *wrong;

	if (all == NULL)
		return "out of memory";
	p->all = all;
	one = &all[p->n++];
	memset(one, 0, sizeof *one);
	wrong = read_one(one, text);
	p->names |= !one->condition;
	p->conditions |= one->condition;
	p->compares |= one->condition && one->key.compares;
	return wrong;
}

void
picks_free(struct picks *p)
{
	free(p->all);
	memset(p, 0, sizeof *p);
}

/* program NULL: could one match, or, to deny, must all? */
static bool
named(const struct pick *p, const char *base, const char *program)
{
	if (p->either && matches(&p->file, base))
		return true;
	if (p->either)
		return program != NULL ? matches(&p->file, program) : !p->deny;
	if (!matches(&p->file, base))
		return false;
	return program != NULL ? matches(&p->program, program)
			       : !p->deny || p->program.any;
}

bool
picks_program(const struct picks *p, const char *file, const char *program)
{
	bool asked = false, found = false;

	for (uint32_t i = 0; i < p->n; i++) {
		const struct pick *one = &p->all[i];

		if (one->condition)
			continue;
		if (!one->deny)
			asked = true;
		if (!named(one, row_base(file), program))
			continue;
		if (one->deny)
			return false;
		found = true;
	}
	return found || !asked;
}

bool
picks_file(const struct picks *p, const char *file)
{
	return picks_program(p, file, NULL);
}

/* What is not there meets no condition. */
static bool
meets(const struct pick *p, const struct pair *pair)
{
	double v;

	if (!key_value(&p->key, pair, &v))
		return false;
	switch (p->test) {
	case PICK_EQUAL:
		return v == p->value;
	case PICK_UNEQUAL:
		return v != p->value;
	case PICK_LESS:
		return v < p->value;
	case PICK_AT_MOST:
		return v <= p->value;
	case PICK_MORE:
		return v > p->value;
	default:
		return v >= p->value;
	}
}

bool
picks_shown(const struct picks *p, const struct pair *pair)
{
	bool asked = false, found = false;

	for (uint32_t i = 0; i < p->n; i++) {
		const struct pick *one = &p->all[i];

		if (!one->condition)
			continue;
		if (!one->deny)
			asked = true;
		if (!meets(one, pair))
			continue;
		if (one->deny)
			return false;
		found = true;
	}
	return found || !asked;
}
