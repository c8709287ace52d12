/*
 * csv - the records of RFC 4180, checked, each line with its end.
 */
#ifndef CSV_H
#define CSV_H

#include "fault.h"

enum { CSV_FIELD = 65536 };

/* Bytes from at to end; lines count from 1. */
struct csv {
	char *at, *end;
	uint64_t line;
};

/*
 * The next record's fields, which replace its bytes and end with 0: n of them,
 * most at most; 0 behind the last record. Or a fault with its line, and why.
 */
struct fault csv_next(struct csv *c, const char **fields, uint32_t most,
    uint32_t *n, const char **why);

#endif
