/*
 * kptr - pointers that the kernel keeps in values of maps.
 * kernel/bpf/verifier.c: check_map_kptr_access, map_kptr_match_type,
 * process_kptr_func.
 */
#ifndef KPTR_H
#define KPTR_H

#include "helper.h"

/* A program may use the map: all of its pointers are of known types. */
int kptr_check_map(struct env *e, const struct vf_map *m);
/* The pointer that begins off behind r, in a value; NULL: none does. */
const struct vf_field *kptr_at(struct env *e, unsigned r, int64_t off);
/* The instruction reads it; NO_REG: it is no plain read. */
int kptr_read(struct env *e, const struct vf_field *f, int to);
/* The instruction writes it; NO_REG: a constant, or it is no plain write. */
int kptr_write(struct env *e, const struct vf_field *f, int from);
/* r, in a value, points to one that may be exchanged: c is told which. */
int kptr_check_place(struct env *e, struct call *c, unsigned r);
/* r, one of the kernel's structures, may be kept there. */
int kptr_check_match(struct env *e, const struct vf_field *f, unsigned r);
/* to becomes what was there. */
void kptr_return(struct env *e, const struct vf_field *f, struct reg *to);

#endif
