/*
 * list - what the user allows: numbers, names and groups, as text.
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
	char text[LIST_WORD + 1]; /* of a group with its '@' */
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

/*@ predicate list_sound(struct list *l) =
      \valid_read(l->text + (0 .. l->len - 1)) &&
      l->at <= l->len < SIZE_MAX && 1 <= l->line <= l->at + 1 &&
      (l->form == LIST_COMMAS || l->form == LIST_LINES);

    predicate digit_is(integer c) = '0' <= c <= '9';

    predicate word_is(integer c) = digit_is(c) || 'a' <= c <= 'z' ||
      'A' <= c <= 'Z' || c == '_';

    // A group's word begins with it, and no word has it further in.
    predicate mark_is(integer c) = c == '@';

    logic integer decimal(char *t, integer n) =
      n <= 0 ? 0 : decimal(t, n - 1) * 10 + (t[n - 1] - '0');

    predicate digits(char *t, integer n) =
      \forall integer k; 0 <= k < n ==> digit_is(t[k]);

    // The text is n digits: then the value is theirs, or both are large.
    predicate number_read(struct list_word *w, integer n) =
      (w->number <==> 0 < n && digits(&w->text[0], n)) &&
      (w->number ==> w->value == decimal(&w->text[0], n) ||
        (w->value > 1844674407370955160 &&
          decimal(&w->text[0], n) >= w->value));

    // The n bytes of the text from at, and a NUL.
    predicate word_read(struct list_word *w, char *text, integer len,
      integer at, integer n) =
      0 <= n <= LIST_WORD && at + n <= len && w->text[n] == 0 &&
      (\forall integer k; 0 <= k < n ==> w->text[k] == text[at + k]) &&
      number_read(w, n);

    // All of a word, and more than a mark.
    predicate word_good(struct list_word *w, char *text, integer len,
      integer at, integer n) =
      word_read(w, text, len, at, n) && 0 < n &&
      (mark_is(w->text[0]) ? 1 < n : word_is(w->text[0])) &&
      (\forall integer k; 1 <= k < n ==> word_is(w->text[k])) &&
      !(at + n < len &&
        (word_is(text[at + n]) || mark_is(text[at + n])));

    predicate word_at(struct list_word *w, char *text, integer len,
      integer at) = \exists integer n; word_good(w, text, len, at, n);

    predicate word_after(struct list_word *w, char *text, integer len,
      integer from) =
      \exists integer at; from <= at < len && word_at(w, text, len, at);
*/
/*@ requires \valid(l) && \valid_read(text + (0 .. len - 1));
    requires len < SIZE_MAX && (form == LIST_COMMAS || form == LIST_LINES);
    assigns *l;
    ensures list_sound(l) && l->text == text && l->len == len &&
      l->at == 0 && l->form == form && !l->any;
*/
void list_start(
    struct list *l, const char *text, size_t len, enum list_form form);

/*
 * The next word: FAULT_NONE with *more true, or false at the end; LIST for an
 * empty word, one that is too long, or one with bytes no name or number has
 * (w->text then holds what was read of it). An empty text has no words.
 */
/*@ requires \valid(l) && \valid(w) && \valid(more) && list_sound(l);
    requires \separated(l, w, more, l->text + (0 .. l->len - 1));
    assigns l->at, l->line, l->any, *w, *more;
    ensures list_sound(l) && l->at >= \old(l->at);
    ensures !*more ==> \result.code == FAULT_NONE && l->at == l->len;
    ensures *more ==>
      l->at > \old(l->at) || (\old(l->any) != 0 && l->any == 0);
    ensures *more && \result.code == FAULT_NONE ==>
      word_after(w, l->text, l->len, \old(l->at));
*/
struct fault list_next(struct list *l, struct list_word *w, bool *more);

#endif
