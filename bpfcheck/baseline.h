/*
 * baseline - what an earlier "bpfcheck --csv" printed.
 */
#ifndef BASELINE_H
#define BASELINE_H

#include "fault.h"
#include "row.h"

enum { BASELINE_BYTES = 1 << 28, BASELINE_ROWS = 1 << 21 };

/*
 * bytes[0 .. len), which the rows keep and change, to rows without room. A
 * fault has its line; why is its reason, or NULL.
 */
struct fault baseline_read(
    uint8_t *bytes, size_t len, struct rows *to, const char **why);

#endif
