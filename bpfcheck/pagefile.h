/*
 * pagefile - the file of a page while jobs add to it: parts of those that ended,
 * and all of them or no file.
 */
#ifndef PAGEFILE_H
#define PAGEFILE_H

#include <stdio.h>

#include "output.h"

/* Zeroed: none. The functions then do nothing. */
struct pagefile {
	struct output output;
	FILE *to;
	long whole; /* bytes of it, of jobs that ended */
};

/* False with errno. */
bool pagefile_open(struct pagefile *p, const char *path);
/* What was written is whole; what was written since is not wanted. */
void pagefile_keep(struct pagefile *p);
void pagefile_forget(struct pagefile *p);
/* In its place; false with errno: there is none. */
bool pagefile_close(struct pagefile *p);

#endif
