/*
 * frames - functions, by what .eh_frame says of them for unwinding.
 *
 * Static programs have it without the table that PT_GNU_EH_FRAME names, so it
 * is found by its first record, a CIE. A description is believed if it has the
 * form that compilers write: an address as a signed distance of 4 bytes, and a
 * length of 4, both in one executable segment.
 *
 * Source: LSB 5.0, Exception Frames.
 */
#ifndef FRAMES_H
#define FRAMES_H

#include "bases.h"
#include "peek.h"

/* Marks where functions start; then, after the walk, that all of their
   bytes are code, whoever leads there. */
void frames_starts(
    struct code *c, const struct bases *data, const struct peek *p);
void frames_whole(
    struct code *c, const struct bases *data, const struct peek *p);

#endif
