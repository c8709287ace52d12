/*
 * unpack - a request of /dev/bpfcheck as what vf_check takes. Whatever the
 * request holds, what comes out of it points into the input and the room only.
 */
#ifndef UNPACK_H
#define UNPACK_H

#include "bpfcheck.h"
#include "verify.h"

struct unpacked {
	struct vf_program program;
	struct vf_options options;
	struct vf_btf btf; /* the program's, if it has any */
};

/* The request alone: version, sizes, reserved fields, ranges. False: *wrong, of
   BPFCHECK_TEXT bytes, says what. Nothing else may be asked of one that is. */
bool unpack_check(const struct bpfcheck_verify *v, char *wrong);
/* Bytes that unpack needs. */
size_t unpack_room(const struct bpfcheck_verify *v);
/* input: input_size bytes, aligned to 8, that stay; room: aligned to 8. False as
   above. */
bool unpack(const struct bpfcheck_verify *v, const void *input, void *room,
    struct unpacked *to, char *wrong);
/* What vf_check found; nanoseconds, log_size and stack_peak are not changed. */
void unpack_result(const struct vf_result *r, struct bpfcheck_result *to);

#endif
