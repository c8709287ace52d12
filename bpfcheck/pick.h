/*
 * pick - what --filter lets through, as veristat's does: names that are asked
 * for, or not, and conditions on numbers.
 */
#ifndef PICK_H
#define PICK_H

#include "key.h"

enum pick_test {
	PICK_EQUAL,
	PICK_UNEQUAL,
	PICK_LESS,
	PICK_AT_MOST,
	PICK_MORE,
	PICK_AT_LEAST
};

/* Of the command line, which must stay. */
struct pick_glob {
	const char *at;
	size_t len;
	bool any; /* matches everything */
};

struct pick {
	bool deny;
	bool condition; /* on key; else names */
	bool either;	/* file is for the file or for the program */
	struct pick_glob file, program;
	struct key key;
	enum pick_test test;
	double value;
};

struct picks {
	struct pick *all;
	uint32_t n;
	bool names, conditions; /* there are some */
	bool compares;		/* a key does */
};

/* One more expression: NULL, or what is wrong. */
const char *picks_add(struct picks *p, const char *text);
void picks_free(struct picks *p);

/* May a program of the file be wanted? Is this one? By names. */
bool picks_file(const struct picks *p, const char *file);
bool picks_program(
    const struct picks *p, const char *file, const char *program);
/* By conditions. */
bool picks_shown(const struct picks *p, const struct pair *pair);

#endif
