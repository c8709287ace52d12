/*
 * syslift.h: system calls that a loader can switch on one by one.
 *
 *	long syslift_call0(nr)
 *	...
 *	long syslift_call6(nr, a1, a2, a3, a4, a5, a6)
 *
 * Each use leaves two things in the object file:
 *
 * - in the text, where a system-call instruction would stand, a *slot* of
 *   8 bytes that holds the *deny stub*: it sets the result to -ENOSYS
 *   (-38) and does nothing else. The registers are loaded before the slot
 *   as for a real call, so a tool may put a call instruction there later;
 *
 * - in section .syslift an *entry* of 68 bytes, packed, little-endian,
 *   which is neither loaded nor stripped:
 *
 *	offset size
 *	     0    8  address of the slot, as linked
 *	     8    4  known: bit 0 = the number, bits 1-6 = arguments 1-6
 *	    12   56  seven values of 8 bytes: the number, arguments 1-6;
 *		     0 where the known bit is clear
 *
 * The result is the kernel's: -4095 to -1 is a negated errno, there is no
 * errno variable. Arguments are integers or pointers, converted to long
 * and evaluated once.
 *
 * A value is recorded when the compiler knows it as an integer constant:
 * without optimization the constant expressions of the source, with it
 * what inlining made constant too (and unrolling: with clang always, with
 * gcc only where it unrolls early). Addresses of objects are never recorded.
 * Each copy of a use that inlining, unrolling or a template makes is a slot
 * of its own with an entry of its own.
 *
 * clang cannot record what only the optimizer knows in a unit that also holds
 * functions marked optnone (it reports an invalid operand): there, define
 * SYSLIFT_LITERAL before the inclusion, and clang records the constant
 * expressions of the source only.
 *
 * For gcc and clang; C99 or C++11 with GNU asm and statement expressions;
 * x86-64, AArch64 and RISC-V 64, little-endian, LP64. Needs an assembler
 * that knows the section flag "o" (binutils 2.35, LLVM 11). Entries survive
 * binutils' strip; llvm-strip and eu-strip need --keep-section=.syslift.
 */
#ifndef SYSLIFT_H
#define SYSLIFT_H

#define SYSLIFT_SLOT_SIZE  8	  /* bytes */
#define SYSLIFT_ENTRY_SIZE 68	  /* bytes */
#define SYSLIFT_DENIED	   (-38L) /* -ENOSYS, the same on every machine */

#if !defined(__LP64__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "syslift.h: little-endian LP64 only"
#endif

/*
 * Per machine, from the "Linux kernel" conventions of each psABI and
 * syscall(2):
 *
 *		number	result	arguments 1-6		also changed
 *	x86-64	rax	rax	rdi rsi rdx r10 r8 r9	rcx r11
 *	AArch64	x8	x0	x0-x5			SVE state
 *	RISC-V	a7	a0	a0-a5			V state
 *
 * SYSLIFT_STUB	the slot's 8 bytes (on AArch64 and RISC-V two instructions)
 * SYSLIFT_Rn	the register of argument n
 * SYSLIFT_RN	that of the number, SYSLIFT_RR that of the result
 * SYSLIFT_BARE	prints a constant operand as a plain number
 * SYSLIFT_CLOBBER	what a real call changes beside the result
 */
#if defined(__x86_64__)

/* mov $-38,%rax; nop. As bytes: the same for every assembler dialect. */
#define SYSLIFT_STUB	".byte 0x48,0xc7,0xc0,0xda,0xff,0xff,0xff,0x90\n\t"
#define SYSLIFT_RN	"rax"
#define SYSLIFT_RR	"rax"
#define SYSLIFT_R1	"rdi"
#define SYSLIFT_R2	"rsi"
#define SYSLIFT_R3	"rdx"
#define SYSLIFT_R4	"r10"
#define SYSLIFT_R5	"r8"
#define SYSLIFT_R6	"r9"
#define SYSLIFT_BARE	"P"
#define SYSLIFT_CLOBBER "rcx", "r11", "memory"

#elif defined(__aarch64__)

