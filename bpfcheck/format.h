/*
 * format - texts that say how numbers are printed. kernel/bpf/helpers.c:
 * bpf_bprintf_prepare; kernel/bpf/verifier.c: check_bpf_snprintf_call.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "helper.h"

/* Does the text, up to a 0 or its len bytes, ask for what the kernel prints, and
   for no more than so many arguments? */
bool format_is_right(const uint8_t *text, uint32_t len, uint64_t arguments);
/* Of a helper that prints by a constant text, whose arguments are right. */
int format_check(struct env *e, const struct call *c);

#endif
