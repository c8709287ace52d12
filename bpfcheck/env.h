/*
 * env - one verification: the program, what is known of its instructions,
 * states remembered and pending. kernel/bpf/verifier.c: struct bpf_verifier_env.
 */
#ifndef ENV_H
#define ENV_H

#include "btftype.h"
#include "state.h"
#include "text.h"

enum {
	LIMIT_INSNS = 1000000, /* instructions processed */
	LIMIT_PENDING = 8192,
	LIMIT_SUBPROGS = 256,
	LIMIT_STATES = 64, /* at one instruction, unprivileged */
	LIMIT_MAPS = 64,
	LIMIT_VAR_OFF = 1 << 29,
	YIELD_EVERY = 4096,
	FIELD_TYPES = 32,
};

/* What functions return when they do not return 0: an errno, negative, or one
   of those that end the verification without a verdict of the kernel's. */
enum {
	FAULT_PERM = -1,
	FAULT_NO_ENTRY = -2,
	FAULT_NO_SEARCH = -3,
	FAULT_TOO_BIG = -7,
	FAULT_MEMORY = -12,
	FAULT_ACCESS = -13,
	FAULT_BAD = -14,
	FAULT_BUSY = -16,
	FAULT_INVALID = -22,
	FAULT_PROTO = -71,
	FAULT_UNSUPPORTED = -95,
	FAULT_NOTSUPP = -524,
	END_UNDECIDED = -10001,
	END_STOPPED = -10002,
	END_MEMORY = -10003,
	/* Not a fault: this path is at its end. */
	PATH_END = 1,
};

/* Of an instruction. */
struct aux {
	uint16_t live;	 /* registers that may be read from here on */
	bool prune;	 /* states are compared here */
	bool jump;	 /* come to other ways than from the one before */
	bool checkpoint; /* a state is always remembered here */
	/* Programs without privileges: the kernel puts a barrier before it, or
	   behind; how it masks this sum: see speculate.c. */
	bool barrier, barrier_after;
	uint32_t tail_map; /* that a tail call goes into, plus one */
	bool tail_maps;	   /* it goes into several */
	bool calls_back;   /* a helper that calls functions of the program */
	/* bpf_loop was met here: always with this function and no flags. */
	bool loop_seen, loop_plain;
	uint32_t loop_subprog;
	uint8_t masked;
	uint8_t memory; /* what it read or wrote: a reg_type */
	uint32_t mask_limit;
	uint32_t scc; /* the loop it is in; 0: none */
};

struct subprog {
	uint32_t start;
	uint32_t postorder;	    /* first in env.postorder */
	uint32_t depth;		    /* bytes of stack */
	const struct vf_func *func; /* what BTF says; NULL: nothing */
	bool has_ld_abs, has_tail_call;
	bool moves;	       /* packets, itself or by what it calls */
	bool own_stack;	       /* its stack counts alone */
	bool called, verified; /* of a global function */
	bool prepared;	       /* what it is given is known; of its types: */
	uint32_t given[VF_ARGS];
	bool unreliable;      /* it was given something else */
	bool callback, async; /* a helper calls it; later */
	bool no_own_stack;
	/* By frames before it: the deepest stack that it was walked with, and
	   one; 0: none. */
	uint16_t walked[2][FRAMES]; /* not in a callback, in one */
};

/* Which registers and slots backtracking looks for, by frame. */
struct backtrack {
	uint32_t frame;
	uint32_t regs[FRAMES];
	uint64_t slots[FRAMES];
	/* Of these, that an atomic took from: 6.18 does not look for them. */
	uint64_t taken[FRAMES];
};

struct id_pair {
	uint32_t old, cur;
};

enum { ID_PAIRS = (REGS + STACK_BYTES / SLOT_BYTES) * FRAMES };

struct live;	   /* stacklive.h */
struct traced_arg; /* traced.h */
struct loop;	   /* loop.h */