/* mov x0,#-38; nop */
#define SYSLIFT_STUB ".inst 0x928004a0\n\t.inst 0xd503201f\n\t"
#define SYSLIFT_RN   "x8"
#define SYSLIFT_RR   "x0"
#define SYSLIFT_R1   "x0"
#define SYSLIFT_R2   "x1"
#define SYSLIFT_R3   "x2"
#define SYSLIFT_R4   "x3"
#define SYSLIFT_R5   "x4"
#define SYSLIFT_R6   "x5"
#define SYSLIFT_BARE ""
/* The kernel zeroes all of SVE but the low 128 bits of each register. */
#ifdef __ARM_FEATURE_SVE
#define SYSLIFT_CLOBBER                                                       \
	"memory", "cc", "z0", "z1", "z2", "z3", "z4", "z5", "z6", "z7", "z8", \
	    "z9", "z10", "z11", "z12", "z13", "z14", "z15", "z16", "z17",     \
	    "z18", "z19", "z20", "z21", "z22", "z23", "z24", "z25", "z26",    \
	    "z27", "z28", "z29", "z30", "z31", "p0", "p1", "p2", "p3", "p4",  \
	    "p5", "p6", "p7", "p8", "p9", "p10", "p11", "p12", "p13", "p14",  \
	    "p15"
#else
#define SYSLIFT_CLOBBER "memory", "cc"
#endif

#elif defined(__riscv) && __riscv_xlen == 64

/*
 * li a0,-38; nop. Both are kept at 4 bytes: no compressed forms; no
 * relocation in them, so the linker has nothing to relax.
 */
#define SYSLIFT_STUB                                           \
	".option push\n\t.option norvc\n\t.option norelax\n\t" \
	"addi a0,zero,-38\n\taddi zero,zero,0\n\t"             \
	".option pop\n\t"
#define SYSLIFT_RN   "a7"
#define SYSLIFT_RR   "a0"
#define SYSLIFT_R1   "a0"
#define SYSLIFT_R2   "a1"
#define SYSLIFT_R3   "a2"
#define SYSLIFT_R4   "a3"
#define SYSLIFT_R5   "a4"
#define SYSLIFT_R6   "a5"
#define SYSLIFT_BARE ""
#ifdef __riscv_vector
#define SYSLIFT_CLOBBER                                                       \
	"memory", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", \
	    "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18",    \
	    "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27",    \
	    "v28", "v29", "v30", "v31"
#else
#define SYSLIFT_CLOBBER "memory"
#endif

#else
#error "syslift.h: x86-64, AArch64 or RISC-V 64 only"
#endif

/*
 * The entry of the slot at .Lsyslift_%=, which must be defined before it.
 * %= is a number of its own in every copy of an asm statement. The flags:
 *
 *	no "a"	not loaded: the linker resolves the address for good, and a
 *		static-PIE needs no run-time relocation for it
 *	"?"	the entry joins the section group of the code, so that one
 *		linked copy of an inline C++ function has one entry
 *	"o"	the entry lives as long as the section of the code
 *		(SHF_LINK_ORDER); without it, --gc-sections makes GNU ld
 *		2.40 drop every entry, and lld 14 keep those of dropped code
 */
#define SYSLIFT_ENTRY                                                                                              \
	".pushsection .syslift,\"o?\",%%progbits,.Lsyslift_%=\n\t"                                                 \
	".8byte .Lsyslift_%=\n\t"                                                                                  \
	".4byte " SYSLIFT_PRINT(                                                                                   \
	    "known") "\n\t"                                                                                        \
		     ".8byte " SYSLIFT_PRINT("n") "," SYSLIFT_PRINT("1") "," SYSLIFT_PRINT("2") "," SYSLIFT_PRINT( \
			 "3") "," SYSLIFT_PRINT("4") "," SYSLIFT_PRINT("5") "," SYSLIFT_PRINT("6") "\n\t"          \
												   ".popsection"
#define SYSLIFT_PRINT(name) "%" SYSLIFT_BARE "[syslift_" name "]"

