/*
 * speculate - of programs without privileges: what a processor may do before it
 * knows that it should not. Ways that are never taken are followed too, and what
 * is wrong there gets a barrier before it instead of a refusal; sums with
 * pointers must be such that the kernel can mask them. kernel/bpf/verifier.c:
 * sanitize_ptr_alu, sanitize_speculative_path, do_check.
 *
 * Privileged programs: all of these do nothing, and return 0.
 */
#ifndef SPECULATE_H
#define SPECULATE_H

#include "env.h"

/* What the two looks at one sum share. */
struct speculation {
	uint8_t how;
	uint32_t limit;
	bool to_left;
};

/* A jump whose way is known: the other one is at insn, its operands anything. */
int speculate_branch(struct env *e, int32_t insn);
/* A sum of numbers. */
int speculate_numbers(struct env *e);
/* A sum of ptr and by, before it is made (dst holds ptr) and after. */
int speculate_pointer(struct env *e, const struct reg *ptr,
    const struct reg *by, bool reversed, struct speculation *s);
int speculate_sum(
    struct env *e, const struct reg *dst, const struct speculation *s);
/* A write to a slot may be overtaken by a read of what was there. */
void speculate_write(struct env *e, const struct slot *s, int32_t off,
    unsigned bytes, const struct reg *from);
/* What a step came to: a path that only a processor takes ends where it would
   be refused, or at a barrier. */
int speculate_step(struct env *e, uint32_t insn, int fault);
/* A barrier stands before this instruction. */
bool speculate_stops(const struct env *e);

#endif
