/*
 * stage - syslift from standard input to standard output.
 */
#ifndef STAGE_H
#define STAGE_H

#include "filter.h"
#include "hold.h"
#include "lift.h"
#include "walk.h"

struct stage {
	struct filter *filter; /* message, source, out, statement's texts */
	enum lift_deny deny;
	struct hold hold;
	struct insn_decoder decoder;
	struct words words;
	struct walk walk;
	struct number number;
	struct lift lift;
	char why[160];
	uint8_t record[RECORD_MAX];
};

/* The exit status; s is zeroed but for filter and deny. */
int stage_run(struct stage *s);

#endif
