/*
 * reseal - makes the frame of a mutated stream good again, so that a fuzzer
 * gets past the CRCs: signature, flags, padding, CRCs, END's count.
 */
#ifndef RESEAL_H
#define RESEAL_H

#include <stddef.h>
#include <stdint.h>

/* In place, as far as records can be followed; at most n bytes are touched. */
void reseal(uint8_t *b, size_t n);

#endif
