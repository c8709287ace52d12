/* runimg - run a patched image, or write it as an ELF file. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "filter.h"
#include "imagefile.h"
#include "options.h"
#include "start.h"
#include "watch.h"

enum { STATUS_RUN_TROUBLE = 125, STATUS_RUN_REFUSED = 126 };
enum {
	OPTION_CHECK = 256,
	OPTION_KEEP,
	OPTION_PRINT,
	OPTION_NO_FILTER,
	OPTION_NO_PROC_MEM,
	OPTION_KILL,
	OPTION_RECORD,
	OPTION_REPORT
};

static const struct option longs[] = {
    {"argv0", required_argument, NULL, 'a'},
    {"check", no_argument, NULL, OPTION_CHECK},
    {"clear-env", no_argument, NULL, 'E'},
    {"help", no_argument, NULL, 'h'},
    {"input", required_argument, NULL, 'i'},
    {"keep-fd", required_argument, NULL, OPTION_KEEP},
    {"kill", required_argument, NULL, OPTION_KILL},
    {"no-filter", no_argument, NULL, OPTION_NO_FILTER},
    {"no-proc-mem", no_argument, NULL, OPTION_NO_PROC_MEM},
    {"output", required_argument, NULL, 'o'},
    {"print-filter", no_argument, NULL, OPTION_PRINT},
    {"quiet", no_argument, NULL, 'q'},
    {"record", required_argument, NULL, OPTION_RECORD},
    {"report", no_argument, NULL, OPTION_REPORT},
    {"stream", required_argument, NULL, 's'},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {"raw", no_argument, NULL, 'x'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: runimg [-EhqvV] [-s STREAM] [-i FILE] [-a ARGV0] [--keep-fd N]\n"
    "           [--kill=WHAT] [--report] [--no-filter] [--no-proc-mem]\n"
    "           [--record FILE] [--] [ARG...]\n"
    "       runimg [-hqvV] [-s STREAM] --check | -o FILE | --print-filter "
    "[-x]\n"
    "Compose the image, seal it, check it, run it.\n"
    "  -s STREAM    read the stream from a file or /dev/fd/N; the image gets\n"
    "               this standard input (else /dev/null)\n"
    "  -i FILE      the image's standard input\n"
    "  -a ARGV0     its name for itself (default: the file's base name)\n"
    "  -E           an empty environment\n"
    "  --keep-fd N  leave descriptor N open for it\n"
    "  --check      do everything but run it\n"
    "  -o FILE      write it as an ELF file instead, as linked\n"
    "  --kill=WHAT  a forbidden call ends the process, the thread, gets an\n"
    "               errno, or is reported and made (process, thread, errno, "
    "log)\n"
    "  --report     say which forbidden call it was that ended one\n"
    "  --record FILE  allow every call, and write those that it made as a "
    "list\n"
    "  --no-filter  run without the kernel's filter\n"
    "  --no-proc-mem  nothing in procfs can be written to\n"
    "  --print-filter  the plan as a seccomp filter, as text; -x: raw\n"
    "  -q  no messages   -v  say what is done\n"
    "  -h  this help     -V  version\n";

static int
own_status(int status)
{
	return status == STATUS_REFUSED ? STATUS_RUN_REFUSED
					: STATUS_RUN_TROUBLE;
}

/* Messages are about the image, once its name is known. */
static void
name_messages(struct run *r)
{
	const struct program *prog = &r->compose.source.img.prog;

	if (prog->name_len > 0)
		message_file(&r->message, prog->name, prog->name_len);
}

int
run_fail(struct run *r, struct fault f, const char *subject, const char *why)
{
	struct message_more more = {subject, why, &r->compose.source.nearest};

	name_messages(r);
	message_fault(&r->message, &f, &more);
	return own_status(fault_status(f.code));
}

/* Whoever wrote the STOP has said why, unless that was in another command. */
static int
stopped(struct run *r)
{
	struct texts t;
	int status = source_stop(&r->compose.source, &t);
	char text[MESSAGE_TEXT], tool[64], code[64], what[512];

	if (r->stream != NULL) {
		name_messages(r);
		message_escape(tool, sizeof tool, t.text[0], t.len[0]);
		message_escape(code, sizeof code, t.text[1], t.len[1]);
		message_escape(what, sizeof what, t.text[3], t.len[3]);
		snprintf(text, sizeof text, "%s: %s: %s", tool, code, what);
		message_line(&r->message, "STOP", text);
	}
	return own_status(status);
}

