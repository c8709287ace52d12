/*
 * pack - a program as a request of /dev/bpfcheck, with its input: what
 * kmod/unpack.h takes apart.
 */
#ifndef PACK_H
#define PACK_H

#include "kmod/bpfcheck.h"
#include "verify.h"

/* 0 or an errno: ENOMEM; E2BIG, it is more than the device takes. v has no log;
   its input is the caller's, to be freed. v may hold anything. */
int pack(const struct vf_program *p, const struct vf_options *o,
    struct bpfcheck_verify *v, void **input);

/* The answer, as vf_check gives it. Of verdicts that are none: VF_TROUBLE. */
void pack_answer(const struct bpfcheck_result *from, struct vf_result *r);

#endif