/*
 * Whether a value is a constant, and the constant or 0, as operands of the
 * entry: they must be constants to the compiler. `e` is the expression, `tmp`
 * the variable that holds its value, `known` the name of one more variable.
 *
 * The optimizer decides late and once, and "i" lets it (gcc -Og folds the
 * operand only after it has checked the constraint: hence "X"). Without it the
 * front end has to: it looks at the expression, which is evaluated a second
 * time only where it is a constant, and "n" tells clang to decide now. (x ^ 1)
 * is never constant where x is an address, though x may count as one.
 */
#if defined(__OPTIMIZE__) && !defined(SYSLIFT_LITERAL)
#ifdef __clang__
#define SYSLIFT_CONSTANT "i"
#else
#define SYSLIFT_CONSTANT "iX"
#endif
#define SYSLIFT_DECIDE(known, tmp)   int known = __builtin_constant_p(tmp ^ 1)
#define SYSLIFT_KNOWN(known, e)	     (known)
#define SYSLIFT_VALUE(known, tmp, e) (known ? tmp : 0)
#else
#define SYSLIFT_CONSTANT	   "n"
#define SYSLIFT_DECIDE(known, tmp) (void)(tmp)
#define SYSLIFT_KNOWN(known, e)	   __builtin_constant_p((long)(e) ^ 1)
#define SYSLIFT_VALUE(known, tmp, e) \
	(__builtin_constant_p((long)(e) ^ 1) ? (long)(e) : 0)
#endif

/*
 * The registers of a call with n arguments, and the operands they become.
 * The names end in `id`, a number of its own in every use, so that a use may
 * be an argument of another.
 */
#define SYSLIFT_REG(r, id, n) \
	register long syslift_r##n##_##id __asm__(r) = syslift_##n##_##id
#define SYSLIFT_REGS0(id) SYSLIFT_REG(SYSLIFT_RN, id, n)
#define SYSLIFT_REGS1(id)  \
	SYSLIFT_REGS0(id); \
	SYSLIFT_REG(SYSLIFT_R1, id, 1)
#define SYSLIFT_REGS2(id)  \
	SYSLIFT_REGS1(id); \
	SYSLIFT_REG(SYSLIFT_R2, id, 2)
#define SYSLIFT_REGS3(id)  \
	SYSLIFT_REGS2(id); \
	SYSLIFT_REG(SYSLIFT_R3, id, 3)
#define SYSLIFT_REGS4(id)  \
	SYSLIFT_REGS3(id); \
	SYSLIFT_REG(SYSLIFT_R4, id, 4)
#define SYSLIFT_REGS5(id)  \
	SYSLIFT_REGS4(id); \
	SYSLIFT_REG(SYSLIFT_R5, id, 5)
#define SYSLIFT_REGS6(id)  \
	SYSLIFT_REGS5(id); \
	SYSLIFT_REG(SYSLIFT_R6, id, 6)

#define SYSLIFT_INS0(id) "r"(syslift_rn_##id)
#define SYSLIFT_INS1(id) SYSLIFT_INS0(id), "r"(syslift_r1_##id)
#define SYSLIFT_INS2(id) SYSLIFT_INS1(id), "r"(syslift_r2_##id)
#define SYSLIFT_INS3(id) SYSLIFT_INS2(id), "r"(syslift_r3_##id)
#define SYSLIFT_INS4(id) SYSLIFT_INS3(id), "r"(syslift_r4_##id)
#define SYSLIFT_INS5(id) SYSLIFT_INS4(id), "r"(syslift_r5_##id)
#define SYSLIFT_INS6(id) SYSLIFT_INS5(id), "r"(syslift_r6_##id)