struct env {
	const struct vf_program *p;
	const struct vf_options *o;
	const struct vf_host *host;
	struct vf_result *result;
	struct pool pool;
	struct log *log;
	const struct insn *insns;
	uint32_t len;
	struct aux *aux;
	struct subprog *subprogs; /* one more at the end: len */
	uint32_t nsubprogs, subprogs_room;
	bool has_tail_call;
	uint32_t *postorder;
	uint32_t nloops;
	struct loop *loops; /* by aux.scc */
	struct live *live;
	bool *percpu; /* by p->ksyms: every processor has its own */
	/* What a tracing program is attached to: see traced.h. */
	const char *target;
	struct btftype prototype;
	uint64_t doubtful;
	const struct traced_arg *iterator; /* NULL: it is none */
	/* Types of kernel pointers in maps, found: see kptr.c. */
	struct field_type {
		const struct vf_field *field;
		uint32_t type;
	} field_types[FIELD_TYPES];
	uint32_t maps[LIMIT_MAPS]; /* those that the program names */
	uint32_t nmaps;

	struct state *cur;
	struct state *pending;
	uint32_t npending;
	struct state **remembered; /* by instruction and callsite */
	struct state *dropped;	   /* no longer compared, still a parent */
	uint32_t nremembered, ndropped, nedges;
	int32_t insn, prev_insn;
	struct history *entry; /* of this instruction, if it has one */
	uint32_t id;
	uint32_t processed, jumps;
	uint32_t processed_then,
	    jumps_then; /* when a state was remembered last */
	struct backtrack bt;
	/* What an atomic took from the stack was followed, which 6.18 does not. */
	bool differs;
	/* Decided once more, with no more known than older kernels know: see
	   kernels.h. */
	bool weak;
	/* Numbers are compared as they are: see speculate.c. */
	bool strict_numbers;
	/* Which old ids stand for which now, while states are compared; there
	   since the first one was remembered. */
	struct id_pair *pairs;
	uint32_t npairs, pair_id;
	/* What is said now decides nothing: it stands in the log alone. */
	bool aside;
	/* Registers and slots that the next line of the log shows. */
	uint32_t shown_regs;
	uint64_t shown_slots;
};

/* The kernel's message and our explanation; returns fault. */
int env_refuse(struct env *e, int fault, const char *format, ...);
/* What was at fault, what was expected of it, what was found; any time before
   or after env_refuse. */
void env_fault(struct env *e, const char *expected, const char *format, ...);
void env_fault_reg(struct env *e, unsigned r, const char *expected);
/* The program needs what is not decided here. */
int env_undecided(struct env *e, const char *format, ...);
/* It needs the kernel's BTF, which is not known. */
int env_needs_btf(struct env *e);
/* No memory; returns the fault. */
int env_memory(struct env *e);

static inline struct reg *
env_reg(const struct env *e, unsigned r)
{
	return state_reg(e->cur, r);
}

static inline const struct insn *
env_insn(const struct env *e)
{
	return &e->insns[e->insn];
}

/* The subprogram that starts there; -1: none. The one that holds it. */
int32_t env_subprog_at(const struct env *e, int64_t insn);
uint32_t env_subprog_of(const struct env *e, uint32_t insn);

/* It is verified by itself. */
static inline bool
subprog_is_global(const struct subprog *s)
{
	return s->func != NULL && s->func->global;
}

static inline unsigned
env_size(const struct env *e, uint32_t i)
{
	return e->insns[i].code == INSN_LD_IMM64 ? 2 : 1;
}

/* By how much a jump goes on from the one after it. */
static inline int64_t
env_jump(const struct insn *i)
{
	return i->code == (CLASS_JMP32 | JMP_JA) ? i->imm : i->off;
}

/* The instructions that may follow i in its function; at most 2. */
static inline unsigned
env_successors(const struct env *e, uint32_t i, uint32_t to[2])
{
	const struct insn *in = &e->insns[i];
	unsigned n = 0, op = insn_op(in);
	bool jump = insn_is_jump(in);

	if (!jump || (op != JMP_EXIT && op != JMP_JA))
		to[n++] = i + env_size(e, i);
	if (jump && op != JMP_EXIT && op != JMP_CALL)
		to[n++] = (uint32_t)((int64_t)i + env_jump(in) + 1);
	return n;
}

#endif
