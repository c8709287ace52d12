/*
 * gather - one program from libbpf's hands to an object.
 */
#ifndef GATHER_H
#define GATHER_H

#include <bpf/libbpf.h>

#include "answer.h"

struct gather {
	struct object *object;
	struct bpf_object *bpf;
	uint8_t *tags; /* of its functions: see signature.h */
};

/* The program with its instructions, functions and lines; false: something of
   it cannot be true. */
bool gather_program(struct gather *g, const struct bpf_program *from,
    const struct answer_program *a);

/* The program without any: its name, section and type. */
bool gather_name(struct gather *g, const struct bpf_program *from,
    struct object_program **p);

#endif
