/* signature - what a function takes, by its BTF: kernel/bpf/btf.c,
   btf_prepare_func_args. */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include "object.h"

struct btf;

/* What tags say of every function: SIGNATURE_TAGS bytes for each type. */
enum { SIGNATURE_TAGS = VF_ARGS + 1 };
void signature_tags(const struct btf *btf, uint8_t *tags);
/* Exceptions go to a function that it names: that is not decided here. */
bool signature_has_exceptions(const uint8_t *tags, uint32_t id);

/* Of the function f, which has a name and is global or not, of type id in the
   program: its signature, nargs, args, wrong; texts are in the object's room.
   False: no memory. */
bool signature_of(const struct btf *btf, const uint8_t *tags, uint32_t id,
    const struct vf_program *p, struct object *o, struct vf_func *f);

#endif
