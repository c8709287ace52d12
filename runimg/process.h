/*
 * process - what the image inherits, and the start itself.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guard.h"
#include "procmem.h"

enum { PROCESS_KEEP = 64 };

struct process {
	const char *input; /* the image's standard input; NULL: inherited */
	int keep[PROCESS_KEEP]; /* descriptors that stay open */
	size_t nkeep;
	bool no_proc_mem;
	const struct guard *guard; /* the filter, or NULL */
	const char *failed;	   /* what did not work, and its errno */
	int error;
	char why[PROCMEM_WHY]; /* or, if not empty, its reason */
};

/* All signals get their default action, and these are blocked. */
bool process_signals(uint64_t blocked);

/* How the image is started, by execveat(2). */
extern const char process_path[];
enum { PROCESS_FLAGS = 0x1000 }; /* AT_EMPTY_PATH */

/*
 * Standard input, descriptors, personality, signals, timers, no_new_privs,
 * /proc/PID/mem, the filter; then execveat of fd. Returns only on failure:
 * prepared says whether it was the exec. Then, with a filter, only launch.h's
 * calls can be made.
 */
void process_start(
    struct process *p, int fd, char **argv, char **envp, bool *prepared);

/* Why p->failed did. */
const char *process_why(const struct process *p);

#endif
