/*
 * kernels - what Linux 6.1 and 6.12 do otherwise than 6.18, as tables of what they
 * lack, and a second pass for what they know less.
 *
 * A program is first decided as 6.18 does, with what the older kernel lacks
 * refused. What 6.18 refuses on a way through the program, an older kernel, which
 * knows less of its numbers, comes to as well. What 6.18 accepts is decided once
 * more with no more known than the older kernel knows (env.weak, older.h): what is
 * accepted then, the older kernel accepts. All else is undecided.
 */
#ifndef KERNELS_H
#define KERNELS_H

#include "env.h"
#include "older.h"

/* Undecided: the kernel follows other rules for that. */
int kernels_other_rules(struct env *e, const char *what);

/* Of the program as a whole, before anything else. */
int kernels_check_program(struct env *e);
/* Of an instruction anywhere, and of one that a path comes to. */
int kernels_check_opcode(struct env *e, const struct insn *i);
int kernels_check_insn(struct env *e);
/* The kernel has it, for that type; 6.18 does. */
bool kernels_has_helper(enum vf_kernel k, int32_t number, uint32_t type);
/* There are such maps; programs that sleep may use them. MAP_ */
bool kernels_has_map(enum vf_kernel k, uint32_t type);
bool kernels_may_sleep(enum vf_kernel k, uint32_t type);
/* The bytes that a function's stack is counted in. */
uint32_t kernels_stack_unit(enum vf_kernel k);
static inline bool
kernels_own_stack(enum vf_kernel k)
{
	return k == VF_KERNEL_6_18;
}

/* R0 may be what it is at the end, in a pass that is weak. */
bool kernels_ends_well(const struct env *e, int32_t min, int32_t max);

/* first: as 6.18; weak: NULL where that was not asked. The verdict is in first. */
void kernels_conclude(
    enum vf_kernel k, struct vf_result *first, const struct vf_result *weak);
/* first is a verdict already: no second pass is needed. */
bool kernels_is_final(const struct vf_result *first);

static inline bool
kernels_weak(const struct env *e, enum vf_kernel k)
{
	return e->weak && e->o->kernel == k;
}

static inline void
kernels_sync(const struct env *e, struct bounds *b)
{
	if (e->weak)
		older_sync(e->o->kernel, b);
	else
		bounds_sync(b);
}

#endif
