/*
 * helper - calls of the kernel's helper functions: which program may call which,
 * with what, and what is known afterwards.
 * kernel/bpf/verifier.c: check_helper_call; include/uapi/linux/bpf.h.
 */
#ifndef HELPER_H
#define HELPER_H

#include "env.h"

enum { HELPER_ARGS = 5 };

/* What an argument is; a size is of the memory in front of it. */
enum helper_arg {
	HELPER_NONE,
	HELPER_CONTEXT,
	HELPER_ANYTHING,
	HELPER_MAP,
	HELPER_KEY,   /* of the map before */
	HELPER_VALUE, /* for it */
	HELPER_MEMORY,
	HELPER_SIZE,
	HELPER_SIZE0,  /* it may be 0 */
	HELPER_BYTES,  /* a known number: the size of what is returned */
	HELPER_RECORD, /* of a ring buffer */
	HELPER_SOCK_COMMON,
	HELPER_SOCK_ANY, /* the kernel's own types of sockets as well */
	HELPER_SOCKET,	 /* a full one */
	HELPER_STRING,	 /* constant, in a map that does not change */
	HELPER_FUNC,	 /* to be called back */
	HELPER_STACK,	 /* what it is given */
	HELPER_LOCK,	 /* in a map's value */
	HELPER_TIMER,	 /* in a map's value */
	HELPER_BTF,	 /* one of the kernel's structures: helper_takes_type */
	HELPER_PERCPU,	 /* what every processor has its own of */
	HELPER_DYNPTR,	 /* any one; of a kind only: */
	HELPER_DYNPTR_LOCAL,
	HELPER_DYNPTR_RINGBUF,
	HELPER_KPTR,  /* in a map's value: the kernel's pointer kept there */
	HELPER_FIXED, /* memory of helper_fixed_size bytes */
	HELPER_KIND = 0x1f,
	/* Beside a kind. */
	HELPER_OR_NULL = 0x20,
	HELPER_WRITE = 0x40,
	HELPER_UNINIT = 0x80, /* all of it is written, nothing read */
};

enum {
	HELPER_GPL = 1 << 0,	/* only for programs of such a license */
	HELPER_MOVES = 1 << 1,	/* pointers into packets are numbers after it */
	HELPER_PACKET = 1 << 2, /* memory may be a packet's */
	HELPER_SLEEPS = 1 << 3,
	HELPER_VOID = 1 << 4,
	HELPER_LENGTH = 1 << 5, /* returns at most the size that it was given */
	HELPER_CPU = 1 << 6,	/* returns the number of a processor */
	HELPER_ACQUIRES = 1 << 7, /* what it returns must be given back */
	/* its first argument is given back; bpf_kptr_xchg's second */
	HELPER_RELEASES = 1 << 8,
	HELPER_CASTS = 1 << 9, /* what it returns is its argument */
};

/* Numbers of those that have rules of their own; BPF_FUNC_. */
enum {
	HELPER_MAP_LOOKUP_ELEM = 1,
	HELPER_MAP_UPDATE_ELEM = 2,
	HELPER_MAP_DELETE_ELEM = 3,
	HELPER_TAIL_CALL = 12,
	HELPER_GET_LOCAL_STORAGE = 81,
	HELPER_MAP_PUSH_ELEM = 87,
	HELPER_MAP_POP_ELEM = 88,
	HELPER_MAP_PEEK_ELEM = 89,
	HELPER_SPIN_LOCK = 93,
	HELPER_SPIN_UNLOCK = 94,
	HELPER_FOR_EACH_MAP_ELEM = 164,
	HELPER_D_PATH = 147,
	HELPER_SNPRINTF = 165,
	HELPER_TIMER_SET_CALLBACK = 170,
	HELPER_GET_FUNC_IP = 173,
	HELPER_FIND_VMA = 180,
	HELPER_LOOP = 181,
	HELPER_KPTR_XCHG = 194,
	HELPER_DYNPTR_FROM_MEM = 197,
	HELPER_RINGBUF_SUBMIT_DYNPTR = 199,
	HELPER_RINGBUF_DISCARD_DYNPTR = 200,
	HELPER_DYNPTR_DATA = 203,
	HELPER_USER_RINGBUF_DRAIN = 209,
};

