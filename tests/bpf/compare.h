/*
 * compare - one program, asked of the kernel and of the core: what kind of
 * difference there is.
 */
#ifndef COMPARE_H
#define COMPARE_H

#include "core.h"
#include "kernel.h"

enum difference {
	SAME,
	FALSE_ACCEPT,
	FALSE_REJECT,
	OTHER_ERROR,   /* both reject, another errno */
	OTHER_MESSAGE, /* both reject, another first message */
	OTHER_INSNS,   /* both accept, not as many instructions processed */
	OTHER_SCOPE, /* decided where the file says it is not, or the reverse */
	UNDECIDED,
	TROUBLE,   /* no verdict */
	LEAK,	   /* memory is lost */
	UNABLE,	   /* the kernel did not look at it */
	NOT_ASKED, /* the kernel would fault */
	DIFFERENCES,
};

struct answer {
	struct said kernel;
	struct found core;
	enum difference d;
};

extern const char *const difference_names[DIFFERENCES];

void compare(const struct prog *p, struct answer *a);

/* Two lines: the kernel's verdict and the core's. */
void answer_print(FILE *f, const struct answer *a);

/* The kind of difference and the messages without numbers: what differs in the
   same way has the same. */
void answer_signature(const struct answer *a, char out[4 * TEXT]);

#endif
