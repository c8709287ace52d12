/*
 * trace - the path that leads to a refusal: its instructions, and what each of
 * them changed, so that the states before them can be had again.
 *
 * Filled by vf_host.look. The verifier goes depth first: when it takes up a
 * state that waited, what was kept of the path behind it is undone. Pure, and of
 * fixed size: of a long path the end is kept.
 */
#ifndef TRACE_H
#define TRACE_H

#include "state.h"

enum {
	TRACE_STEPS = 1 << 14,
	TRACE_CHANGES = 1 << 16,
	/* Of a frame: its registers, then its stack's slots. */
	PLACE_SLOT = REGS,
	PLACES = REGS + STACK_BYTES / SLOT_BYTES,
};

/* Of a register only spilled counts, of a slot without one only bytes. */
struct trace_change {
	struct slot other; /* what is there on the other side of the step */
	uint8_t frame, place;
};

struct trace_step {
	uint32_t insn;
	uint8_t frame;	  /* that it is done in */
	uint64_t changes; /* of the step before: the first of them */
};

/* Steps are numbered from 1, as struct state does. */
struct trace {
	const struct insn *insns;
	uint32_t begin, last; /* none before, none behind is wanted */
	uint32_t first, end;  /* kept, both included; end 0: none are */
	uint32_t at;	      /* now is before this one */
	uint64_t changes;
	uint32_t nslots[FRAMES]; /* of now; the others hold nothing */
	struct slot now[FRAMES][PLACES];
	struct trace_step steps[TRACE_STEPS];
	struct trace_change ring[TRACE_CHANGES];
};

/* t is zeroed; the path that was refused has so many steps. */
void trace_begin(struct trace *t, const struct insn *insns, uint32_t steps);
/* For vf_host.look: arg is the trace. */
void trace_look(void *arg, uint32_t insn, const void *state);
/* All was seen. The last step of so many is insn: it is added if nobody looked
   before it. Then now is before the last. */
void trace_end(struct trace *t, uint32_t steps, uint32_t insn);
/* now becomes what is before the step before, or behind; false: none is kept. */
bool trace_back(struct trace *t);
bool trace_forward(struct trace *t);

static inline const struct trace_step *
trace_step(const struct trace *t, uint32_t n)
{
	return &t->steps[n % TRACE_STEPS];
}

/* What step n changed, if n + 1 is kept as well; NULL: there is no more. */
const struct trace_change *trace_change(
    const struct trace *t, uint32_t n, uint32_t i);

#endif
