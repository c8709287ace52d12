/*
 * bpfcheck - the requests of /dev/bpfcheck: see bpfcheck(4).
 *
 * All of a program is one piece of memory, the input, and the tables are ranges
 * of it. It is copied once. Every structure has the same shape for all users.
 */
#ifndef BPFCHECK_H
#define BPFCHECK_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define BPFCHECK_VERSION 1

enum {
	BPFCHECK_INPUT_MAX = 1 << 25, /* bytes */
	BPFCHECK_LOG_MAX = 1 << 30,
	BPFCHECK_TEXT = 160,
	BPFCHECK_ARGS = 5,
};

/* count elements of a table, offset bytes into the input: a multiple of 8. */
struct bpfcheck_range {
	__u32 offset;
	__u32 count;
};

/*
 * Names and texts are offsets into the range "bytes", whose last byte is 0; each
 * ends with 0.
 */
enum {
	BPFCHECK_MAP_TYPED = 1,	  /* BTF says what its values are */
	BPFCHECK_MAP_SPECIAL = 2, /* the kernel may not take its values */
};

/* What the kernel keeps in values. */
enum {
	BPFCHECK_FIELD_SPIN_LOCK,
	BPFCHECK_FIELD_RES_SPIN_LOCK,
	BPFCHECK_FIELD_TIMER,
	BPFCHECK_FIELD_WQ,
	BPFCHECK_FIELD_TASK_WORK,
	BPFCHECK_FIELD_REFCOUNT,
	BPFCHECK_FIELD_LIST_HEAD,
	BPFCHECK_FIELD_RB_ROOT,
	BPFCHECK_FIELD_KPTR_UNTRUSTED, /* pointers, to a structure "name": */
	BPFCHECK_FIELD_KPTR,
	BPFCHECK_FIELD_PERCPU_KPTR,
	BPFCHECK_FIELD_UPTR,
	BPFCHECK_FIELD_KINDS,
	BPFCHECK_FIELDS = 11, /* in a value, at most */
};

struct bpfcheck_field {
	__u32 at;   /* bytes from the value's start */
	__u32 kind; /* BPFCHECK_FIELD_ */
	__u32 name;
	__u32 size; /* of that structure, in the program's BTF */
};

/* As BPF_MAP_CREATE has it, and what BTF says of its values. */
struct bpfcheck_map {
	__u64 extra;
	__u32 name;
	__u32 type;
	__u32 key_size;
	__u32 value_size;
	__u32 max_entries;
	__u32 flags;
	__u32 inner; /* what is in a map of maps: its number, plus one */
	__u32 bits;  /* BPFCHECK_MAP_ */
	__u32 nfields;
	__u32 reserved; /* 0 */
	/* Frozen contents of the first value, in bytes; 0: none are known. */
	__u32 data;
	__u32 data_len;
	struct bpfcheck_field fields[BPFCHECK_FIELDS]; /* ascending */
};

enum {
	BPFCHECK_ARG_NUMBER,
	BPFCHECK_ARG_CONTEXT,
	BPFCHECK_ARG_MEMORY,
	BPFCHECK_ARG_DYNPTR,
	BPFCHECK_ARG_TYPE,	/* one of the kernel's types, trusted */
	BPFCHECK_ARG_UNTRUSTED, /* one, or anything */
	BPFCHECK_ARG_ARENA,
	BPFCHECK_ARG_WRONG, /* none that Linux takes */
	BPFCHECK_ARG_UNSUPPORTED,
};

struct bpfcheck_arg {
	__u32 size; /* of memory */
	__u32 text; /* a type's name; what the log says of what is wrong */
	__u8 kind;  /* BPFCHECK_ARG_ */
	__u8 nonnull;
	__u8 of; /* a type's BTF_KIND_; 0: none */
	__u8 reserved;
};

enum {
	BPFCHECK_FUNC_GLOBAL = 1,
	BPFCHECK_FUNC_NUMBER = 2,    /* returns an integer of at most 8 bytes */
	BPFCHECK_FUNC_SIGNATURE = 4, /* the arguments are known */
	BPFCHECK_FUNC_WRONG = 8,     /* its types are none that Linux takes */
};

/* A function of BTF's func_info; ascending by insn. */
struct bpfcheck_func {
	__u32 insn;
	__u32 name;
	__u32 bits; /* BPFCHECK_FUNC_ */
	__u32 nargs;
	__u32 wrong; /* what the log says of BPFCHECK_FUNC_WRONG */
	struct bpfcheck_arg args[BPFCHECK_ARGS];
};

