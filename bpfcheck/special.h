/* special - values of maps in which the kernel keeps something of its own.
   kernel/bpf/btf.c: btf_parse_fields; kernel/bpf/syscall.c: map_check_btf. */
#ifndef SPECIAL_H
#define SPECIAL_H

#include "verify.h"

struct btf;

/* The fields of m, whose values are of that type; 0: nothing is known of it.
   m->special: the kernel may not make such a map. Names are btf's. */
void special_find(const struct btf *btf, uint32_t type, struct vf_map *m);

#endif
