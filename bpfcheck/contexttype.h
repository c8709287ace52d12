/* contexttype - the structures that programs are called with, in a program's BTF. */
#ifndef CONTEXTTYPE_H
#define CONTEXTTYPE_H

#include <stddef.h>

#include "verify.h"

struct btf;
struct btf_type;

/* Behind typedefs and what else only modifies; NULL: there is none. */
const struct btf_type *contexttype_plain(const struct btf *btf, uint32_t id);
/* Is a pointer to that type one to the context of programs of a type?
   kernel/bpf/btf.c: btf_is_prog_ctx_type. */
bool contexttype_is(
    const struct btf *btf, uint32_t pointee, uint32_t prog_type);
/* May it be, where argument i is tagged as one? False: the line of the kernel's
   log that says why not is in why. btf_validate_prog_ctx_type. */
bool contexttype_may_be(const struct btf *btf, uint32_t pointee,
    const struct vf_program *p, unsigned i, char *why, size_t size);

#endif
