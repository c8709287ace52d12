/*
 * list - what the user allows: numbers and names, as text.
 */
#ifndef LIST_H
#define LIST_H

#include "plan.h"

enum { LIST_WORD = 64 };

enum list_form {
	LIST_COMMAS, /* "60,write": words between commas, blanks ignored */
	LIST_LINES   /* one word a line, '#' begins a comment */
};

struct list_word {
	char text[LIST_WORD + 1];
	bool number; /* text is digits; value holds it, cut to 64 bits */
	uint64_t value;
	uint64_t line; /* of the text, from 1 */
};

struct list {
	const char *text;
	size_t len, at;
	uint64_t line;
	enum list_form form;
	bool any; /* a word or a comma has been read */
};

void list_start(
    struct list *l, const char *text, size_t len, enum list_form form);

/*
 * The next word: FAULT_NONE with *more true, or false at the end; LIST for an
 * empty word, one that is too long, or one with bytes no name or number has
 * (w->text then holds what was read of it). An empty text has no words.
 */
struct fault list_next(struct list *l, struct list_word *w, bool *more);

#endif
