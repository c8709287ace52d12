/*
 * state - what is known before an instruction: registers and stack of each
 * frame, and how it was come to. include/linux/bpf_verifier.h.
 */
#ifndef STATE_H
#define STATE_H

#include "bounds.h"
#include "pool.h"

enum {
	STACK_BYTES = 512,
	SLOT_BYTES = 8,
	FRAMES = 8,
	MAIN_CALLSITE = -1,
};

enum reg_type {
	REG_NONE,
	REG_SCALAR,
	REG_CTX,
	REG_STACK,
	REG_PACKET_META,
	REG_PACKET,
	REG_PACKET_END,
	REG_MAP,       /* a map itself */
	REG_MAP_KEY,   /* of an element of one */
	REG_MAP_VALUE, /* in an element of one */
	REG_MEM,       /* size bytes; of a ring buffer: */
	REG_RINGBUF_MEM,
	REG_RDONLY_MEM, /* of the kernel's */
	REG_SOCK_COMMON,
	REG_SOCK,
	REG_TCP_SOCK,
	REG_XDP_SOCK,
	REG_FLOW_KEYS, /* what a packet was found to be */
	REG_TP_BUFFER, /* of a tracepoint; how large it is is not known */
	REG_BUFFER,    /* of an iterator; its size is not known either */
	REG_RDONLY_BUFFER,
	REG_FUNC,   /* a function that may be called back */
	REG_BTF,    /* something of the kernel's, of a type of its BTF */
	REG_PROBED, /* an address found there: what is read may be anything */
	REG_DYNPTR, /* one that must not be changed; or what a slot is */
	REG_TYPES,
	/* Beside a type: unless it is 0. */
	REG_OR_NULL = 0x80,
};

/* range of a pointer that was found not to be before the packet's end. */
enum { RANGE_AT_END = -1, RANGE_BEYOND_END = -2 };

/* id of scalars: those with the same one hold the same number, or differ by
   off if a flag is set: of 64 bits, or of the lower half with the upper clear. */
#define REG_ID_ADD64 (UINT32_C(1) << 31)
#define REG_ID_ADD32 (UINT32_C(1) << 30)
#define REG_ID_ADD   (REG_ID_ADD64 | REG_ID_ADD32)

struct reg {
	uint8_t type;
	bool precise; /* its number decided something after */
	union {
		uint8_t frame; /* of a pointer to stack */
		uint8_t trust; /* of REG_BTF: TRUST_*, see btfwalk.h */
	};
	bool inner;  /* map is the kind of what a map of maps holds */
	int32_t off; /* fixed, beside the bounds */
	uint32_t id;
	uint32_t ref; /* what must be given back; 0: nothing */
	union {
		int32_t range; /* of a packet's bytes that are there, off
				  counted in */
		uint32_t map;  /* in the program's array; in REG_MAP* only */
		uint32_t size; /* of REG_*MEM */
		uint32_t subprog;
		uint32_t btf; /* the type that REG_BTF points to */
		struct {
			uint16_t kind;	/* DYNPTR_ */
			uint16_t first; /* of its two slots */
		} dynptr;
	};
	union {
		uint32_t slice_of; /* of REG_MEM: id of a dynptr; 0: of none */
		/* Of REG_MAP*, if inner: which of a map's maps, where timers
		   are in them; else 0. */
		uint32_t uid;
	};
	struct bounds b;
};

/* enum bpf_dynptr_type */
enum { DYNPTR_LOCAL = 1, DYNPTR_RINGBUF };

/* What a byte of stack holds; all of a slot or none are a dynptr's. */
enum { BYTE_NONE, BYTE_SPILL, BYTE_MISC, BYTE_ZERO, BYTE_DYNPTR };

/* Eight bytes; bytes[7] is at the lowest address. */
struct slot {
	uint8_t bytes[SLOT_BYTES];
	struct reg spilled;
};

struct frame {
	int32_t callsite; /* instruction that called; MAIN_CALLSITE */
	uint32_t subprog;
	bool callback;	 /* the instruction calls a helper, which called */
	uint32_t async;	 /* called later, by a timer; how many led to it */
	uint32_t turns;	 /* that it made its callbacks do, one after another */
	uint32_t nslots; /* 0 is the one at the frame pointer */
	uint32_t room;
	struct slot *slots;
	struct reg regs[REGS];
};

/* An instruction that was come to another way than from the one before it, or
   that did what backtracking must know. Older ones are in prev. */
struct history {
	struct history *prev;
	uint32_t insn;
	int32_t from;
	uint32_t flags;
	uint64_t linked; /* registers that learnt with another: see linked.h */
};

