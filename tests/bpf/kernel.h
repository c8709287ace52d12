/*
 * kernel - what the running kernel says of a program.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include "batch.h"

enum { LOG_STATS = 4, LOG_SIZE = 1 << 20 };

struct said {
	bool accepted;
	bool unable; /* nothing was verified: no privilege, no bpf(2) */
	int error;   /* positive */
	char reason[TEXT];
	uint32_t insns, states, peak;
	uint32_t usec; /* "verification time" */
	int fd;	       /* of an accepted program that was to be kept; else -1 */
};

/*
 * Loads a program, alone. level: of the log; LOG_STATS has messages and
 * statistics without the dump of every instruction. keep: leave it open in fd.
 */
void kernel_load(
    const struct prog *p, unsigned level, bool keep, struct said *s);

/* The text of the last log. */
const char *kernel_log(void);

/* Runs it on data; false: the type cannot be run so. */
bool kernel_run(int fd, const void *data, uint32_t len, uint32_t *retval);

const char *kernel_version(void);
/* Is it one whose verdicts the expectations in the tree are? */
bool kernel_is_reference(void);

/* May we load programs at all? unprivileged: without capabilities. */
bool kernel_able(bool unprivileged);

/* The statistics at the end of a log. */
struct log_numbers {
	uint32_t insns, states, peak, usec;
};

void log_read(const char *log, struct log_numbers *n);

/*
 * The first line that says why, of a log of any level: one that is neither an
 * instruction, a state, a source line, nor statistics. Empty: there is none.
 */
void log_reason(const char *log, char reason[TEXT]);

#endif
