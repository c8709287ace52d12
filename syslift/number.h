/*
 * number - which constants a register may hold at an instruction, whatever way
 * control came there.
 *
 * The search goes backward: through the instructions before, to the sources of
 * every direct branch that leads there, and from a function's start to those
 * that call it. It gives up at whatever it does not understand, and where
 * control may come from somewhere nobody knows.
 */
#ifndef NUMBER_H
#define NUMBER_H

#include "edges.h"

enum {
	NUMBER_STATES = 1024, /* places at block starts, for one search */
	NUMBER_STEPS = 4096,  /* instructions, for one search */
	NUMBER_TOTAL = 1 << 22
};

/* The value wanted: what the place holds before the instruction at 'at'. */
struct number_state {
	size_t at;
	uint8_t place;
	bool half;
};

struct number {
	const struct code *code;
	const struct edges *edges;
	const struct insn_decoder *decoder;
	size_t total; /* instructions left for all searches */
	size_t left;  /* and for this one */
	size_t seen;
	struct number_set *found;
	struct number_state state[NUMBER_STATES];
};

void number_start(struct number *n, const struct code *c,
    const struct edges *edges, const struct insn_decoder *decoder);

/* The call numbers that the machine's register may hold before the instruction
   at that offset, into *found; false if they are not all known. */
bool number_find(struct number *n, size_t at, struct number_set *found);

#endif
