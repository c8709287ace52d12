/*
 * verify - would Linux load this program?
 *
 * Freestanding: memory comes from the host's alloc, text goes to its log. What
 * is passed in is the caller's and must last until vf_check returns; nothing of
 * it is kept or changed.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "insn.h"

enum vf_verdict {
	VF_ACCEPT,
	VF_REJECT,
	VF_UNDECIDED, /* it needs what is not decided here */
	VF_TROUBLE,   /* no memory, or the host said stop */
};

/* What the kernel keeps in values of maps. kernel/bpf/btf.c: btf_get_field_type,
   btf_find_kptr. */
enum vf_field_kind {
	VF_FIELD_LOCK,
	VF_FIELD_RES_LOCK,
	VF_FIELD_TIMER,
	VF_FIELD_WORK, /* bpf_wq */
	VF_FIELD_TASK_WORK,
	VF_FIELD_REFCOUNT,
	VF_FIELD_LIST,
	VF_FIELD_TREE,
	VF_FIELD_KPTR_UNTRUSTED, /* this one and those behind it are pointers */
	VF_FIELD_KPTR,
	VF_FIELD_KPTR_PERCPU,
	VF_FIELD_UPTR,
	VF_FIELD_KINDS
};

enum { VF_FIELDS = 11 /* BTF_FIELDS_MAX */ };

struct vf_field {
	uint32_t at;	  /* bytes from the value's start */
	uint8_t kind;	  /* enum vf_field_kind */
	const char *name; /* of the structure a pointer is to; else NULL */
	uint32_t size;	  /* of that, in the program's BTF */
};

/* A map; its number is its place in the program's array. */
struct vf_map {
	const char *name;
	uint32_t type; /* BPF_MAP_TYPE_ */
	uint32_t key_size;
	uint32_t value_size;
	uint32_t max_entries;
	uint32_t flags;
	uint64_t extra;
	uint32_t
	    inner;  /* of a map of maps: what is in it, plus one; 0: unknown */
	bool typed; /* BTF says what its values are */
	bool special; /* the kernel may not take its values */
	uint32_t nfields;
	struct vf_field fields[VF_FIELDS]; /* ascending, apart */
	const uint8_t *data; /* frozen contents; NULL: none are known */
	uint32_t data_len;
};

enum { VF_ARGS = 5 };
enum vf_arg_kind {
	VF_ARG_NUMBER,
	VF_ARG_CONTEXT,
	VF_ARG_MEMORY,
	VF_ARG_DYNPTR,
	VF_ARG_TYPE,	    /* to one of the kernel's types, and trusted */
	VF_ARG_UNTRUSTED,   /* to one, or to anything if it has no kind */
	VF_ARG_ARENA,	    /* to what is in an arena */
	VF_ARG_WRONG,	    /* none that the kernel takes */
	VF_ARG_UNSUPPORTED, /* nor are its tags */
	VF_ARG_KINDS
};

/* What a function is given. */
struct vf_arg {
	uint8_t kind;  /* enum vf_arg_kind */
	bool nonnull;  /* memory, a type: never NULL */
	uint8_t of;    /* enum btf_kind of the type; 0: none */
	uint32_t size; /* of memory */
	/* A type's name in the program's BTF; of what is wrong the line of the
	   kernel's log. NULL or empty: there is none. */
	const char *text;
};

/* A function of BTF's func_info, ascending by insn. */
struct vf_func {
	uint32_t insn;
	const char *name;
	bool global;	/* verified by itself, by its signature */
	bool number;	/* returns an integer or enum of at most 8 bytes */
	bool signature; /* all that follows is known */
	/* It returns, or has arguments, as the kernel takes none: the line of
	   the kernel's log, which may be empty; NULL: it does not. */
	const char *wrong;
	uint8_t nargs;
	struct vf_arg args[VF_ARGS];
};

/* Source lines, ascending by insn. */
struct vf_line {
	uint32_t insn;
	uint32_t number;
	const char *text;
	const char *file;
};

enum { VF_SAFE_TYPES = 32 };

/* The kernel's BTF: see btftype.h, which fills it. */
struct vf_btf {
	const uint8_t *bytes;
	uint32_t len;
	uint32_t types, types_end, strings, strings_len; /* in bytes */
	const uint32_t *at; /* where each type stands; not of at[0] */
	uint32_t count;	    /* of types, void counted */
	/* Those that say which members of others are safe to follow. */
	uint32_t safe[VF_SAFE_TYPES];
	uint32_t nsafe;
};

