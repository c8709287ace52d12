#include "watch.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>

#include "supervise.h"

bool
watch_wanted(const struct run *r)
{
	return r->report || r->forbidden == PINS_TRACE;
}

static enum watch_side
failed(struct run *r, const char *what, int error)
{
	r->process.failed = what;
	r->process.error = error;
	return WATCH_FAILED;
}

enum watch_side
watch_fork(struct run *r, const struct guard *guard, int *status)
{
	struct report *report = calloc(1, sizeof *report);
	struct supervise s;
	struct stat st;

	if (report == NULL || fstat(r->compose.fd, &st) == -1) {
		free(report);
		return failed(r, "the supervisor", errno);
	}
	report->message = &r->message;
	report->img = &r->compose.source.img;
	report->base = r->compose.base;
	report->guard = guard;
	report->symbols = r->compose.symbols;
	report->dev = st.st_dev;
	report->ino = st.st_ino;
	s.report = report;
	s.trial = r->forbidden == PINS_TRACE;
	switch (supervise_fork(&s)) {
	case SUPERVISE_IMAGE:
		free(report);
		return WATCH_IMAGE;
	case SUPERVISE_FAILED:
		free(report);
		return failed(r, s.failed, s.error);
	default:
		*status = supervise_run(&s);
		r->compose.fd = -1;
		free(report);
		return WATCH_OVER;
	}
}
