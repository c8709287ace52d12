/*
 * batch - the lines that asm.py writes and kload and bpfdiff read, one a
 * program: name, type, attach, flags, verdict, errno, message, undecided, hex;
 * tabs between, "-" for nothing.
 */
#ifndef BATCH_H
#define BATCH_H

#include "insn.h"

#include <stdio.h>

enum { TEXT = 160, MAX_LEN = 1100000 };

struct flags {
	bool strict;	   /* BPF_F_STRICT_ALIGNMENT */
	bool any;	   /* BPF_F_ANY_ALIGNMENT */
	bool freq;	   /* BPF_F_TEST_STATE_FREQ */
	bool sleepable;	   /* BPF_F_SLEEPABLE */
	bool unprivileged; /* loaded by one who has no capabilities */
	bool maps;	   /* with those of maps.def */
	bool closed;	   /* its license is not the GPL's */
};

struct prog {
	char name[TEXT];
	uint32_t type, attach;
	/* What it traces, in the kernel's types. No batch says it. */
	uint32_t target;
	const struct vf_btf *types;
	struct flags flags;
	char verdict[TEXT]; /* expected: accept, reject, or empty */
	char error[TEXT];   /* the name of an errno */
	char message[TEXT];
	char undecided[TEXT]; /* the feature; else empty */
	struct insn *insns;   /* MAX_LEN of them */
	uint32_t len;
};

/* Room for the instructions. False: no memory. */
bool prog_init(struct prog *p);
void prog_free(struct prog *p);

/* 1: a program; 0: no more; -1: a line that is none, *why says what is wrong. */
int batch_read(FILE *f, struct prog *p, const char **why);

/* One line. Instructions as they are. */
void batch_write(FILE *f, const struct prog *p);

/* One of them is set. */
bool flags_any(const struct flags *g);
/* Names, each with a comma behind. */
void flags_write(FILE *f, const struct flags *g);

/* "EINVAL", also of errors that only the kernel knows; 0: "". */
const char *error_name(int error);
const char *type_name(uint32_t type);
/* -1: none of this name. */
int type_number(const char *name);

#endif
