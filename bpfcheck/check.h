/*
 * check - one instruction after the other. Each function returns 0, a fault,
 * or PATH_END. kernel/bpf/verifier.c: do_check.
 */
#ifndef CHECK_H
#define CHECK_H

#include "env.h"

/* All paths of the program from its first instruction. */
int check_paths(struct env *e);

/* r may be read; written. */
int check_read(struct env *e, unsigned r);
int check_write(struct env *e, unsigned r);
/* Written, with any number. */
int check_write_unknown(struct env *e, unsigned r);
/* A pointer, for one who may not see it. */
static inline bool
check_leaks(const struct env *e, unsigned r)
{
	return e->o->unprivileged && reg_is_pointer(env_reg(e, r));
}
/* What a register has may be stored there; from may be NO_REG. */
int check_stored(struct env *e, int from, const char *where);
/* After a number was computed: parts that contradict each other are dropped. */
void check_sane(struct reg *r);

int check_alu(struct env *e);
int check_jump(struct env *e);
/* Back to the caller. */
int check_leave(struct env *e);
/* off from r's place is a multiple of bytes, on machines that want it, where a
   program asks for it, or always. */
int check_alignment(
    struct env *e, unsigned r, int32_t off, unsigned bytes, bool always);
int check_load(struct env *e, bool atomic);
int check_store(struct env *e, bool atomic);
int check_atomic(struct env *e);
int check_imm64(struct env *e);
int check_packet(struct env *e);
int check_call(struct env *e);
int check_exit(struct env *e);
/* The deepest chain of calls: kernel/bpf/verifier.c, check_max_stack_depth. */
int check_depth(struct env *e);

#endif
