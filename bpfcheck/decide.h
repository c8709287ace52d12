/*
 * decide - one program through the core, with this process as its host.
 */
#ifndef DECIDE_H
#define DECIDE_H

#include <stdio.h>

#include "object.h"

struct kernel_types;
struct symbols;
struct trace;

struct decide {
	unsigned log_level;
	FILE *log; /* of log_level */
	bool unprivileged;
	uint32_t cpus;	     /* 0: nothing is known */
	struct trace *trace; /* to fill, without a log; NULL: none */
	bool in_kernel;	     /* by the module, except for a trace */
	int module;	     /* its descriptor */
	enum vf_kernel kernel;
	bool all_kernels;	    /* each of them; kernel is not asked */
	struct kernel_types *types; /* NULL: there are none */
	struct symbols *symbols; /* of that kernel; not NULL if types is not */
};

struct decided {
	struct vf_result
	    result; /* of all kernels: the worst, the newest of those */
	double microseconds;
	/* By kernel, if all were asked. */
	bool all;
	enum vf_verdict each[VF_KERNELS];
	char reason[VF_KERNELS][VF_TEXT]; /* why it is not accepted there */
};

/* p gets the kernel's types, if it needs them. */
void decide(
    const struct decide *d, struct object_program *p, struct decided *to);

/* In a child, which decides nothing: the memory that it did not get. */
void decide_forget(void);

/* The line that an instruction is of; NULL: none is known. */
const struct vf_line *decide_line(const struct vf_program *p, uint32_t insn);

#endif
