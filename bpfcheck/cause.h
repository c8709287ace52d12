/*
 * cause - why a program was refused: it is decided once more, with a look at
 * every instruction, and what led to the refusal is taken out of its path.
 */
#ifndef CAUSE_H
#define CAUSE_H

#include "slice.h"
#include "verdict.h"

struct cause {
	struct trace *trace; /* at its last step; NULL: there is no path */
	struct slice slice;
	const char *suggestion; /* NULL: none */
};

/* Of a rejected one, which was decided before with the same options. False: no
   memory. */
bool cause_find(struct cause *c, const struct decide *d,
    const struct object_program *p, const struct decided *decided);
void cause_free(struct cause *c);

/* Behind a verdict: lines of text, or fields of a JSON object. */
void cause_say_text(
    FILE *out, const struct cause *c, const struct vf_program *p);
void cause_say_json(
    FILE *out, const struct cause *c, const struct vf_program *p);

#endif