/* Has the kernel an address for a variable or function of its BTF? */
struct vf_ksym {
	uint32_t id;
	bool there;
};

/* Maps are PSEUDO_MAP_IDX and PSEUDO_MAP_IDX_VALUE, their numbers in imm. */
struct vf_program {
	const struct insn *insns;
	uint32_t len;	 /* instructions, LD_IMM64 counted as two */
	uint32_t type;	 /* BPF_PROG_TYPE_ */
	uint32_t attach; /* BPF_ expected attach type */
	bool gpl;	 /* its license is compatible */
	bool sleepable;
	bool strict_alignment;	 /* BPF_F_STRICT_ALIGNMENT */
	bool any_alignment;	 /* BPF_F_ANY_ALIGNMENT */
	bool test_state_freq;	 /* BPF_F_TEST_STATE_FREQ */
	bool module_btf;	 /* kfuncs' offsets name modules: an fd_array */
	uint32_t attach_type_id; /* what it is attached to, in the kernel's BTF;
				    0: nothing */
	const struct vf_btf *btf; /* the kernel's; NULL: it is not known */
	/* Of what it names by PSEUDO_BTF_ID: that of which this is known,
	   ascending. */
	const struct vf_ksym *ksyms;
	uint32_t nksyms;
	const struct vf_map *maps;
	uint32_t nmaps;
	const struct vf_func *funcs;
	uint32_t nfuncs;
	const struct vf_line *lines;
	uint32_t nlines;
};

/* What the core asks of its surroundings. */
struct vf_host {
	void *arg;
	/* Zeroed; NULL: there is no more. Sizes are of any kind; give_back knows them. */
	void *(*alloc)(void *arg, size_t bytes);
	void (*give_back)(void *arg, void *at, size_t bytes);
	/* Text without a final 0; may be NULL when log_level is 0. */
	void (*log)(void *arg, const char *text, size_t len);
	/* Every few thousand instructions; false: stop. May be NULL. */
	bool (*yield)(void *arg);
	/* Before each instruction: what is known, a struct state. May be NULL. */
	void (*look)(void *arg, uint32_t insn, const void *state);
};

/* Whose rules decide. */
enum vf_kernel { VF_KERNEL_6_18, VF_KERNEL_6_12, VF_KERNEL_6_1, VF_KERNELS };
/* "6.18"; NULL: there is none of that number. */
const char *vf_kernel_name(unsigned kernel);

struct vf_options {
	unsigned log_level; /* 0: nothing; 1, 2: the kernel's */
	bool unprivileged;  /* as for a user without CAP_BPF */
	size_t memory;	    /* bytes at most; 0: 256 MB */
	uint32_t cpus;	    /* that there may be; 0: nothing is known */
	bool every_path;    /* no state is taken for another: to look at all */
	enum vf_kernel kernel;
};

enum { VF_TEXT = 160 };

struct vf_result {
	enum vf_verdict verdict;
	int error; /* the errno of bpf(2), positive: EINVAL, EACCES, ... */
	uint32_t insns_processed;
	uint32_t states;      /* remembered, all */
	uint32_t states_peak; /* at once */
	uint32_t states_max;  /* at one instruction */
	size_t memory;	      /* bytes at most at once */
	bool has_insn;	      /* insn holds the instruction at fault */
	uint32_t insn;
	/* Instructions on the path that was refused, the last one too; 0: no
	   path was. */
	uint32_t steps;
	uint16_t regs;	/* of its frame, at fault, as bits */
	uint32_t ref;	/* what is not given back: its id; 0: nothing */
	bool needs_btf; /* undecided for want of the kernel's BTF alone */
	/* Texts end with 0. reason is the first line of the kernel's log that
	   says why; of undecided ones the feature that is missing. */
	char reason[VF_TEXT];
	char fault[VF_TEXT];	/* the register or memory; empty: none */
	char expected[VF_TEXT]; /* of it */
	char found[VF_TEXT];
};

void vf_check(const struct vf_program *p, const struct vf_options *o,
    const struct vf_host *h, struct vf_result *r);

#endif
