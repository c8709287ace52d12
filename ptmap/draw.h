/* draw - the tables, for people (text, SVG) and programs (JSON). */
#ifndef DRAW_H
#define DRAW_H

#include <stdio.h>

#include "space.h"

void draw_text(const struct space *s, FILE *out);
void draw_json(const struct space *s, FILE *out);
void draw_svg(const struct space *s, FILE *out);

/* Entries of one table that go on from each other: frames at consecutive
   addresses with the same attributes, or one table. */
struct draw_run {
	size_t i, n;
	bool table;
	uint32_t child;
	uint64_t va, pa, span; /* of an entry */
	unsigned attrs;
};
/* The next run of table f at level l, which begins at address va, from entry
   run->i + run->n on (both 0 at first); false at the end. */
bool draw_next(const struct pt *pt, unsigned l, uint32_t f, uint64_t va,
    struct draw_run *run);
/* The address that entry i of a table at level l at va begins at. */
uint64_t draw_address(const struct pt *pt, unsigned l, uint64_t va, size_t i);

#endif
