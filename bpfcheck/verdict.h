/*
 * verdict - what is said of a program: a line, and of a rejected one why.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include "decide.h"

enum verdict_form { VERDICT_TEXT, VERDICT_JSON, VERDICT_CSV, VERDICT_NONE };

struct cause;

struct verdict {
	const char *file;
	const struct object_program *program;
	const struct decided *decided;
	const struct cause *cause; /* of a rejection; NULL: not asked for */
};

/* "accept", "reject", "undecided", "trouble". */
const char *verdict_word(enum vf_verdict v);

/* The columns of VERDICT_CSV. */
extern const char verdict_columns[];

/* What stands before the first; all_kernels: of each kernel a column. */
void verdict_head(FILE *out, enum verdict_form form, bool all_kernels);
/* more: what -v adds. */
void verdict_say(
    FILE *out, enum verdict_form form, bool more, const struct verdict *v);

/* The fields source_file, source_line, source. */
void verdict_json_source(FILE *out, const struct vf_line *line);
/* As in the kernel's log; of what is none, its opcode. */
enum { VERDICT_INSN = 128 };
void verdict_insn(
    const struct vf_program *p, uint32_t insn, char *to, size_t size);

#endif
