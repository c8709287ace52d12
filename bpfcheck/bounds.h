/*
 * bounds - what is known of a register's number: its bits, and ranges as 64
 * and as 32 bits, without and with sign, each informing the others.
 * kernel/bpf/verifier.c: reg_bounds_sync, scalar_min_max_*, regs_refine_cond_op.
 */
#ifndef BOUNDS_H
#define BOUNDS_H

#include "boundsrange.h"
#include "insn.h"

void bounds_unknown(struct bounds *b);
void bounds_const(struct bounds *b, uint64_t value);
/* Ranges are any; bits stay. */
void bounds_open(struct bounds *b);
void bounds_open32(struct bounds *b);
void bounds_open64(struct bounds *b);
/* What bits say of the ranges. */
void bounds_from_bits(struct bounds *b);
void bounds_from_bits32(struct bounds *b);
/* Each of the parts says what it can of the others. */
void bounds_sync(struct bounds *b);
/* For older kernels: without what needs the next number of such bits. */
void bounds_from_bits_plain(struct bounds *b);
void bounds_bits_from_ranges(struct bounds *b);
void bounds_sync_plain(struct bounds *b);
/* No number is in them, or parts contradict each other. */
bool bounds_broken(const struct bounds *b);

static inline bool
bounds_is_const(const struct bounds *b, bool low)
{
	return low ? tnum_low_is_const(b->bits) : tnum_is_const(b->bits);
}

static inline uint64_t
bounds_value(const struct bounds *b, bool low)
{
	return low ? (uint32_t)b->bits.value : b->bits.value;
}

static inline bool
bounds_is_zero(const struct bounds *b)
{
	return tnum_is_const(b->bits) && b->bits.value == 0;
}

/* Bits of the greatest number. */
unsigned bounds_width(const struct bounds *b);

/* d = d op s; 32-bit operations clear the upper half. op is ALU_ADD to ALU_ARSH,
   without division, MOV and END: those make a number unknown. */
void bounds_alu(
    struct bounds *d, const struct bounds *s, unsigned op, bool low);
/* The same, without the shorter way that small ranges have. */
void bounds_alu_any(
    struct bounds *d, const struct bounds *s, unsigned op, bool low);
/* d += s without what 32-bit operations do: between linked registers. */
void bounds_add(struct bounds *d, const struct bounds *s);

/* The lower half, the upper cleared. */
void bounds_zero_extend(struct bounds *b);
/* The lower bytes, loaded: zero or sign extended. */
void bounds_load(struct bounds *b, unsigned bytes);
void bounds_load_signed(struct bounds *b, unsigned bytes);
/* The lower bytes' sign in the lower half. */
void bounds_sign_extend32(struct bounds *b, unsigned bytes);

/* The reverse of JMP_JSET is not an opcode. */
enum { JMP_NOT_JSET = JMP_JSET | SRC_X };

/* 1: a op b is true; 0: false; -1: it may be either. */
int bounds_taken(
    const struct bounds *a, const struct bounds *b, unsigned op, bool low);
/* a op b is true. */
void bounds_refine(struct bounds *a, struct bounds *b, unsigned op, bool low);
/* The condition of the branch not taken; with operands exchanged. */
unsigned bounds_reverse(unsigned op);
unsigned bounds_flip(unsigned op);

#endif
