/*
 * print - text for people: the groups, and the list that an image's sites ask
 * for.
 */
#ifndef PRINT_H
#define PRINT_H

#include "filter.h"

/* Both on standard output; the exit status, after a message if it is not 0. */
int print_groups(const struct message *m);

/* For the stream on standard input; nothing until it is seen to be whole. */
int print_policy(struct filter *f);

#endif
