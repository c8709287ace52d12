/*
 * capture - an object's programs as libbpf hands them to bpf(2), which is
 * answered in the process: nothing is loaded, and no privilege is needed.
 *
 * libbpf is not made for hostile files: only in a process that may die.
 */
#ifndef CAPTURE_H
#define CAPTURE_H

#include "load.h"
#include "mend.h"

/*
 * The object m to o, by libbpf; n says what went wrong. Programs that need
 * what is not here are undecided.
 */
void capture_object(const struct load *l, struct mend *m, struct object *o,
    struct wire_news *n);

#endif