/* A line of BTF's line_info; ascending by insn. */
struct bpfcheck_line {
	__u32 insn;
	__u32 number;
	__u32 text;
	__u32 file;
};

/* Has the kernel an address for what is of that number in btf? Ascending by id. */
struct bpfcheck_ksym {
	__u32 id;
	__u32 there; /* 0 or 1 */
};

enum {
	BPFCHECK_GPL = 1,
	BPFCHECK_SLEEPABLE = 2,
	BPFCHECK_STRICT_ALIGNMENT = 4,
	BPFCHECK_ANY_ALIGNMENT = 8,
	BPFCHECK_TEST_STATE_FREQ = 16,
	BPFCHECK_MODULE_BTF = 32,   /* kernel functions of modules are named */
	BPFCHECK_UNPRIVILEGED = 64, /* as for a user without CAP_BPF */
	BPFCHECK_EVERY_PATH = 128,  /* states are not compared */
	BPFCHECK_FLAGS = 255,
};

enum {
	BPFCHECK_ACCEPT,
	BPFCHECK_REJECT,
	BPFCHECK_UNDECIDED,
};

struct bpfcheck_result {
	__u32 verdict; /* BPFCHECK_ACCEPT, ... */
	__u32 error;   /* the errno of bpf(2) */
	__u32 insns_processed;
	__u32 states;
	__u32 states_peak;
	__u32 states_max;
	__u64 memory; /* bytes at most at once */
	__u64 nanoseconds;
	__u64 log_size;	  /* of all of the log; what fits was copied */
	__u32 stack_peak; /* bytes of the kernel's stack; 0: not measured */
	__u32 has_insn;
	__u32 insn;
	__u32 steps;
	__u32 regs;
	__u32 ref;
	__u32 needs_btf; /* it is undecided for want of the kernel's alone */
	__u32 reserved;	 /* 0 */
	/* Each ends with 0. Of EINVAL, reason says what is wrong. */
	char reason[BPFCHECK_TEXT];
	char fault[BPFCHECK_TEXT];
	char expected[BPFCHECK_TEXT];
	char found[BPFCHECK_TEXT];
};

struct bpfcheck_verify {
	__u32 version; /* BPFCHECK_VERSION */
	__u32 size;    /* of this structure */
	__u64 input;   /* its address */
	__u64 log;
	__u64 memory; /* bytes at most; 0: 256 MB */
	__u32 input_size;
	__u32 log_size;
	struct bpfcheck_range insns; /* struct bpf_insn */
	struct bpfcheck_range maps;
	struct bpfcheck_range funcs;
	struct bpfcheck_range lines;
	struct bpfcheck_range bytes;
	struct bpfcheck_range btf; /* the kernel's, bytes; none: not known */
	__u32 type;		   /* BPF_PROG_TYPE_ */
	__u32 attach;		   /* the expected attach type */
	__u32 flags;		   /* BPFCHECK_GPL, ... */
	__u32 log_level;	   /* 0 to 2 */
	__u32 kernel;		   /* whose rules: 0: 6.18, 1: 6.12, 2: 6.1 */
	__u32 cpus;		   /* that there may be; 0: nothing is known */
	__u32 attach_type_id; /* what it is attached to, in btf; 0: nothing */
	__u32 reserved32;
	struct bpfcheck_range ksyms; /* what insns name of btf */
	__u64 reserved[5];
	struct bpfcheck_result result; /* written only */
};

/* Since the module was loaded. */
struct bpfcheck_stats {
	__u32 version;
	__u32 size;
	__u64 programs; /* all that were begun, and how they ended: */
	__u64 accepted;
	__u64 rejected;
	__u64 undecided;
	__u64 stopped; /* by a signal, or for want of memory */
	__u64 insns;   /* processed */
	__u64 nanoseconds;
	__u64 memory;	   /* bytes taken now */
	__u64 memory_peak; /* at most at once, by all together */
	__u64 stack_peak;
	__u64 reserved[4];
};

#define BPFCHECK_IOC_VERIFY _IOWR(0xbc, 1, struct bpfcheck_verify)
#define BPFCHECK_IOC_STATS  _IOWR(0xbc, 2, struct bpfcheck_stats)

#endif
