/* signature - what a function takes, by its BTF: kernel/bpf/btf.c,
   btf_prepare_func_args. */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include "verify.h"

struct btf;

/* Of the function of type id in a program of that type: f's signature, nargs,
   args, wrong. */
void signature_of(
    const struct btf *btf, uint32_t id, uint32_t prog_type, struct vf_func *f);

#endif
