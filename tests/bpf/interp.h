/*
 * interp - runs a program on concrete values, as its instructions say.
 *
 * Numbers are themselves; addresses are numbers, too, of a memory that holds
 * the frames and a context. What a verifier accepts never leaves it.
 */
#ifndef INTERP_H
#define INTERP_H

#include "insn.h"

enum { FRAME_SIZE = 512, FRAMES = 8, CTX_SIZE = 256 };

/* Addresses: the frame pointer of frame 0, and so on downwards, as the kernel's
   stack grows. A frame is [fp - FRAME_SIZE, fp). */
#define INTERP_FP  0xffffc90000400000ull
#define INTERP_CTX 0xffff888000100000ull

struct machine {
	uint64_t reg[REGS]; /* r10: of the frame that runs */
	unsigned frame;	    /* that runs; 0: the program's own */
	uint32_t pc;
	uint64_t steps;
	/* frames[i]: from fp - FRAME_SIZE of frame i upwards. */
	uint8_t frames[FRAMES][FRAME_SIZE];
	uint8_t ctx[CTX_SIZE];
	struct {
		uint32_t pc;
		uint64_t reg[4]; /* r6 to r9 */
	} caller[FRAMES];	 /* of frame i + 1 */
	uint64_t random;	 /* of may_goto: when it leaves */
};

enum interp_end {
	INTERP_EXIT,	/* r0 is the result */
	INTERP_OUTSIDE, /* an address that is not in memory */
	INTERP_CONTEXT, /* near the context, of which CTX_SIZE bytes are here */
	INTERP_UNKNOWN, /* an instruction that is not interpreted */
	INTERP_STEPS,	/* too many */
	INTERP_STOPPED, /* the callback said so */
};

/* Before each instruction; false: stop. */
typedef bool interp_look(void *arg, const struct machine *m);

/*
 * Fills frames, context and the registers that hold nothing from a seed; r1 and
 * r10 are what they are at the start of a program.
 */
void interp_start(struct machine *m, uint64_t seed);

/* look may be NULL. max: steps at most. */
enum interp_end interp_run(struct machine *m, const struct insn *insns,
    uint32_t len, uint64_t max, interp_look *look, void *arg);

/* One instruction that is no jump: an ALU operation. False: unknown. */
bool interp_alu(uint64_t reg[REGS], const struct insn *i);
/* Is the branch taken? False in *known: not a branch. */
bool interp_taken(const uint64_t reg[REGS], const struct insn *i, bool *known);

#endif
