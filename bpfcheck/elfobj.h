/*
 * elfobj - our own loader, for objects whose maps are of the form that libbpf
 * 1.0 gave up: sections "maps" or ".../maps" of struct bpf_map_def or iproute2's bpf_elf_map.
 *
 * Functions that are called are put behind the one that is loaded, in the order
 * in which libbpf does it.
 */
#ifndef ELFOBJ_H
#define ELFOBJ_H

#include "btfview.h"
#include "elfview.h"
#include "load.h"

/* A function of some code section, in instructions. */
struct elffunc {
	const char *name;
	uint32_t section, off, len;
	bool entry;	 /* in a section of programs */
	uint32_t placed; /* where it stands in the program; 0 and not its
			    first: nowhere */
};

struct elfobj {
	const struct load *load;
	const struct elfview *view;
	const struct btfview *btf;
	struct object *object;
	const char *beyond;    /* why nothing can be decided; or NULL */
	struct elffunc *funcs; /* ascending by section and place */
	uint32_t nfuncs;
	uint32_t *
	    *symbols; /* of each section of code, by instruction; 0: none */
	struct vf_line *lines; /* of the program that is put together */
	struct vf_func *names;
	uint32_t *map_of; /* of each section of data its map, plus one */
};

/* Is there a section of that kind? */
bool elfobj_legacy(const struct elfview *v);

/* The object's programs and maps; what is missing is said of each program. */
struct fault elfobj_load(const struct load *l, const struct elfview *v,
    const struct btfview *btf, struct object *o);

/* The maps of sections "maps" and of data. */
struct fault elfmaps(struct elfobj *e);
/* The map that a symbol of a section "maps" is; false: none. */
bool elfmaps_symbol(
    const struct elfobj *e, const struct elfsymbol *s, uint32_t *map);

/* Has it fields that are to be put where the kernel has them? */
bool elflines_core(const struct elfobj *e);

/* Room for p's lines and functions; false: no memory. */
bool elflines_begin(struct elfobj *e, struct vf_program *p);
/* Those of f, which stands at that instruction, behind those there are. */
void elflines(struct elfobj *e, struct vf_program *p, const struct elffunc *f,
    uint32_t at);

#endif
