/*
 * supervise - runimg as the parent and tracer of the image: sees its forbidden
 * calls, passes signals, stops and the end on.
 *
 * Where the filter kills, the task is looked at as it exits, when the kernel has
 * put its registers back: its death stays the kernel's. Where the filter asks
 * the tracer, the call is let through.
 */
#ifndef SUPERVISE_H
#define SUPERVISE_H

#include "report.h"

struct supervise {
	struct report *report;
	bool trial; /* the filter asks: PINS_TRACE */
	pid_t image;
	int status;  /* the image's, as wait(2) has it */
	bool ended;  /* there is one */
	int stopped; /* the signal that stopped the image, or 0 */
	const char *failed;
	int error;
};

enum supervise_side {
	SUPERVISE_IMAGE,      /* this is the child, to become the image */
	SUPERVISE_SUPERVISOR, /* the child is traced and waits no more */
	SUPERVISE_FAILED      /* failed and error say why */
};

/* Forks. Whatever ends the supervisor from here on ends the image. */
enum supervise_side supervise_fork(struct supervise *s);

/* Until no task of the image is left. All descriptors but standard error, and
   the list's, are closed: the image's are its own. Returns the status to exit with, unless it
   dies by the image's signal. */
int supervise_run(struct supervise *s);

#endif
