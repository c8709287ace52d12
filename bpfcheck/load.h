/*
 * load - files to objects. What is hostile is read in a process of its own.
 */
#ifndef LOAD_H
#define LOAD_H

#include "object.h"
#include "wire.h"

struct btf;

/* What the command line says of loading. */
struct load {
	const char *only;   /* this program alone; NULL: all */
	struct btf *kernel; /* its BTF; NULL: this one's, where it is needed */
	bool raw;	    /* an array of instructions of this type */
	uint32_t type;	    /* of programs whose section says none; 0: none */
	uint32_t attach;
	bool has_attach;
	const char *name;     /* the object's, for its maps */
	void (*forked)(void); /* first in the process that loads; or NULL */
};

/*
 * bytes[0 .. len) to o. n->fault says what went wrong, then o is empty.
 */
void load_object(const struct load *l, const uint8_t *bytes, size_t len,
    struct object *o, struct wire_news *n);

/* The same in this process; libbpf may crash it. */
void load_here(const struct load *l, const uint8_t *bytes, size_t len,
    struct object *o, struct wire_news *n);

/* An array of instructions: FAULT_NONE or a fault, o then holds nothing. */
struct fault load_raw(
    const struct load *l, const uint8_t *bytes, size_t len, struct object *o);

#endif
