#include "list.h"

void
list_start(struct list *l, const char *text, size_t len, enum list_form form)
{
	l->text = text;
	l->len = len;
	l->at = 0;
	l->line = 1;
	l->form = form;
	l->any = false;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
word_byte(char c)
{
	return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    c == '_';
}

/* To the next word: over blanks, and in lines over empty ones and comments. */
static void
skip(struct list *l)
{
	while (l->at < l->len) {
		char c = l->text[l->at];

		if (l->form == LIST_LINES && c == '#') {
			while (l->at < l->len && l->text[l->at] != '\n')
				l->at++;
			continue;
		}
		if (c == '\n')
			l->line++;
		else if (!blank(c))
			return;
		l->at++;
	}
}

static bool
separator(const struct list *l, char c)
{
	if (l->form == LIST_COMMAS)
		return c == ',';
	return c == '\n' || c == '#';
}

static void
value_of(struct list_word *w, size_t n)
{
	size_t i;

	w->number = n > 0;
	w->value = 0;
	for (i = 0; i < n; i++) {
		if (!digit(w->text[i]))
			w->number = false;
		else if (w->value <= (UINT64_MAX - 9) / 10)
			w->value = w->value * 10 + (uint64_t)(w->text[i] - '0');
	}
}

/* The bytes of a word, and what may stand between it and a separator. */
static bool
read_word(struct list *l, struct list_word *w)
{
	bool good = true;
	size_t n = 0;

	while (l->at < l->len && !separator(l, l->text[l->at]) &&
	    !blank(l->text[l->at]) && l->text[l->at] != '\n') {
		if (n == LIST_WORD || !word_byte(l->text[l->at]))
			good = false;
		if (n < LIST_WORD)
			w->text[n++] = l->text[l->at];
		l->at++;
	}
	w->text[n] = '\0';
	value_of(w, n);
	while (l->at < l->len &&
	    (blank(l->text[l->at]) ||
		(l->form == LIST_COMMAS && l->text[l->at] == '\n')))
		l->at++;
	if (l->at < l->len && !separator(l, l->text[l->at]))
		good = false;
	return good && n > 0;
}

struct fault
list_next(struct list *l, struct list_word *w, bool *more)
{
	bool good;

	skip(l);
	w->line = l->line;
	*more = l->at < l->len || (l->form == LIST_COMMAS && l->any);
	if (!*more)
		return fault_none();
	good = read_word(l, w);
	l->any = false;
	if (l->at < l->len && l->form == LIST_COMMAS) {
		l->any = l->text[l->at] == ',';
		l->at++;
	}
	return good ? fault_none() : fault_at(FAULT_LIST, AT_LINE, w->line);
}
