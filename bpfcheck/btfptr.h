/*
 * btfptr - pointers to what is the kernel's, of a type that its BTF describes.
 * kernel/bpf/verifier.c: check_ptr_to_btf_access.
 */
#ifndef BTFPTR_H
#define BTFPTR_H

#include "btfwalk.h"

/* to becomes the start of one; it may be NULL: or_null. */
void btfptr_make(
    struct env *e, struct reg *to, uint32_t type, unsigned trust, bool or_null);
/* to becomes what was found, a pointer so trusted. */
void btfptr_found(struct env *e, const struct btfwalk *w, unsigned trust,
    bool or_null, int to);
/* bytes at the instruction's offset from r, read into to; written. */
int btfptr_access(
    struct env *e, unsigned r, int64_t off, uint32_t bytes, int to);
int btfptr_read(struct env *e, unsigned r, unsigned bytes, int to);
int btfptr_write(struct env *e, unsigned r);
struct call;
/* r may be the argument arg of a helper, as helper.h has it. */
int btfptr_argument(struct env *e, unsigned r, const struct call *c,
    unsigned arg, bool released);
/* to becomes what the helper returns. */
int btfptr_return(struct env *e, struct reg *to, int32_t number, bool or_null);
/* What it points to is there: it may be given to the kernel. is_trusted_reg. */
bool btfptr_is_trusted(const struct reg *r);
/* Do all loads here go on while no grace period ends? in_rcu_cs. */
bool btfptr_in_rcu(const struct env *e);
/* The name of the type that r points to. */
const char *btfptr_name(const struct vf_program *p, const struct reg *r);

static inline bool
btfptr_is(const struct reg *r)
{
	return (r->type & ~(unsigned)REG_OR_NULL) == REG_BTF;
}

#endif
