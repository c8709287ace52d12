/*
 * process - what the image inherits, and the start itself.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stddef.h>

enum { PROCESS_KEEP = 64 };

struct process {
	const char *input; /* the image's standard input; NULL: inherited */
	int keep[PROCESS_KEEP]; /* descriptors that stay open */
	size_t nkeep;
	bool no_env;
	const char *failed; /* what did not work, and its errno */
	int error;
};

/*
 * Standard input, descriptors, personality, signals, timers, no_new_privs;
 * then execveat of fd. Returns only on failure: prepared says whether it was
 * the exec.
 */
void process_start(
    struct process *p, int fd, char **argv, char **envp, bool *prepared);

#endif