/* Program headers that do not reach the composed file, one a line. */
static void
say_dropped(const struct run *r)
{
	const struct layout *l = &r->compose.layout;
	const struct image *img = &r->compose.source.img;
	char text[96];
	size_t i;

	/* A moved image sees its own table. */
	if (l->front != 0)
		return;
	for (i = 0; i < img->prog.phnum; i++) {
		const struct phdr *p = &img->phdrs[i];

		if (p->type == PHDR_NULL || l->table[i].type != PHDR_NULL)
			continue;
		snprintf(text, sizeof text, "program header %zu, type 0x%x, %s",
		    i, (unsigned)p->type,
		    p->type != PHDR_LOAD ? "is not passed on"
			: p->memsz == 0	 ? "has no memory"
					 : "joins the load before it");
		message_line(&r->message, "DROPPED", text);
	}
}

static void
say(struct run *r)
{
	const struct layout *l = &r->compose.layout;
	char text[160];

	name_messages(r);
	if (!r->verbose)
		return;
	say_dropped(r);
	snprintf(text, sizeof text,
	    "%zu loads, %llu bytes sealed, every call instruction is an "
	    "allowed site's",
	    l->nloads, (unsigned long long)l->size);
	message_line(&r->message, "CHECKED", text);
}

static int
finish(struct run *r, int argc, char **argv, char **envp)
{
	struct fault f;

	say(r);
	if (r->output != NULL &&
	    !imagefile_write(
		r->compose.fd, r->compose.layout.size, r->output)) {
		f = fault_of(FAULT_WRITE);
		return run_fail(r, f, r->output, strerror(errno));
	}
	if (r->output != NULL)
		message_line(&r->message, "WRITTEN",
		    "numbers are pinned in the slots; address and argument "
		    "pins are not in the file");
	if (r->print)
		return start_print(r);
	if (r->output != NULL || r->check)
		return STATUS_DONE;
	return start_image(r, argc, argv, envp);
}

/* The descriptor the stream comes from, or -1. */
static int
open_stream(struct run *r)
{
	if (r->stream == NULL) {
		(void)fcntl(STDIN_FILENO, F_SETPIPE_SZ, 1 << 20);
		if (r->process.input == NULL)
			r->process.input = "/dev/null";
		return STDIN_FILENO;
	}
	return open(r->stream, O_RDONLY | O_CLOEXEC);
}

static int
run(struct run *r, int argc, char **argv, char **envp)
{
	struct compose *c = &r->compose;
	struct fault f = fault_none();
	int from, status;

	c->fd = -1;
	c->host = r->output == NULL && !r->check && !r->print;
	c->as_linked = r->output != NULL;
	c->filtered = r->output == NULL && !r->no_filter;
	if (r->stream != NULL)
		message_file(&r->message, r->stream, strlen(r->stream));
	from = open_stream(r);
	if (from == -1)
		return run_fail(
		    r, fault_of(FAULT_OPEN), r->stream, strerror(errno));
	if (c->host && watch_wanted(r)) {
		c->symbols = symtab_new();
		if (c->symbols == NULL)
			return run_fail(r, fault_of(FAULT_MEMORY), NULL, NULL);
	}
	switch (compose_run(c, from, r->argv0, &f)) {
	case COMPOSE_DONE:
		status = finish(r, argc, argv, envp);
		break;
	case COMPOSE_STOP:
		status = stopped(r);
		break;
	default:
		status = run_fail(r, f, NULL,
		    f.code == FAULT_READ || f.code == FAULT_SEAL
			? strerror(c->error)
			: NULL);
	}
	compose_free(c);
	return status;
}

static bool
keep(struct process *p, const char *text)
{
	uint64_t n;

	if (!options_size(text, &n) || n < 3 || n > 1 << 20 ||
	    p->nkeep == PROCESS_KEEP || fcntl((int)n, F_GETFD) == -1)
		return false;
	p->keep[p->nkeep++] = (int)n;
	return true;
}

