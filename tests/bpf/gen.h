/*
 * gen - random programs that reach deep: what they do is mostly in order, so
 * that about half are accepted, and each of the others fails late and for one
 * reason. The generator keeps a rough model of what each register and cell of
 * the stack holds; the model need not be right, only useful.
 */
#ifndef GEN_H
#define GEN_H

#include "batch.h"

enum kind {
	K_NONE,	  /* nobody knows */
	K_NUM,	  /* a number */
	K_STACK,  /* into this frame, at off */
	K_SHARED, /* into the area that a caller hands on, at off of it */
	K_CTX,
	K_VALUE, /* in an element of map, at off */
};

struct val {
	enum kind kind;
	int off, map;
	bool bounded; /* a number in [lo, hi] */
	int64_t lo, hi;
};

enum {
	CELLS = 64,
	SHARED = 16,
	MAX_SUBS = 12,
	MAX_JUMPS = 24,
	GEN_DYNPTRS = 3
};

struct model {
	struct val r[REGS];
	struct val cell[CELLS]; /* [i] is at r10 - 8 * (i + 1) */
};

/* Jumps forward to a place that is not there yet. */
struct label {
	uint32_t at[MAX_JUMPS];
	unsigned n;
	struct model m; /* what holds on all of them */
};

struct sub {
	struct val arg[6];	  /* of r1 to r5 */
	uint32_t call[MAX_JUMPS]; /* instructions that call it */
	unsigned calls;
	unsigned depth; /* frames above it */
};

struct gen {
	uint64_t random;
	struct insn *out;
	uint32_t len;
	struct model m;
	unsigned locked;  /* registers that must keep their value, a mask */
	unsigned frame;	  /* bytes of stack of each function */
	unsigned nesting; /* of blocks */
	unsigned loops;	  /* around this place */
	unsigned bad;	  /* mistakes in 1024 statements */
	unsigned slip;	  /* bounds that are off by one, in 1024 */
	int left;	  /* instructions that this function may still have */
	bool dead;	  /* nothing gets here */
	bool closed; /* every value comes of the program: runs are all alike */
	bool plain;  /* no loops, no functions: for those without privileges */
	unsigned depth; /* frames above this function */
	struct label *skip;
	struct sub sub[MAX_SUBS];
	unsigned subs;
	/* Fields of the context; NULL: they are left alone. */
	const struct context_field *const *parts;
	uint32_t type; /* of the program, if there are any */
	bool maps;
	uint8_t dynptr[GEN_DYNPTRS]; /* at places below the frame */
};

enum gen_kind {
	GEN_OPEN,
	GEN_CLOSED,
	GEN_UNPRIVILEGED,
	GEN_CONTEXT,
	GEN_MAPS, /* beside contexts */
};

/* A program from a seed; p->insns has room for MAX_LEN. */
void gen_program(struct prog *p, uint64_t seed, enum gen_kind kind);

/* Random numbers. */
uint64_t gen_random(struct gen *g);
unsigned gen_pick(struct gen *g, unsigned n); /* [0, n) */
bool gen_chance(struct gen *g, unsigned of_1024);
int32_t gen_imm(struct gen *g); /* edges of ranges more often */
uint64_t gen_imm64(struct gen *g);

/* Instructions. */
void gen_emit(struct gen *g, unsigned code, unsigned dst, unsigned src, int off,
    int32_t imm);
void gen_ld64(struct gen *g, unsigned dst, uint64_t v);
void gen_mov(struct gen *g, unsigned dst, unsigned src);
void gen_movk(struct gen *g, unsigned dst, int32_t imm);

/* The model. */
void gen_num(struct gen *g, unsigned r); /* it is any number now */
void gen_range(struct gen *g, unsigned r, int64_t lo, int64_t hi);
void gen_merge(struct model *to, const struct model *from);
/* Registers of a kind; one that may be written; -1: none. */
int gen_reg(struct gen *g, enum kind kind);
int gen_bounded(struct gen *g);
int gen_free(struct gen *g);

/* Jumps: what gen_jump returns is patched to go to what comes next. */
void gen_skip(
    struct gen *g, unsigned code, unsigned dst, unsigned src, int32_t imm);
void gen_patch(struct gen *g, uint32_t at);

/* Statements. */
void gen_block(struct gen *g, int budget);
void gen_scalar(struct gen *g); /* arithmetic */
void gen_memory(struct gen *g); /* loads, stores, atomics */
void gen_bound(struct gen *g);	/* bounds a number, some way */
void gen_access(struct gen *g); /* uses a bounded number as an index */
void gen_probe(struct gen *g);	/* a branch to bad code, if bounds are worse */
void gen_flow(struct gen *g);	/* if, loops, calls */
void gen_odd(struct gen *g);	/* pointers where numbers are expected */
void gen_mistake(struct gen *g);

/* A type, where it is attached, and its fields. */
void gen_context_type(struct gen *g, struct prog *p);
/* Where no other value is put. */
void gen_context_save(struct gen *g);
void gen_context(struct gen *g); /* reads and writes a field */
void gen_packet(struct gen *g);
void gen_helper(struct gen *g);
void gen_map(struct gen *g);
void gen_ref(struct gen *g);
void gen_dynptr(struct gen *g);
/* What is held is given back. */
void gen_dynptr_end(struct gen *g);
/* The field of the context whose read is of that enum reg_type; NULL: none. */
const struct context_field *gen_field_of(const struct gen *g, uint8_t type);
int gen_map_any(struct gen *g);
/* r becomes the map, or off in its only value. */
void gen_map_load(struct gen *g, unsigned r, int map, bool value, int off);
/* r points into a value of the map. */
void gen_map_place(struct gen *g, unsigned r, int map, int off);

#endif
