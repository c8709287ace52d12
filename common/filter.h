/*
 * filter - the frame of a stage between two pipes: reads an image stream on
 * standard input, copies it to standard output with what the stage changes,
 * adds the stage's statement, and turns any failure into one message, a STOP
 * and an exit status.
 */
#ifndef FILTER_H
#define FILTER_H

#include "message.h"
#include "source.h"
#include "writer.h"

struct filter {
	struct message message;
	bool verbose;
	const char *checked;   /* the statement's third text */
	const char *arguments; /* and its fourth */
	/* What the stage does; NULL for nothing. own is the stage's. */
	void *own;
	/* Changes a PLAN record's payload b[0 .. n) in place; true if it did. */
	bool (*plan)(struct filter *f, uint8_t *b, size_t n);
	struct fault (*head)(struct filter *f);
	struct fault (*data)(
	    struct filter *f, uint8_t *d, size_t n, bool *changed);
	struct fault (*data_end)(struct filter *f);
	/* A record of a type that the reader does not know. */
	struct fault (*other)(struct filter *f);
	/* Before the first statement, or END: records of its own to f->out. */
	struct fault (*tail)(struct filter *f);
	struct message_more more; /* what a failing hook adds to the message */
	struct source source;
	struct writer out;
};

/*
 * A filter with nothing set but the tool's name; NULL after a MEMORY message.
 * Fields up to tail are the caller's to set before filter_run.
 */
struct filter *filter_new(const char *tool);
int filter_run(struct filter *f);
void filter_free(struct filter *f);

/* What every main does first: SIGPIPE ends the process quietly, big pipes;
   FAULT_TTY if standard output is a terminal. */
enum fault_code filter_open(void);

/* Statement and version text of all tools. */
extern const char filter_version[];

/* The arguments of a command joined by spaces, for a statement; static. */
const char *filter_arguments(int argc, char **argv);

/*
 * One message and STOP for a failure before or outside filter_run; returns
 * the status. out may have begun.
 */
int filter_fail(struct message *m, struct writer *out, const struct fault *f,
    const struct message_more *more);

#endif
