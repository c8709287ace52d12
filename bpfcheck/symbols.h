/*
 * symbols - which of its variables and functions the kernel has an address for:
 * kallsyms, as proc_kallsyms(5) has it. Addresses themselves are not read.
 */
#ifndef SYMBOLS_H
#define SYMBOLS_H

#include "fault.h"
#include "verify.h"

#define KERNEL_SYMBOLS "/proc/kallsyms"

/* Read when it is first asked for. */
struct symbols {
	const char *path; /* NULL: nothing is known */
	bool tried;
	uint8_t *bytes;	    /* of malloc */
	const char **names; /* ascending */
	size_t nnames;
	struct vf_ksym *found; /* for the program asked for last */
};

/* FAULT_NONE, also where path is NULL; what was wrong is *why. */
enum fault_code symbols_open(struct symbols *s, const char **why);
/* Does the program name any? */
bool symbols_named(const struct vf_program *p);
/* p->ksyms becomes what p names in p->btf, until it is asked for another; none
   where the symbols are not known, or there is no memory. */
void symbols_find(struct symbols *s, struct vf_program *p);
void symbols_free(struct symbols *s);

#endif