struct helper {
	const char *name;
	uint64_t types; /* of programs that may call it, as bits */
	uint64_t known; /* of them those for which the rest is all there is */
	uint8_t args[HELPER_ARGS];
	uint8_t returns; /* enum reg_type; REG_NONE: a number, or nothing */
	uint16_t flags;
};

static inline bool
helper_is_dynptr(unsigned arg)
{
	unsigned kind = arg & HELPER_KIND;

	return kind >= HELPER_DYNPTR && kind <= HELPER_DYNPTR_RINGBUF;
}

/* NULL: there is none of that number. */
const struct helper *helper_of(int32_t number);
/* What it is for programs of this type: for some it takes something else. */
const struct helper *helper_in(int32_t number, uint32_t type);
/* "unknown" if there is none. */
const char *helper_name(int32_t number);
/* May it be called where the program is attached? types says it may. */
bool helper_attached(int32_t number, uint32_t type, uint32_t attach);
/* May programs without privileges call it? */
bool helper_for_all(int32_t number, uint32_t type);
/* The structure that it takes, or returns a pointer to, by its name; NULL:
   none. */
const char *helper_takes_type(int32_t number);
const char *helper_returns_type(int32_t number, unsigned *trust);
/* The registers that it reads; where that is not known, all that may be
   arguments. */
uint16_t helper_reads(int32_t number, uint32_t type, uint32_t attach);
/* Are pointers into packets numbers after it? A tail call may come to any. */
bool helper_moves(int32_t number);
/* Of a HELPER_FIXED kind; *aligned: at a multiple of it. */
uint32_t helper_fixed_size(unsigned kind, bool *aligned);
/* The instruction is a call of one. */
int helper_check(struct env *e);

/* Tail calls of a program that is right otherwise go into one map each. */
int helper_check_tail_calls(struct env *e);

/* Pointers into packets are numbers. */
void helper_packets_gone(struct state *s);
/* May so many bytes at r be read and written? Also where r may be NULL. */
int helper_check_memory(struct env *e, unsigned r, uint32_t bytes);
/* Is r's offset one that an argument may have? check_func_arg_reg_off. */
int helper_check_offset(struct env *e, unsigned r);

/* A call while its arguments are checked. */
struct call {
	const struct helper *helper;
	int32_t number;
	const struct vf_map *map; /* NULL: none so far */
	uint32_t map_number;
	bool map_inner;
	uint32_t map_uid;
	bool fills; /* the memory argument seen last may be uninitialised */
	bool fill;  /* fill_reg's fill_bytes of stack will be written */
	uint32_t fill_reg, fill_bytes;
	uint64_t most;	/* the largest size */
	bool key_known; /* the key is this number */
	uint64_t key;
	uint32_t ref;		     /* that an argument holds; 0: none does */
	uint32_t bytes;		     /* HELPER_BYTES */
	uint32_t subprog;	     /* HELPER_FUNC */
	uint32_t percpu;	     /* HELPER_PERCPU: its type */
	const struct vf_field *kptr; /* HELPER_KPTR */
	/* Of the dynptr: its id, and what it holds. */
	uint32_t dynptr, dynptr_ref;
};

/* May an argument be a pointer of that type, or a number? What the kernel's
   message calls those that may. helperkind.c */
bool helper_fits(unsigned arg, unsigned type, unsigned trust);
const char *helper_expected(unsigned kind);
bool helper_is_memory(unsigned type);
/* Argument arg is right; c has what it says. helperarg.c */
int helper_check_argument(struct env *e, struct call *c, unsigned arg);
/* The map fits the helper. helpermap.c */
int helper_check_map(struct env *e, const struct call *c);

#endif
