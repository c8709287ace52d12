/*
 * watch - a run under a supervisor: --report, --kill=log.
 */
#ifndef WATCH_H
#define WATCH_H

#include "start.h"

enum watch_side {
	WATCH_IMAGE, /* this is the process that becomes the image */
	WATCH_OVER,  /* the image has ended; status is the one to exit with */
	WATCH_FAILED /* r->process says what */
};

bool watch_wanted(const struct run *r);
enum watch_side watch_fork(
    struct run *r, const struct guard *guard, int *status);

#endif
