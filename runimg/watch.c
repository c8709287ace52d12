#include "watch.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>

#include "supervise.h"

bool
watch_wanted(const struct run *r)
{
	return r->report || r->record != NULL || r->forbidden == PINS_TRACE;
}

static enum watch_side
failed(struct run *r, const char *what, int error)
{
	r->process.failed = what;
	r->process.error = error;
	return WATCH_FAILED;
}

/* The place for the list; no record without the option. */
static const char *
begin_recorder(struct run *r, struct recorder *recorder)
{
	if (r->record == NULL)
		return NULL;
	recorder->path = r->record;
	recorder->message = &r->message;
	recorder->img = &r->compose.source.img;
	recorder_check(recorder);
	return recorder_begin(recorder);
}

static void
describe(const struct run *r, const struct guard *guard, const struct stat *st,
    struct report *report)
{
	report->message = &r->message;
	report->img = &r->compose.source.img;
	report->base = r->compose.base;
	report->guard = guard;
	report->symbols = r->compose.symbols;
	report->dev = st->st_dev;
	report->ino = st->st_ino;
}

static enum watch_side
fork_image(struct run *r, struct report *report, int *status)
{
	struct supervise s;

	s.report = report;
	s.trial = r->forbidden == PINS_TRACE || report->recorder != NULL;
	switch (supervise_fork(&s)) {
	case SUPERVISE_IMAGE:
		/* The file is the other process's. */
		if (report->recorder != NULL)
			output_leave(&report->recorder->out);
		return WATCH_IMAGE;
	case SUPERVISE_FAILED:
		if (report->recorder != NULL)
			recorder_drop(report->recorder);
		return failed(r, s.failed, s.error);
	default:
		*status = supervise_run(&s);
		r->compose.fd = -1;
		return WATCH_OVER;
	}
}

enum watch_side
watch_fork(struct run *r, const struct guard *guard, int *status)
{
	struct report *report = calloc(1, sizeof *report);
	struct recorder recorder = {.path = NULL};
	enum watch_side side;
	const char *why;
	struct stat st;

	if (report == NULL || fstat(r->compose.fd, &st) == -1) {
		free(report);
		return failed(r, "the supervisor", errno);
	}
	describe(r, guard, &st, report);
	why = begin_recorder(r, &recorder);
	if (why != NULL) {
		free(report);
		*status = run_fail(r, fault_of(FAULT_OPEN), r->record, why);
		return WATCH_OVER;
	}
	report->recorder = r->record != NULL ? &recorder : NULL;
	side = fork_image(r, report, status);
	free(report);
	return side;
}
