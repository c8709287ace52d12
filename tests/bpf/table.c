/* table - see table.h */
#include "table.h"

#include <stdlib.h>
#include <string.h>

static bool
add_time(struct table *t, const struct answer *a)
{
	if (t->times == t->room) {
		unsigned long room = t->room ? t->room * 2 : 1024;
		float *k, *c;

		k = realloc(t->kernel_usec, room * sizeof *k);
		if (k)
			t->kernel_usec = k;
		c = realloc(t->core_usec, room * sizeof *c);
		if (c)
			t->core_usec = c;
		if (!k || !c)
			return false;
		t->room = room;
	}
	t->kernel_usec[t->times] = (float)a->kernel.usec;
	t->core_usec[t->times++] = (float)a->core.usec;
	t->kernel_total += a->kernel.usec;
	t->core_total += a->core.usec;
	return true;
}

bool
table_add(struct table *t, const struct answer *a)
{
	const struct vf_result *c = &a->core.r;

	t->programs++;
	t->n[a->d]++;
	t->insns += c->insns_processed;
	t->usec += a->core.usec;
	if (a->d == NOT_ASKED)
		return true;
	if (a->kernel.accepted)
		t->accepts++;
	else
		t->rejects++;
	if (!a->kernel.accepted && c->verdict == VF_REJECT) {
		t->both_reject++;
		if (!*a->kernel.reason ||
		    strcmp(a->kernel.reason, c->reason) == 0)
			t->messages_equal++;
	}
	if (!a->kernel.accepted || c->verdict != VF_ACCEPT)
		return true;
	t->both_accept++;
	if (a->kernel.insns == c->insns_processed)
		t->insns_equal++;
	return add_time(t, a);
}

static int
by_size(const void *a, const void *b)
{
	const float *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(float *v, unsigned long n)
{
	if (n == 0)
		return 0;
	qsort(v, n, sizeof *v, by_size);
	return (double)v[n / 2];
}

static double
percent(unsigned long part, unsigned long whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 100.0;
}

void
table_print(FILE *f, struct table *t)
{
	fprintf(f, "programs              %8lu, the kernel accepts %lu\n",
	    t->programs, t->accepts);
	fprintf(f, "agree, accept         %8lu\n", t->both_accept);
	fprintf(f, "agree, reject         %8lu\n", t->both_reject);
	fprintf(f, "false accept          %8lu\n", t->n[FALSE_ACCEPT]);
	fprintf(f, "false reject          %8lu\n", t->n[FALSE_REJECT]);
	fprintf(f, "undecided             %8lu\n", t->n[UNDECIDED]);
	fprintf(f, "trouble               %8lu\n", t->n[TROUBLE]);
	fprintf(f, "not asked             %8lu\n", t->n[NOT_ASKED]);
	fprintf(f, "first message equal   %8lu, %.2f %% of both reject\n",
	    t->messages_equal, percent(t->messages_equal, t->both_reject));
	fprintf(f, "instructions equal    %8lu, %.2f %% of both accept\n",
	    t->insns_equal, percent(t->insns_equal, t->both_accept));
	fprintf(f, "median time, accepted %8.1f us, kernel %.1f us\n",
	    median(t->core_usec, t->times), median(t->kernel_usec, t->times));
	fprintf(f, "total time, accepted  %8.1f ms, kernel %.1f ms\n",
	    t->core_total / 1e3, t->kernel_total / 1e3);
	fprintf(f, "instructions a second %8.2f million\n",
	    t->usec > 0 ? (double)t->insns / t->usec : 0);
}

void
table_free(struct table *t)
{
	free(t->kernel_usec);
	free(t->core_usec);
}
