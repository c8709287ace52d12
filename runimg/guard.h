/*
 * guard - the kernel's filter of a run: made from the plan, checked against it,
 * printed.
 */
#ifndef GUARD_H
#define GUARD_H

#include <stdio.h>

#include "fault.h"
#include "pincheck.h"

enum { GUARD_OWN = 3 };

struct guard {
	struct pinplan plan;
	struct pins pins;
	struct pins_work work;
	struct pin own[GUARD_OWN]; /* runimg's own calls, by address */
	size_t nown;
	char why[160]; /* after FILTER_SIZE: what was too much; else empty */
};

/* From the plan and own; other is the answer to forbidden calls. FILTER_SIZE if
   the kernel does not take so long a filter, FILTER_WRONG if its code and the
   plan differ about a call. */
struct fault guard_make(
    struct guard *g, const struct image *img, uint32_t other);

/* The code, guard_length instructions. */
const struct cbpf_insn *guard_code(const struct guard *g);
size_t guard_length(const struct guard *g);

/* As text, an instruction a line; or as struct sock_filter holds it. */
void guard_text(const struct guard *g, FILE *to);
void guard_raw(const struct guard *g, FILE *to);

#endif
