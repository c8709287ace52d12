/* special - values of maps in which the kernel keeps something of its own.
   kernel/bpf/btf.c: btf_parse_fields. */
#ifndef SPECIAL_H
#define SPECIAL_H

#include <stdbool.h>
#include <stdint.h>

struct btf;

struct special {
	uint32_t lock, timer; /* where they are, plus one; 0: there is none */
	bool other; /* more than that, or what the kernel may not take */
};

/* Of a value of that type; 0: nothing is known of it. */
struct special special_of(const struct btf *btf, uint32_t type);

#endif
