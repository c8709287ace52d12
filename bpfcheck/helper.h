/*
 * helper - calls of the kernel's helper functions: which program may call which,
 * and, of those whose arguments are numbers and the context, with what.
 * kernel/bpf/verifier.c: check_helper_call; include/uapi/linux/bpf.h.
 */
#ifndef HELPER_H
#define HELPER_H

#include "env.h"

enum { HELPER_ARGS = 5 };
enum helper_arg { HELPER_NONE, HELPER_CONTEXT, HELPER_ANYTHING };

struct helper {
	const char *name;
	uint64_t types; /* of programs that may call it, as bits */
	uint64_t known; /* of them those for which args is all that is asked
			   for, and what it returns is a number */
	uint8_t args[HELPER_ARGS];
	bool gpl;	   /* only for programs of such a license */
	bool moves_packet; /* pointers into packets are numbers after it */
};

/* NULL: there is none of that number. */
const struct helper *helper_of(int32_t number);
/* "unknown" if there is none. */
const char *helper_name(int32_t number);
/* May it be called where the program is attached? types says it may. */
bool helper_attached(int32_t number, uint32_t type, uint32_t attach);
/* The registers that it reads; where that is not known, all that may be
   arguments. */
uint16_t helper_reads(int32_t number, uint32_t type, uint32_t attach);
/* The instruction is a call of one. */
int helper_check(struct env *e);

#endif
