/*
 * key - the columns by which programs are ordered and chosen, with veristat's
 * names: insns, insns_a, |insns_diff|, ...
 */
#ifndef KEY_H
#define KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "row.h"

enum key_column {
	KEY_FILE,
	KEY_PROGRAM,
	KEY_VERDICT,
	KEY_INSNS,
	KEY_STATES,
	KEY_TIME
};

enum key_side { KEY_NOW, KEY_OLD, KEY_DIFF, KEY_PERCENT };

struct key {
	enum key_column column;
	enum key_side side;
	bool absolute; /* its size alone */
	bool compares; /* says nothing but of a comparison */
};

/* A program, before and now; one of them may be NULL. */
struct pair {
	const struct row *old, *now;
	uint32_t place; /* in the order without --sort */
};

/* text[0 .. len) names a key. */
bool key_read(const char *text, size_t len, struct key *k);
/* A file or program: key_text is for it, key_value for others. */
bool key_is_text(const struct key *k);
const char *key_text(const struct key *k, const struct pair *p);
/* False: a side is not there. Verdicts are 0, 1, 2 for reject, undecided,
   accept; their difference is 1 if there is none. */
bool key_value(const struct key *k, const struct pair *p, double *v);

#endif
