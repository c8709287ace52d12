/*
 * verdict - what is said of a program: a line, and of a rejected one why.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include "decide.h"

enum verdict_form { VERDICT_TEXT, VERDICT_JSON, VERDICT_CSV, VERDICT_NONE };

struct verdict {
	const char *file;
	const struct object_program *program;
	const struct decided *decided;
};

/* "accept", "reject", "undecided", "trouble". */
const char *verdict_word(enum vf_verdict v);

/* What stands before the first; all_kernels: of each kernel a column. */
void verdict_head(FILE *out, enum verdict_form form, bool all_kernels);
/* more: what -v adds. */
void verdict_say(
    FILE *out, enum verdict_form form, bool more, const struct verdict *v);

#endif