/* One value: evaluated once, its constant decided, its operand. */
#define SYSLIFT_TAKE(id, n, e)                     \
	const long syslift_##n##_##id = (long)(e); \
	SYSLIFT_DECIDE(syslift_k##n##_##id, syslift_##n##_##id)
#define SYSLIFT_OPERAND(id, n, e)       \
	[syslift_##n] SYSLIFT_CONSTANT( \
	    SYSLIFT_VALUE(syslift_k##n##_##id, syslift_##n##_##id, e))
#define SYSLIFT_BIT(id, n, bit, e) \
	(SYSLIFT_KNOWN(syslift_k##n##_##id, e) << (bit))

/*
 * gcc takes the size of an asm statement from its lines, entry included,
 * and would unroll and inline less: "inline" makes it count as small.
 */
#if !defined(__clang__) && __GNUC__ >= 9
#define SYSLIFT_ASM __asm__ volatile __inline__
#else
#define SYSLIFT_ASM __asm__ volatile
#endif

/*
 * The call: `count` arguments, the rest of the six 0 and not recorded. No
 * register is assigned before every argument is evaluated.
 */
#define SYSLIFT_CALL(count, id, nr, e1, e2, e3, e4, e5, e6) \
	SYSLIFT_CALL_(count, id, nr, e1, e2, e3, e4, e5, e6)
#define SYSLIFT_CALL_(count, id, nr, e1, e2, e3, e4, e5, e6)                \
	__extension__({                                                     \
		SYSLIFT_TAKE(id, n, nr);                                    \
		SYSLIFT_TAKE(id, 1, e1);                                    \
		SYSLIFT_TAKE(id, 2, e2);                                    \
		SYSLIFT_TAKE(id, 3, e3);                                    \
		SYSLIFT_TAKE(id, 4, e4);                                    \
		SYSLIFT_TAKE(id, 5, e5);                                    \
		SYSLIFT_TAKE(id, 6, e6);                                    \
		register long syslift_result_##id __asm__(SYSLIFT_RR);      \
		SYSLIFT_REGS##count(id);                                    \
		SYSLIFT_ASM(                                                \
		    ".Lsyslift_%=:\n\t" SYSLIFT_STUB SYSLIFT_ENTRY          \
		    : "=r"(syslift_result_##id)                             \
		    : SYSLIFT_INS##count(id),                               \
		    [syslift_known] SYSLIFT_CONSTANT(((2 << (count)) - 1) & \
			(SYSLIFT_BIT(id, n, 0, nr) |                        \
			    SYSLIFT_BIT(id, 1, 1, e1) |                     \
			    SYSLIFT_BIT(id, 2, 2, e2) |                     \
			    SYSLIFT_BIT(id, 3, 3, e3) |                     \
			    SYSLIFT_BIT(id, 4, 4, e4) |                     \
			    SYSLIFT_BIT(id, 5, 5, e5) |                     \
			    SYSLIFT_BIT(id, 6, 6, e6))),                    \
		    SYSLIFT_OPERAND(id, n, nr), SYSLIFT_OPERAND(id, 1, e1), \
		    SYSLIFT_OPERAND(id, 2, e2), SYSLIFT_OPERAND(id, 3, e3), \
		    SYSLIFT_OPERAND(id, 4, e4), SYSLIFT_OPERAND(id, 5, e5), \
		    SYSLIFT_OPERAND(id, 6, e6)                              \
		    : SYSLIFT_CLOBBER);                                     \
		syslift_result_##id;                                        \
	})

#define syslift_call0(nr) SYSLIFT_CALL(0, __COUNTER__, nr, 0, 0, 0, 0, 0, 0)
#define syslift_call1(nr, a1) \
	SYSLIFT_CALL(1, __COUNTER__, nr, a1, 0, 0, 0, 0, 0)
#define syslift_call2(nr, a1, a2) \
	SYSLIFT_CALL(2, __COUNTER__, nr, a1, a2, 0, 0, 0, 0)
#define syslift_call3(nr, a1, a2, a3) \
	SYSLIFT_CALL(3, __COUNTER__, nr, a1, a2, a3, 0, 0, 0)
#define syslift_call4(nr, a1, a2, a3, a4) \
	SYSLIFT_CALL(4, __COUNTER__, nr, a1, a2, a3, a4, 0, 0)
#define syslift_call5(nr, a1, a2, a3, a4, a5) \
	SYSLIFT_CALL(5, __COUNTER__, nr, a1, a2, a3, a4, a5, 0)
#define syslift_call6(nr, a1, a2, a3, a4, a5, a6) \
	SYSLIFT_CALL(6, __COUNTER__, nr, a1, a2, a3, a4, a5, a6)

#endif
