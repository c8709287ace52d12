/*
 * nearest - the symbol that names an address best, out of a stream of them.
 */
#ifndef NEAREST_H
#define NEAREST_H

#include "codec.h"

enum { NEAREST_NAME = 128 };

struct nearest {
	uint64_t vaddr; /* the address to be named */
	bool found;
	bool inside; /* the symbol's size reaches past vaddr */
	uint64_t value;
	char
	    name[NEAREST_NAME + 1]; /* cut to that length; bytes as they came */
};

void nearest_start(struct nearest *n, uint64_t vaddr);

void nearest_symbol(struct nearest *n, const struct symbol *s);

/* The payload b[0 .. len) of a symb record that was checked. */
void nearest_record(struct nearest *n, const uint8_t *b, size_t len);

#endif
