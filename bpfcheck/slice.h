/*
 * slice - of the path to a refusal, the few instructions that led to it: those
 * that made the registers and slots at fault what they are, the branches that
 * said something of them, and the branch away from what is missing.
 *
 * Pure. Of a path that is too long, or of causes that are too many, the nearest
 * are kept.
 */
#ifndef SLICE_H
#define SLICE_H

#include "suggest.h"
#include "text.h"
#include "trace.h"
#include "verify.h"

enum { SLICE_LINES = 12, SLICE_NOTE = 200 };

struct slice_line {
	uint32_t step; /* the last one that it is; of the trace */
	uint32_t insn;
	uint32_t times;	       /* that it is part of the cause */
	char note[SLICE_NOTE]; /* what became of what it changed */
};

struct slice {
	struct slice_line lines[SLICE_LINES]; /* from the refused one back */
	uint32_t n;
	bool more; /* causes before these are left out */
	bool cut;  /* the path's begin is not known, and may be of the cause */
	enum suggest_lost lost; /* of what is at fault, by a call */
};

/* r is of a refusal at an instruction; t was ended. t is left at its last step.
   room: a byte for each instruction, of any contents. */
void slice_make(struct slice *s, struct trace *t, const struct vf_program *p,
    const struct vf_result *r, uint8_t *room);

/* One register or slot: "R1=ctx()", "fp-8=mmmmmmmm". */
void slice_place(struct text *to, const struct vf_program *p, uint32_t frame,
    uint32_t place, const struct slot *s);

#endif
