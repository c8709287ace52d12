/*
 * walk - which bytes are instructions.
 *
 * From every known start, by every direct branch, then what lies between, in
 * order. An instruction that would reach over a known start is not taken, and
 * the first to take a byte keeps it: a branch into the middle of an instruction
 * is another path, followed until it meets what was taken.
 */
#ifndef WALK_H
#define WALK_H

#include "bases.h"
#include "code.h"
#include "insn.h"

enum { WALK_ROOM = 65536 };

struct walk {
	struct code *code;
	const struct insn_decoder *decoder;
	struct bases *bases;
	bool sure; /* what is found is reached from known starts */
	size_t have;
	size_t todo[WALK_ROOM];
};

void walk_start(struct walk *w, struct code *c,
    const struct insn_decoder *decoder, struct bases *bases);
/* From every known start; then from every target that is pending. */
void walk_known(struct walk *w);
void walk_pending(struct walk *w);
/* What is not taken yet, from the lowest byte on. */
void walk_rest(struct walk *w);
/* After the last of them. */
void walk_end(struct walk *w);

#endif
