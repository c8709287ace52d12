/*
 * mutate - programs of a batch, each changed in a few places: near the rules
 * that they were written for.
 */
#ifndef MUTATE_H
#define MUTATE_H

#include "batch.h"

struct corpus;

/* All programs of a batch that are not long; NULL: no memory, no program, or a
   line that is none. */
struct corpus *corpus_read(FILE *f);
void corpus_free(struct corpus *c);

/* One of them, changed; the same seed gives the same. */
void mutate_program(const struct corpus *c, struct prog *p, uint64_t seed);

#endif
