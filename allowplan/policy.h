/*
 * policy - what the user allows, as a table of the image's machine's numbers.
 */
#ifndef POLICY_H
#define POLICY_H

#include "callname.h"
#include "filter.h"
#include "list.h"

struct policy {
	bool all, but;	  /* --all; -d: everything but the list */
	const char *path; /* -f */
	const char *text; /* LIST, or -d's */
	size_t len;
	char *file; /* what -f read: text, to be freed */
	struct plan_list list;
	bool unknown;		    /* sites of unknown number as well */
	struct list_word word;	    /* the one at fault, */
	char why[CALLNAME_NEAREST]; /* and what it may have meant */
};

/*
 * Fills p->list. f's image must have its machine: names and groups mean
 * numbers only then. A fault's words are in f->more.
 */
struct fault policy_read(struct filter *f, struct policy *p);

#endif
