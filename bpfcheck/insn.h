/*
 * insn - an instruction and its opcodes: RFC 9669, and the kernel's
 * include/uapi/linux/bpf.h for what came after it (may_goto, load-acquire,
 * store-release).
 */
#ifndef INSN_H
#define INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As it lies in memory on little-endian machines; LD_IMM64 takes two. */
struct insn {
	uint8_t code;
	uint8_t dst : 4;
	uint8_t src : 4;
	int16_t off;
	int32_t imm;
};

/* Section 3.1: classes. */
enum {
	CLASS_LD = 0x00,
	CLASS_LDX = 0x01,
	CLASS_ST = 0x02,
	CLASS_STX = 0x03,
	CLASS_ALU = 0x04,
	CLASS_JMP = 0x05,
	CLASS_JMP32 = 0x06,
	CLASS_ALU64 = 0x07,
};

/* Operand: the immediate or the source register. For END: to little or big. */
enum { SRC_K = 0x00, SRC_X = 0x08 };

/* Section 4.1: arithmetic. */
enum {
	ALU_ADD = 0x00,
	ALU_SUB = 0x10,
	ALU_MUL = 0x20,
	ALU_DIV = 0x30, /* off 1: signed */
	ALU_OR = 0x40,
	ALU_AND = 0x50,
	ALU_LSH = 0x60,
	ALU_RSH = 0x70,
	ALU_NEG = 0x80,
	ALU_MOD = 0x90, /* off 1: signed */
	ALU_XOR = 0xa0,
	ALU_MOV = 0xb0, /* off 8, 16, 32: with the sign of that many bits */
	ALU_ARSH = 0xc0,
	ALU_END = 0xd0,
};

/* Section 4.3: jumps. */
enum {
	JMP_JA = 0x00, /* in JMP32: by imm, gotol */
	JMP_JEQ = 0x10,
	JMP_JGT = 0x20,
	JMP_JGE = 0x30,
	JMP_JSET = 0x40,
	JMP_JNE = 0x50,
	JMP_JSGT = 0x60,
	JMP_JSGE = 0x70,
	JMP_CALL = 0x80,
	JMP_EXIT = 0x90,
	JMP_JLT = 0xa0,
	JMP_JLE = 0xb0,
	JMP_JSLT = 0xc0,
	JMP_JSLE = 0xd0,
	JMP_JCOND = 0xe0, /* src 0: may_goto */
};

/* Section 5: widths and modes of loads and stores. */
enum { SIZE_W = 0x00, SIZE_H = 0x08, SIZE_B = 0x10, SIZE_DW = 0x18 };
enum {
	MODE_IMM = 0x00,
	MODE_ABS = 0x20,
	MODE_IND = 0x40,
	MODE_MEM = 0x60,
	MODE_MEMSX = 0x80,
	MODE_ATOMIC = 0xc0,
};

/* Section 5.3: imm of atomics. */
enum {
	ATOMIC_ADD = 0x00,
	ATOMIC_OR = 0x40,
	ATOMIC_AND = 0x50,
	ATOMIC_XOR = 0xa0,
	ATOMIC_FETCH = 0x01,
	ATOMIC_XCHG = 0xe1,
	ATOMIC_CMPXCHG = 0xf1,
	ATOMIC_LOAD_ACQ = 0x100,
	ATOMIC_STORE_REL = 0x110,
};

/* Section 5.4: src of LD_IMM64. */
enum {
	PSEUDO_MAP_FD = 1,
	PSEUDO_MAP_VALUE = 2,
	PSEUDO_BTF_ID = 3,
	PSEUDO_FUNC = 4,
	PSEUDO_MAP_IDX = 5,
	PSEUDO_MAP_IDX_VALUE = 6,
};

/* Section 4.3.1: src of CALL; 0 is a helper. */
enum { CALL_HELPER = 0, CALL_SUBPROG = 1, CALL_KFUNC = 2 };

enum { R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, REGS };

#define INSN_LD_IMM64 (CLASS_LD | MODE_IMM | SIZE_DW)

static inline unsigned
insn_class(const struct insn *i)
{
	return i->code & 0x07u;
}

/* The operation of ALU and JMP classes. */
static inline unsigned
insn_op(const struct insn *i)
{
	return i->code & 0xf0u;
}

static inline unsigned
insn_mode(const struct insn *i)
{
	return i->code & 0xe0u;
}

static inline bool
insn_uses_reg(const struct insn *i)
{
	return (i->code & SRC_X) != 0;
}

/* A move between address spaces. */
static inline bool
insn_is_cast(const struct insn *i)
{
	return i->code == (CLASS_ALU64 | ALU_MOV | SRC_X) && i->off == 1;
}

/* Bytes of a load or store. */
static inline unsigned
insn_bytes(const struct insn *i)
{
	switch (i->code & 0x18) {
	case SIZE_B:
		return 1;
	case SIZE_H:
		return 2;
	case SIZE_W:
		return 4;
	default:
		return 8;
	}
}

static inline bool
insn_is_jump(const struct insn *i)
{
	return insn_class(i) == CLASS_JMP || insn_class(i) == CLASS_JMP32;
}

static inline bool
insn_is_subprog_call(const struct insn *i)
{
	return i->code == (CLASS_JMP | JMP_CALL) && i->src == CALL_SUBPROG;
}

#endif
