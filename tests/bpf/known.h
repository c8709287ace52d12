/*
 * known - what bpfcheck knows before each instruction, on every path, so that
 * runs can be held against it.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include "batch.h"

/* A value of a run: its eight bytes, or those of the stack. */
struct known_run {
	uint32_t pc;
	unsigned frame;		 /* that runs */
	uint64_t reg[8][11];	 /* by frame; r0 to r5 of the one that runs */
	uint32_t callsite[8];	 /* of frame i; of 0 none */
	const uint8_t *stack[8]; /* from fp - 512 on */
	uint64_t fp[8], ctx;
};

struct known;

/* NULL: it is not accepted, or has too many paths. */
struct known *known_of(const struct prog *p);
void known_free(struct known *k);
/* Some state there holds all of it. */
bool known_holds(const struct known *k, const struct known_run *r);

#endif
