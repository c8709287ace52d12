/*
 * start - what runimg does at last with a composed image: runs it under its
 * filter, or prints the filter.
 */
#ifndef START_H
#define START_H

#include "compose.h"
#include "message.h"
#include "process.h"

struct run {
	struct message message;
	bool verbose, check, print, raw, no_filter, no_env, report;
	uint32_t forbidden; /* the filter's answer */
	const char *stream, *output, *argv0, *record;
	struct process process;
	struct compose compose;
};

/* main.c's: a message about the image, and the status that goes with it. */
int run_fail(
    struct run *r, struct fault f, const char *subject, const char *why);

/* Becomes the image, or its supervisor; returns the status of a failure, or of
   a supervised image. */
int start_image(struct run *r, int argc, char **argv, char **envp);
/* The filter on standard output, without runimg's own calls: their arguments
   are known only in a run. */
int start_print(struct run *r);

#endif
