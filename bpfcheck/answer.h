/*
 * answer - bpf(2), answered in the process for libbpf.
 *
 * The linker sends libbpf's calls of syscall, bpf_prog_load,
 * btf__load_vmlinux_btf and btf__free here (part.mk). Maps become the object's;
 * programs go to a function of the owner's.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "mend.h"
#include "object.h"

/* A program as bpf_prog_load gets it; its maps are descriptors still. */
struct answer_program {
	enum bpf_prog_type type;
	const char *name; /* the same pointer as bpf_program__name's */
	const char *license;
	const struct bpf_insn *insns;
	size_t count;
	const struct bpf_prog_load_opts *opts;
};

struct answer {
	struct object *object;
	const struct btf *btf; /* the object's; NULL: it has none */
	/* False: the load fails. */
	bool (*program)(void *arg, const struct answer_program *p);
	void *arg;
	struct btf *kernel; /* NULL: this kernel's, when it is asked for */
	bool no_kernel;	    /* it was asked for, and there is none */
	/* Instead of what libbpf says, by the map's name. */
	const struct mend_extra *extras;
	uint32_t nextras;
	/* The map that is created next; the owner sets it to 0 for another
	   pass over the same object, whose maps then are the same. */
	uint32_t next_map;
	/* Filled last, and with what. */
	const struct vf_map *filled;
	const void *contents;
};

/* From now on, until the next. */
void answer_begin(struct answer *a);

/* The object's map behind a descriptor; false: none. */
bool answer_map(int fd, uint32_t *map);

#endif
