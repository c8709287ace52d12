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

/*@ predicate blank_is(integer c) = c == ' ' || c == '\t' || c == '\r'; */
/*@ assigns \nothing;
    ensures \result <==> blank_is(c);
*/
static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/*@ assigns \nothing;
    ensures \result <==> digit_is(c);
*/
static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/*@ assigns \nothing;
    ensures \result <==> word_is(c);
*/
static bool
word_byte(char c)
{
	return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    c == '_';
}

/*@ assigns \nothing;
    ensures \result <==> word_is(c) || (first && mark_is(c));
*/
static bool
fits(char c, bool first)
{
	return word_byte(c) || (first && c == '@');
}

/*@ requires \valid(l) && list_sound(l);
    requires \separated(l, l->text + (0 .. l->len - 1));
    assigns l->at, l->line;
    ensures list_sound(l) && l->at >= \old(l->at);
    ensures l->at < l->len ==> !blank_is(l->text[l->at]) &&
      l->text[l->at] != '\n' &&
      !(l->form == LIST_LINES && l->text[l->at] == '#');
*/
/* To the next word: over blanks, and in lines over empty ones and comments. */
static void
skip(struct list *l)
{
	/*@ loop invariant list_sound(l) && l->at >= \at(l->at, Pre);
	    loop assigns l->at, l->line;
	    loop variant l->len - l->at;
	*/
	while (l->at < l->len) {
		char c = l->text[l->at];

		if (l->form == LIST_LINES && c == '#') {
			/*@ loop invariant list_sound(l);
			    loop invariant l->at >= \at(l->at, LoopEntry);
			    loop assigns l->at;
			    loop variant l->len - l->at;
			*/
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

/*@ predicate separator_is(struct list *l, integer c) =
      l->form == LIST_COMMAS ? c == ',' : c == '\n' || c == '#';
*/
/*@ requires \valid_read(l);
    assigns \nothing;
    ensures \result <==> separator_is(l, c);
*/
static bool
separator(const struct list *l, char c)
{
	if (l->form == LIST_COMMAS)
		return c == ',';
	return c == '\n' || c == '#';
}

/*@ requires \valid(w) && n <= LIST_WORD;
    assigns w->number, w->value;
    ensures number_read(w, n);
*/
static void
value_of(struct list_word *w, size_t n)
{
	size_t i;

	w->number = n > 0;
	w->value = 0;
	/*@ loop invariant 0 <= i <= n;
	    loop invariant w->number <==> 0 < n && digits(&w->text[0], i);
	    loop invariant w->number && w->value <= 1844674407370955160 ==>
	      w->value == decimal(&w->text[0], i);
	    loop invariant w->number && w->value > 1844674407370955160 ==>
	      decimal(&w->text[0], i) >= w->value;
	    loop assigns i, w->number, w->value;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++) {
		/*@ assert decimal(&w->text[0], i + 1) ==
		      decimal(&w->text[0], i) * 10 + (w->text[i] - '0'); */
		if (!digit(w->text[i]))
			w->number = false;
		else if (w->value <= (UINT64_MAX - 9) / 10)
			w->value = w->value * 10 + (uint64_t)(w->text[i] - '0');
	}
}

/*@ predicate in_word(struct list *l, integer at) =
      at < l->len && !separator_is(l, l->text[at]) &&
      !blank_is(l->text[at]) && l->text[at] != '\n';
*/
/*@ requires \valid(l) && \valid(w) && list_sound(l);
    requires \separated(l, w, l->text + (0 .. l->len - 1));
    assigns l->at, w->text[0 .. LIST_WORD], w->number, w->value;
    ensures list_sound(l) && l->at >= \old(l->at);
    ensures in_word{Pre}(l, \old(l->at)) ==> l->at > \old(l->at);
    ensures \result ==> word_at(w, l->text, l->len, \old(l->at));
*/
/* The bytes of a word; false if they are none, too many or not a word's. */
static bool
read_word(struct list *l, struct list_word *w)
{
	bool good = true;
	size_t n = 0;

	/*@ loop invariant \at(l->at, Pre) <= l->at <= l->len;
	    loop invariant 0 <= n <= LIST_WORD;
	    loop invariant good ==> n == l->at - \at(l->at, Pre);
	    loop invariant good ==> \forall integer k; 0 <= k < n ==>
	      w->text[k] == l->text[\at(l->at, Pre) + k] &&
	      (word_is(w->text[k]) || (k == 0 && mark_is(w->text[k])));
	    loop assigns l->at, n, good, w->text[0 .. LIST_WORD];
	    loop variant l->len - l->at;
	*/
	while (l->at < l->len && !separator(l, l->text[l->at]) &&
	    !blank(l->text[l->at]) && l->text[l->at] != '\n') {
		if (n == LIST_WORD || !fits(l->text[l->at], n == 0))
			good = false;
		if (n < LIST_WORD)
			w->text[n++] = l->text[l->at];
		l->at++;
	}
	w->text[n] = '\0';
	value_of(w, n);
	good = good && n > (w->text[0] == '@' ? 1 : 0);
	/*@ assert good ==>
	      word_good(w, l->text, l->len, \at(l->at, Pre), n); */
	return good;
}

/*@ requires \valid(l) && list_sound(l);
    requires \separated(l, l->text + (0 .. l->len - 1));
    assigns l->at;
    ensures list_sound(l) && l->at >= \old(l->at);
    ensures \result <==> l->at == l->len || separator_is(l, l->text[l->at]);
*/
/* To what ends a word; false if that is no separator. */
static bool
word_ends(struct list *l)
{
	/*@ loop invariant \at(l->at, LoopEntry) <= l->at <= l->len;
	    loop assigns l->at;
	    loop variant l->len - l->at;
	*/
	while (l->at < l->len &&
	    (blank(l->text[l->at]) ||
		(l->form == LIST_COMMAS && l->text[l->at] == '\n')))
		l->at++;
	return l->at == l->len || separator(l, l->text[l->at]);
}

/*@ requires \valid(l) && list_sound(l);
    requires \separated(l, l->text + (0 .. l->len - 1));
    assigns l->at, l->any;
    ensures list_sound(l) && l->at >= \old(l->at);
    ensures l->form == LIST_COMMAS && \old(l->at) < l->len ==>
      l->at > \old(l->at);
    ensures \old(l->at) == l->len ==> !l->any;
*/
/* Over the comma: after it, there is a word. */
static void
pass_comma(struct list *l)
{
	l->any = false;
	if (l->at < l->len && l->form == LIST_COMMAS) {
		l->any = l->text[l->at] == ',';
		l->at++;
	}
}

/*@ requires \valid(l) && \valid(w) && list_sound(l);
    requires \separated(l, w, l->text + (0 .. l->len - 1));
    assigns l->at, l->any, w->text[0 .. LIST_WORD], w->number, w->value;
    ensures list_sound(l) && l->at >= \old(l->at);
    ensures in_word{Pre}(l, \old(l->at)) ||
      (l->form == LIST_COMMAS && \old(l->at) < l->len) ==>
        l->at > \old(l->at);
    ensures \old(l->at) == l->len ==> !l->any;
    ensures \result ==> word_at(w, l->text, l->len, \old(l->at));
*/
/* One word, and what may stand between it and the next. */
static bool
whole_word(struct list *l, struct list_word *w)
{
	bool good, ends;

	good = read_word(l, w);
	/*@ ghost word: ; */
	ends = word_ends(l);
	pass_comma(l);
	/*@ assert w->number == \at(w->number, word) &&
	      w->value == \at(w->value, word); */
	/*@ assert \forall integer n;
	      word_read{word}(w, l->text, l->len, \at(l->at, Pre), n) ==>
	        word_read(w, l->text, l->len, \at(l->at, Pre), n); */
	/*@ assert \forall integer n;
	      word_good{word}(w, l->text, l->len, \at(l->at, Pre), n) ==>
	        word_good(w, l->text, l->len, \at(l->at, Pre), n); */
	return good && ends;
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
	good = whole_word(l, w);
	return good ? fault_none() : fault_at(FAULT_LIST, AT_LINE, w->line);
}
