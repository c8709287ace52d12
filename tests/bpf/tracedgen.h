/* tracedgen - random programs that follow pointers from what they trace. */
#ifndef TRACEDGEN_H
#define TRACEDGEN_H

#include "batch.h"
#include "btftype.h"

/* The next numbers are those of a seed; below n. */
void tracedgen_seed(uint64_t seed);
uint32_t tracedgen_below(uint32_t n);

/* One more instruction of p's. */
void tracedgen_put(struct prog *p, uint8_t code, unsigned dst, unsigned src,
    int off, int32_t imm);
uint8_t tracedgen_load(unsigned bytes);
/* R0 = 0, and the end. */
void tracedgen_finish(struct prog *p);
/* From an argument of the prototype on; first is the first that is given. */
void tracedgen_follow(struct prog *p, uint32_t prototype, uint32_t first);

#endif
