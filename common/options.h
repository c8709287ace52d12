/*
 * options - what every main does with its command line.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

struct options {
	const char *tool;
	const char *usage; /* the whole text of -h */
	const char *shorts;
	const struct option *longs;
};

/* What a main's options function returns when there is work to be done. */
enum { OPTIONS_GO = -1 };

/* The next option, or -1; a wrong one is '?', after getopt's message. */
int options_next(const struct options *o, int argc, char **argv);

/* 'h', 'V' and '?': prints and returns the status to exit with. */
int options_other(const struct options *o, int ch);

/* A USAGE message and the usage on standard error; the status. */
int options_wrong(const struct options *o, const char *why);

/*
 * Standard descriptors that are closed become /dev/null, opened the wrong way
 * round: no other file takes their place, and using one fails. False if that
 * is not to be had, after a message.
 */
bool options_descriptors(const struct options *o);

/* A decimal number with an optional K, M or G. */
bool options_size(const char *text, uint64_t *size);

#endif
