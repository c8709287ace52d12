/* slicewalk - slice's state while it goes back, and its parts. */
#ifndef SLICEWALK_H
#define SLICEWALK_H

#include "slice.h"

/* Registers and slots, as bits, by frame. */
struct places {
	uint16_t regs[FRAMES];
	uint64_t slots[FRAMES];
};

enum { ROOM_REACHES = 1, ROOM_TURN = 2, ROOM_EXIT = 4 };

struct walk {
	struct slice *s;
	struct trace *t; /* now is before step n */
	const struct vf_program *p;
	const struct vf_result *r;
	uint8_t *room; /* ROOM_ of instructions */
	uint32_t n;
	const struct insn *i;  /* of step n */
	uint32_t frame, after; /* before and behind it */
	struct places want;    /* what they are is to be explained */
	struct places past;    /* and what they were, before they were lost */
	struct places changed; /* of want, by step n */
	bool missing; /* a branch away from ROOM_REACHES is looked for */
	uint32_t missing_frame; /* FRAMES: in any */
	bool endless;		/* nothing leaves it */
	uint32_t turn;		/* the first step of the last turn; 0: none */
	bool acquired;		/* r->ref was found, or there is none */
};

/* The value behind step n. */
const struct slot *walk_after(
    const struct walk *w, uint32_t frame, uint32_t place);
/* It says more than another number for the same. */
bool walk_differs(const struct slot *a, const struct slot *b, uint32_t place);
/* Step n is part of the cause; of shown what it made of them. */
void walk_line(struct walk *w, const char *before, const struct places *shown);
/* The slots of frame that a load or store of fixed place works on; 0: none. */
uint64_t walk_slots(
    const struct trace *t, uint32_t frame, const struct insn *i, uint32_t *of);
bool walk_is_empty(const struct places *p);

/* Step n, in slicestep.c, slicejump.c. */
void slice_step(struct walk *w);
void slice_jump(struct walk *w);
/* Which way step n went: "" if it is no branch. */
const char *slice_way(const struct walk *w);
/* Which instructions lead to one that gives r->ref back, or writes reg of the
   frame; seen from the last step. */
void slice_reach(struct walk *w, bool reg, unsigned r);
/* The last step was come to for the second time: what could have left the
   loop. */
void slice_turn(struct walk *w);

#endif