static bool
kill_with(struct run *r, const char *text)
{
	if (strcmp(text, "process") == 0)
		r->forbidden = PINS_KILL;
	else if (strcmp(text, "thread") == 0)
		r->forbidden = PINS_THREAD;
	else if (strcmp(text, "errno") == 0)
		r->forbidden = PINS_EPERM;
	else if (strcmp(text, "log") == 0)
		r->forbidden = PINS_TRACE;
	else
		return false;
	return true;
}

static int
wrong(const struct options *o, const char *why)
{
	(void)options_wrong(o, why);
	return STATUS_RUN_TROUBLE;
}

/* Options that make no sense together. */
static int
combined(const struct options *o, const struct run *r, bool arguments)
{
	if ((r->check ? 1 : 0) + (r->output != NULL ? 1 : 0) +
		(r->print ? 1 : 0) >
	    1)
		return wrong(
		    o, "--check, -o and --print-filter exclude one another");
	if (r->no_filter && (r->check || r->output != NULL || r->print))
		return wrong(o, "--no-filter is for a run");
	if (r->process.no_proc_mem &&
	    (r->check || r->output != NULL || r->print))
		return wrong(o, "--no-proc-mem is for a run");
	if (watch_wanted(r) && r->record == NULL &&
	    (r->no_filter || r->message.quiet))
		return wrong(
		    o, "--report and --kill=log exclude --no-filter and -q");
	if (r->report && r->forbidden == PINS_EPERM)
		return wrong(
		    o, "with --kill=errno no call ends anything to --report");
	if (r->report && (r->check || r->output != NULL || r->print))
		return wrong(o, "--report is for a run");
	if (r->record != NULL &&
	    (r->check || r->output != NULL || r->print || r->no_filter ||
		r->report || r->forbidden != PINS_KILL))
		return wrong(o,
		    "--record is for a run with neither --kill nor --report "
		    "nor --no-filter");
	if (r->raw && !r->print)
		return wrong(o, "-x goes with --print-filter");
	if ((r->check || r->output != NULL || r->print) &&
	    (r->process.input != NULL || arguments))
		return wrong(o,
		    "with --check, -o or --print-filter nothing runs, so there "
		    "is no input and no argument");
	return OPTIONS_GO;
}

static int
options(const struct options *o, int argc, char **argv, struct run *r)
{
	int ch;

	while ((ch = options_next(o, argc, argv)) != -1)
		switch (ch) {
		case OPTION_CHECK:
			r->check = true;
			break;
		case OPTION_KEEP:
			if (!keep(&r->process, optarg))
				return wrong(o,
				    "--keep-fd takes an open "
				    "descriptor from 3 up");
			break;
		case OPTION_NO_FILTER:
			r->no_filter = true;
			break;
		case OPTION_NO_PROC_MEM:
			r->process.no_proc_mem = true;
			break;
		case OPTION_KILL:
			if (!kill_with(r, optarg))
				return wrong(o,
				    "--kill takes process, thread, errno or "
				    "log");
			break;
		case OPTION_RECORD:
			r->record = optarg;
			break;
		case OPTION_REPORT:
			r->report = true;
			break;
		case OPTION_PRINT:
			r->print = true;
			break;
		case 'a':
			r->argv0 = optarg;
			break;
		case 'E':
			r->no_env = true;
			break;
		case 'i':
			r->process.input = optarg;
			break;
		case 'o':
			r->output = optarg;
			break;
		case 'q':
			r->message.quiet = true;
			break;
		case 's':
			r->stream = optarg;
			break;
		case 'v':
			r->verbose = true;
			break;
		case 'x':
			r->raw = true;
			break;
		default:
			ch = options_other(o, ch);
			return ch == STATUS_DONE ? ch : STATUS_RUN_TROUBLE;
		}
	return combined(o, r, argc > optind);
}

int
main(int argc, char *argv[], char *envp[])
{
	/* '+': what follows the first argument is the image's. */
	struct options o = {"runimg", usage_text, "+a:Ehi:o:qs:vVx", longs};
	struct message m;
	struct run *r = message_room(&m, o.tool, sizeof *r);
	int status;

	if (r == NULL)
		return STATUS_RUN_TROUBLE;
	r->message = m;
	r->forbidden = PINS_KILL;
	if (!options_descriptors(&o))
		status = STATUS_RUN_TROUBLE;
	else
		status = options(&o, argc, argv, r);
	if (status == OPTIONS_GO)
		status = run(r, argc - optind, argv + optind, envp);
	free(r);
	return status;
}
