/*
 * row - of a program what is compared, ordered and chosen by.
 */
#ifndef ROW_H
#define ROW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "verify.h"

/* Texts live in room, or elsewhere if that is NULL. None is NULL. */
struct row {
	const char *file, *program, *section, *reason;
	const char *text; /* what is printed of it */
	enum vf_verdict verdict;
	uint32_t insns, states;
	double time_us;
	uint64_t line; /* of the table that it was read from */
	char *room;
};

struct rows {
	struct row *all;
	uint32_t n, size;
};

/* A zeroed one more; NULL: no memory. Moves the others. */
struct row *rows_add(struct rows *r);
void rows_free(struct rows *r);

/* The name behind the last slash. */
const char *row_base(const char *file);

/* From one process to another: bytes that rows_take understands. */
void row_send(FILE *out, const struct row *r);
/* The rows in bytes[0 .. len); one that is cut is left out. False: no memory. */
bool rows_take(struct rows *r, const uint8_t *bytes, size_t len);

#endif
