#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char filter_version[] = LOADPIPE_VERSION;

enum { PIPE_BYTES = 1 << 20 };

enum fault_code
filter_open(void)
{
	signal(SIGPIPE, SIG_DFL);
	/* Larger pipes are a wish: a file or a limit refuses. */
	(void)fcntl(STDIN_FILENO, F_SETPIPE_SZ, PIPE_BYTES);
	(void)fcntl(STDOUT_FILENO, F_SETPIPE_SZ, PIPE_BYTES);
	return isatty(STDOUT_FILENO) ? FAULT_TTY : FAULT_NONE;
}

const char *
filter_arguments(int argc, char **argv)
{
	static char text[RECORD_TEXT_MAX + 1];
	size_t n = 0;
	int i;

	for (i = 1; i < argc && n < sizeof text; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
		    i > 1 ? " " : "", argv[i]);
	return text;
}

int
filter_fail(struct message *m, struct writer *out, const struct fault *f,
    const struct message_more *more)
{
	char place[MESSAGE_PLACE], text[MESSAGE_TEXT];
	struct writer_texts t = {{m->tool, fault_name(f->code), place, text}};
	int status = fault_status(f->code);

	message_place(
	    place, sizeof place, f, more != NULL ? more->nearest : NULL);
	message_text(text, sizeof text, f, more);
	message_line(m, fault_name(f->code), text);
	if (f->code != FAULT_WRITE && f->code != FAULT_TTY) {
		(void)writer_stop(out, status, &t);
		(void)writer_close(out);
	}
	return status;
}

static int
fail(struct filter *f, struct fault fault)
{
	struct message_more more = f->more;
	struct source *s = &f->source;

	if (s->img.prog.name_len > 0)
		message_file(
		    &f->message, s->img.prog.name, s->img.prog.name_len);
	if (fault.code == FAULT_WRITE)
		more.why = strerror(f->out.error);
	if (fault.code == FAULT_READ && more.why == NULL)
		more.why = strerror(s->in.error);
	more.nearest = &s->nearest;
	return filter_fail(&f->message, &f->out, &fault, &more);
}

/* A fault of the stage's own: the symbol that names it may be ahead. */
static int
refuse(struct filter *f, struct fault fault)
{
	if (fault.place == AT_ADDRESS)
		source_name(&f->source, fault.at);
	return fail(f, fault);
}

/* The earlier stage has said why: copy its STOP and its status. */
static int
stopped(struct filter *f)
{
	struct texts texts;
	int status = source_stop(&f->source, &texts);

	if (!writer_record(&f->out, &f->source.rec) || !writer_close(&f->out))
		return fail(f, fault_of(FAULT_WRITE));
	return status;
}

static int
finish(struct filter *f)
{
	struct writer_texts t = {
	    {f->message.tool, filter_version, f->checked, f->arguments}};

	if (!writer_statement(&f->out, &t) || !writer_end(&f->out) ||
	    !writer_close(&f->out))
		return fail(f, fault_of(FAULT_WRITE));
	return STATUS_DONE;
}

/* What has been called. */
struct called {
	bool head, end, tail;
};

static struct fault
late(struct filter *f, enum source_event event, struct called *c)
{
	struct source *s = &f->source;

	if (event == SOURCE_RECORD && s->rank == TAKE_START && f->other != NULL)
		return f->other(f);
	if (!c->tail && (event == SOURCE_END || s->rank >= TAKE_STMT)) {
		c->tail = true;
		if (f->tail != NULL)
			return f->tail(f);
	}
	return fault_none();
}

/* What the stage does on the way: head once, then data, then data_end once. */
static struct fault
step(struct filter *f, enum source_event event, struct called *c)
{
	struct source *s = &f->source;
	struct fault fault = fault_none();
	bool changed = false;

	if (s->head && !c->head) {
		c->head = true;
		message_file(
		    &f->message, s->img.prog.name, s->img.prog.name_len);
		if (f->head != NULL)
			fault = f->head(f);
	}
	if (fault.code != FAULT_NONE)
		return fault;
	if (event == SOURCE_RECORD && s->rank == TAKE_PLAN && f->plan != NULL &&
	    f->plan(f, s->rec.payload, s->rec.len))
		record_seal(&s->rec);
	if (event == SOURCE_RECORD && s->rank == TAKE_DATA) {
		if (f->data != NULL)
			fault = f->data(f, s->rec.payload + s->data.at,
			    s->data.n, &changed);
		if (fault.code == FAULT_NONE && changed)
			record_seal(&s->rec);
	} else if (s->head && !c->end &&
	    (event == SOURCE_END || s->rank > TAKE_DATA)) {
		c->end = true;
		if (f->data_end != NULL)
			fault = f->data_end(f);
	}
	return fault.code == FAULT_NONE ? late(f, event, c) : fault;
}

static int
copy(struct filter *f)
{
	struct source *s = &f->source;
	struct called called = {false, false, false};
	enum source_event event;
	struct fault fault;

	for (;;) {
		event = source_next(s);
		if (event == SOURCE_FAULT)
			return fail(f, s->fault);
		if (event == SOURCE_STOP)
			return stopped(f);
		fault = step(f, event, &called);
		if (fault.code != FAULT_NONE)
			return refuse(f, fault);
		if (event == SOURCE_END)
			return finish(f);
		if (!writer_record(&f->out, &s->rec))
			return fail(f, fault_of(FAULT_WRITE));
	}
}

struct filter *
filter_new(const char *tool)
{
	struct message m;
	struct filter *f = message_room(&m, tool, sizeof *f);

	if (f != NULL)
		f->message = m;
	return f;
}

void
filter_free(struct filter *f)
{
	free(f);
}

int
filter_run(struct filter *f)
{
	enum fault_code code = filter_open();
	int status;

	writer_start(&f->out, STDOUT_FILENO);
	source_start(&f->source, STDIN_FILENO);
	status = code == FAULT_NONE ? copy(f) : fail(f, fault_of(code));
	source_free(&f->source);
	return status;
}
