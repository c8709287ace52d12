/* core - vf_check with malloc, timed, for tests. */
#ifndef CORE_H
#define CORE_H

#include "batch.h"
#include "verify.h"

struct found {
	struct vf_result r;
	double usec;
	size_t leaked; /* bytes that were not freed */
};

/* The program as vf_check wants it; p's instructions stay p's. */
struct vf_program core_program(const struct prog *p);
void core_check(const struct prog *p, struct found *f);
/* By the rules of another kernel, on two processors. */
void core_check_as(const struct prog *p, enum vf_kernel k, struct found *f);
/* Its log of level 2. */
void core_log(const struct prog *p, FILE *to);
/* For a vf_host: calloc and free; core_held bytes are not freed. */
void *core_alloc(void *arg, size_t bytes);
void core_free(void *arg, void *at, size_t bytes);
extern size_t core_held;
/* The kernel's, for programs that do not say which; NULL: none. */
extern const struct vf_btf *core_types;
/* Gives a program the kernel's symbols that it names; NULL: none are known. */
extern void (*core_symbols)(struct vf_program *p);

#endif
