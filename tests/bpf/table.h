/* table - what a run of comparisons comes to. */
#ifndef TABLE_H
#define TABLE_H

#include "compare.h"

struct table {
	unsigned long n[DIFFERENCES];
	unsigned long programs, accepts, rejects; /* the kernel's */
	unsigned long both_accept, both_reject, insns_equal, messages_equal;
	/* Of programs that both accept. */
	float *kernel_usec, *core_usec;
	unsigned long times, room;
	double kernel_total, core_total;
	unsigned long long insns; /* the core's, all */
	double usec;		  /* the core's, all */
};

/* False: no memory. */
bool table_add(struct table *t, const struct answer *a);
void table_print(FILE *f, struct table *t);
void table_free(struct table *t);

#endif
