/*
 * groups - system calls by what they are for: what @io and its like mean in a
 * list.
 */
#ifndef GROUPS_H
#define GROUPS_H

#include <stddef.h>

struct group {
	const char *name;  /* without the '@' */
	const char *what;  /* a phrase without a full stop */
	const char *calls; /* names between commas, as in a list */
};

/*@ assigns \nothing;
    ensures \result == \null || \valid_read(\result);
*/
/* The table's entry i; NULL behind its end. */
const struct group *group_at(size_t i);

#endif
