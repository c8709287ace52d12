/*
 * object - what a file yields: programs as bpf(2) would get them, their maps,
 * and the strings of their line info.
 *
 * An object's parts live in its room and are freed with it.
 */
#ifndef OBJECT_H
#define OBJECT_H

#include "progtype.h"
#include "verify.h"

enum {
	OBJECT_PROGRAMS = 65536, /* each of these at most */
	OBJECT_MAPS = 65536,
	OBJECT_INSNS = 1 << 24,
	OBJECT_BYTES =
	    1 << 29, /* of a file, and of what its loader hands over */
};

struct object_program {
	const char *name;
	const char *section;
	/* Why it cannot be decided whatever its instructions are; else empty. */
	const char *undecided;
	struct vf_program vf; /* maps and nmaps are the object's */
};

struct object {
	struct object_program *programs;
	uint32_t nprograms;
	struct vf_map *maps;
	uint32_t nmaps;
	/* Texts and file names of lines, and names of functions, point into
	   these. The first and the last byte are 0. */
	const char *strings;
	uint32_t nstrings;
	struct object_block *room; /* the last one taken */
	uint8_t *kept;		   /* of malloc, if the parts need it */
};

/* Zeroed, for any type; NULL: no memory. */
void *object_room(struct object *o, size_t count, size_t size);
/* A copy that ends with 0; cut at a 0 among the len bytes. */
const char *object_text(struct object *o, const char *text, size_t len);
void object_free(struct object *o);

/* Text at an offset of strings; "" if it is outside. */
const char *object_string(const struct object *o, uint32_t at);

/* Room for programs[at]; false: no memory. Grows by doubling. */
bool object_program(struct object *o, struct object_program **p);
bool object_map(struct object *o, struct vf_map **m);

/* All maps are there: programs are told where. */
void object_share_maps(struct object *o);

/* Eight bytes as they stand in a file. */
struct insn object_insn(const uint8_t *b);

/* Is a program with this license one that may call GPL-only helpers? */
bool object_gpl(const char *license);

#endif
