/*
 * report - what is said when all programs are known: in another order, or
 * compared with an earlier table.
 */
#ifndef REPORT_H
#define REPORT_H

#include "difference.h"
#include "order.h"
#include "pick.h"

struct load;

struct report {
	const char *baseline; /* compared with; NULL: nothing */
	struct order order;
	struct picks picks;
	struct rows old, now;
	uint8_t *table; /* what the old ones are made of */
	/* Rows that a job has sent so far. */
	uint8_t *bytes;
	size_t len, size;
	bool failed; /* for want of memory */
};

/* Is nothing said before the end? */
bool report_waits(const struct report *r);
/* Reads the table that is compared with; why is the reason, or NULL. Rows of
   programs that the filters or --prog leave out are not kept. */
struct fault report_open(struct report *r, const char *only, const char **why);
/* Takes what row_send writes. NULL: no memory. */
FILE *report_sink(struct report *r);
/* A job has ended; what it sent is whole, or cut. */
void report_took(struct report *r);
/* False: no memory. */
bool report_show(
    struct report *r, FILE *out, enum verdict_form form, bool more);
void report_close(struct report *r);

#endif
