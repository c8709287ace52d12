/* special - values of maps in which the kernel keeps something of its own.
   kernel/bpf/btf.c: btf_parse_fields. */
#ifndef SPECIAL_H
#define SPECIAL_H

#include <stdbool.h>
#include <stdint.h>

struct btf;

/* Has a value of that type a lock, a timer, a list, a kernel pointer or such? */
bool special_in(const struct btf *btf, uint32_t type);

#endif
