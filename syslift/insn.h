/*
 * insn - one instruction: how long it is, where control goes, what it does to
 * a register.
 *
 * Sources: Intel SDM volume 2, by Zydis; Arm ARM C4 (A64 encodings); RISC-V
 * unprivileged ISA with the C extension.
 */
#ifndef INSN_H
#define INSN_H

#include <Zydis/Zydis.h>

#include "arch.h"

#include <stdbool.h>

enum insn_flow {
	INSN_NEXT,   /* to the next instruction */
	INSN_BRANCH, /* to the target or the next */
	INSN_JUMP,   /* to the target */
	INSN_CALL,   /* to the target, and perhaps back */
	INSN_LEAVE,  /* somewhere, and perhaps back: an indirect call */
	INSN_STOP    /* not to the next: return, indirect jump, trap */
};

/* What an instruction is besides. */
enum insn_kind {
	INSN_OTHER,
	INSN_NOTHING, /* a no-op, or a trap that fills gaps */
	INSN_SYSCALL  /* the machine's call, in its last call_len bytes */
};

struct insn {
	uint8_t length;
	enum insn_flow flow;
	enum insn_kind kind;
	bool open;	 /* the target is reached in a way of its own */
	uint64_t target; /* of a branch, jump or call */
	bool names;	 /* it makes the address 'named': lea and the like, */
	uint64_t named;
	bool maybe; /* or only if its constant is an address */
	bool page;  /* or another in the 4096 bytes from there */
};

/*
 * A place that holds a value: a register by the machine's number, or INSN_STACK
 * for the 8 bytes at the stack pointer.
 */
enum { INSN_STACK = 32 };

enum insn_effect_kind {
	INSN_KEEPS,    /* the place is not written */
	INSN_CONSTANT, /* it holds value */
	INSN_COPY,     /* it holds what 'from' held */
	INSN_EITHER,   /* what it or 'from' held */
	INSN_UNKNOWN
};

struct insn_effect {
	enum insn_effect_kind kind;
	uint64_t value;
	uint8_t from;
	bool half; /* the low 32 bits of it, zeros above */
};

struct insn_decoder {
	const struct arch *arch;
	ZydisDecoder zydis;
};

/* The register of the call number. */
uint8_t insn_number_register(const struct arch *arch);
/* False if the machine is not known. */
bool insn_start(struct insn_decoder *d, const struct arch *arch);

/* The instruction in b[0 .. n), at address vaddr; false if there is none. */
bool insn_decode(const struct insn_decoder *d, const uint8_t *b, size_t n,
    uint64_t vaddr, struct insn *in);
/* What the instruction in b[0 .. n), which insn_decode took, does to the
   place. */
void insn_effect(const struct insn_decoder *d, const uint8_t *b, size_t n,
    uint64_t vaddr, uint8_t place, struct insn_effect *e);

/* By machine; called by the two above. */
bool insn_x86_64(const struct insn_decoder *d, const uint8_t *b, size_t n,
    uint64_t vaddr, struct insn *in);
void insn_x86_64_effect(const struct insn_decoder *d, const uint8_t *b,
    size_t n, uint8_t place, struct insn_effect *e);
bool insn_aarch64(const uint8_t *b, size_t n, uint64_t vaddr, struct insn *in);
void insn_aarch64_effect(
    const uint8_t *b, uint64_t vaddr, uint8_t place, struct insn_effect *e);
bool insn_riscv64(const uint8_t *b, size_t n, uint64_t vaddr, struct insn *in);
void insn_riscv64_effect(
    const uint8_t *b, size_t n, uint8_t place, struct insn_effect *e);

#endif