enum {
	HISTORY_FRAME = 0x7,	/* of the stack accessed */
	HISTORY_SLOT_SHIFT = 3, /* 6 bits */
	HISTORY_STACK = 1 << 9,
	HISTORY_DST_STACK = 1 << 10, /* a stack pointer compared */
	HISTORY_SRC_STACK = 1 << 11,
};

/* Got by an instruction, and not given back. */
struct ref {
	uint32_t id;
	int32_t insn;
};

struct state {
	struct frame *frames[FRAMES];
	struct ref *refs;
	uint32_t nrefs, refs_room;
	/* The lock that is held: its map, plus one (0: none is), and the element
	   that it is in. */
	uint32_t lock_map, lock_id;
	uint32_t cur;	   /* frame */
	uint32_t branches; /* paths from here that are not at their end */
	int32_t first_insn, last_insn, insn;
	uint32_t depth;	    /* in parents */
	uint32_t steps;	    /* instructions on the way here */
	uint32_t may_goto;  /* times gone on */
	uint32_t callbacks; /* times one was called */
	uint32_t nhistory;  /* since parent */
	struct history *history;
	struct state *parent;
	/* Remembered: in a list by instruction. */
	struct state *next, *prev;
	uint32_t hits, misses;
	bool cleaned, dropped;
	bool speculative; /* no program comes here, but a processor may */
	/* Pending: where to go on. */
	struct state *below;
	int32_t from_insn;
	size_t log_at;
	/* Of an edge back in a loop: what it was found equal to. */
	struct state *equal;
};

struct state *state_new(struct pool *p);
/* Frames and bookkeeping; of list and pending nothing. NULL: no memory. */
struct state *state_copy(struct pool *p, const struct state *from);
void state_free(struct pool *p, struct state *s);
/* One more; false: no memory. */
bool state_ref(struct pool *p, struct state *s, uint32_t id, int32_t insn);

/* Every register of every frame, and every one on a stack: *at is 0 to begin
   with; NULL: there is no more. */
struct state_place {
	uint32_t frame, i;
};
struct reg *state_next(const struct state *s, struct state_place *at);

struct frame *frame_new(
    struct pool *p, int32_t callsite, uint32_t subprog, uint32_t frameno);
void frame_free(struct pool *p, struct frame *f);
/* At least bytes of stack; new ones hold nothing. */
bool frame_grow(struct pool *p, struct frame *f, uint32_t bytes);

static inline struct frame *
state_frame(const struct state *s)
{
	return s->frames[s->cur];
}

static inline struct reg *
state_reg(const struct state *s, unsigned r)
{
	return &s->frames[s->cur]->regs[r];
}

/* The instruction that the frame is at: its own, or the call it waits for. */
static inline int32_t
state_frame_insn(const struct state *s, uint32_t frame)
{
	return frame == s->cur ? s->insn : s->frames[frame + 1]->callsite;
}

static inline bool
slot_is_spill(const struct slot *s)
{
	return s->bytes[SLOT_BYTES - 1] == BYTE_SPILL;
}

static inline bool
slot_is_dynptr(const struct slot *s)
{
	return s->bytes[SLOT_BYTES - 1] == BYTE_DYNPTR;
}

/* spilled says more than bytes. */
static inline bool
slot_has_reg(const struct slot *s)
{
	return slot_is_spill(s) || slot_is_dynptr(s);
}

static inline bool
slot_is_scalar(const struct slot *s)
{
	return slot_is_spill(s) && s->spilled.type == REG_SCALAR;
}

static inline void
reg_unknown(struct reg *r)
{
	*r = (struct reg){.type = REG_SCALAR};
	bounds_unknown(&r->b);
}

static inline void
reg_none(struct reg *r)
{
	reg_unknown(r);
	r->type = REG_NONE;
}

static inline void
reg_const(struct reg *r, uint64_t value)
{
	*r = (struct reg){.type = REG_SCALAR};
	bounds_const(&r->b, value);
}

/* It is no other's number any more. */
static inline void
reg_unlink(struct reg *r)
{
	r->id = 0;
	r->off = 0;
}

static inline bool
reg_is_null(const struct reg *r)
{
	return r->type == REG_SCALAR && bounds_is_zero(&r->b);
}

static inline bool
reg_is_pointer(const struct reg *r)
{
	return r->type != REG_SCALAR;
}

static inline bool
reg_may_be_null(const struct reg *r)
{
	return (r->type & REG_OR_NULL) != 0;
}

/* It is the start of something of that type. */
static inline void
reg_start(struct reg *r, unsigned type)
{
	reg_const(r, 0);
	r->type = (uint8_t)type;
}

/* Is it all the same but for the id? */
bool reg_same(const struct reg *a, const struct reg *b);

#endif
