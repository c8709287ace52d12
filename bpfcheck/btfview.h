/*
 * btfview - is this BTF what programs that read it take for granted?
 *
 * Kinds, lengths, names and the types that types name; and that no type is a
 * part of itself, so that who follows one comes to an end.
 */
#ifndef BTFVIEW_H
#define BTFVIEW_H

#include <stdbool.h>

#include "fault.h"

struct btfview {
	const uint8_t *bytes; /* of the section .BTF */
	size_t len;
	uint64_t base; /* its place in the file, for faults */
	uint32_t types, types_len, strings, strings_len;
	uint32_t ntypes; /* with 0, void */
	uint32_t *at;	 /* where each type begins in bytes; at[0] is not one */
	uint8_t *state;	 /* of the walk */
};

/* What the section holds; btfview_close whatever it returns. */
struct fault btfview_open(
    struct btfview *v, const uint8_t *b, size_t len, uint64_t base);
void btfview_close(struct btfview *v);

/* Is this type a function that returns an integer or enum of at most 8 bytes?
   kernel/bpf/verifier.c: check_btf_func. */
bool btfview_returns_number(const struct btfview *v, uint32_t type);

/* The section .BTF.ext that goes with it. */
struct fault btfview_ext(
    const struct btfview *v, const uint8_t *b, size_t len, uint64_t base);

#endif
