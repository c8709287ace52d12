/*
 * btfwalk - what stands at a place in one of the kernel's structures.
 * kernel/bpf/btf.c: btf_struct_walk, btf_struct_access, btf_struct_ids_match.
 */
#ifndef BTFWALK_H
#define BTFWALK_H

#include "btftype.h"
#include "env.h"

/* What a pointer to something of the kernel's is worth, as bits. */
enum {
	TRUST_FULL = 1,
	TRUST_NONE = 2,
	TRUST_RCU = 4, /* while no grace period ends */
	TRUST_USER = 8,
	TRUST_PERCPU = 16,
};

enum btfwalk_kind {
	BTFWALK_NUMBER,
	BTFWALK_STRUCT,	 /* another one begins there: id */
	BTFWALK_POINTER, /* to a structure: id */
	BTFWALK_ADDRESS, /* of something else */
};

struct btfwalk {
	enum btfwalk_kind kind;
	uint32_t id;
	uint8_t trust;	   /* of the pointer; found on the way */
	const char *field; /* its name */
};

/* size bytes at off in a structure, down to what is no structure. */
int btfwalk_access(
    struct env *e, uint32_t id, uint32_t off, uint32_t size, struct btfwalk *w);
/* Is the structure id, or one that begins at off in it, one of type? Lines of
   the log say on what that fails. */
bool btfwalk_is(struct env *e, uint32_t id, int32_t off, uint32_t type);

#endif
