/*
 * words - addresses of code in data: 8-byte words that are one, wherever they
 * stand, and tables of 4-byte distances from an address that code makes.
 */
#ifndef WORDS_H
#define WORDS_H

#include "bases.h"
#include "starts.h"

enum { WORDS_GO = 16 };

struct words {
	size_t go; /* places that may begin a Go table */
	uint64_t go_at[WORDS_GO];
};

/* All file bytes: finds Go's tables and, if that is wanted, opens what the words
   name. False if a read failed. */
bool words_scan(struct words *w, struct code *c, const struct bases *bases,
    const struct peek *p, bool open);

#endif
