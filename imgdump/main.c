/* imgdump - show an image stream, of any stage. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump.h"
#include "filter.h"
#include "options.h"

enum { BUFFER = 65536 };

static const struct option longs[] = {
    {"help", no_argument, NULL, 'h'},
    {"hex", required_argument, NULL, 'x'},
    {"json", no_argument, NULL, 'j'},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: imgdump [-hjqvV] [-x TYPE] [FILE]\n"
    "Show the image stream on standard input, or in FILE.\n"
    "  -j       JSON, one object a line for each record\n"
    "  -x TYPE  hex dump of the payloads of the records of that type\n"
    "  -q  no messages   -v  every site, segment and statement\n"
    "  -h  this help     -V  version\n";

struct run {
	struct message message;
	bool json, hex;
	const struct printer *printer;
	const char *path; /* NULL without FILE */
	struct dump dump;
};

static int
fail(const struct run *r, struct fault f, const char *why)
{
	struct message_more more = {r->path, why, NULL};

	if (f.code != FAULT_OPEN)
		more.subject = NULL;
	message_fault(&r->message, &f, &more);
	return fault_status(f.code);
}

static int
unwritten(const struct run *r)
{
	return fail(r, fault_of(FAULT_WRITE), strerror(errno));
}

/* The messages are about FILE, or else about the image once it has a name. */
static void
name_image(struct run *r)
{
	const struct program *p = &r->dump.source.img.prog;

	if (r->path == NULL && r->dump.source.rank == TAKE_PROG)
		message_file(&r->message, p->name, p->name_len);
}

static int
malformed(struct run *r)
{
	const struct source *s = &r->dump.source;
	const char *why = NULL;

	if (s->fault.code == FAULT_READ)
		why = strerror(s->in.error);
	r->printer->cut(&r->dump);
	/* What was printed goes out before the message. */
	if (fclose(r->dump.out) == EOF)
		return unwritten(r);
	return fail(r, s->fault, why);
}

static int
print_all(struct run *r)
{
	struct source *s = &r->dump.source;
	enum source_event event = SOURCE_RECORD;
	struct texts texts;

	while (event == SOURCE_RECORD) {
		event = source_next(s);
		if (event == SOURCE_FAULT)
			return malformed(r);
		name_image(r);
		/* A call's name that had no memory would be printed as '?'. */
		errno = 0;
		r->printer->record(&r->dump);
		if (errno == ENOMEM) {
			(void)fclose(r->dump.out);
			return fail(r, fault_of(FAULT_MEMORY), NULL);
		}
		if (ferror(r->dump.out))
			return unwritten(r);
	}
	if (fclose(r->dump.out) == EOF)
		return unwritten(r);
	return event == SOURCE_STOP ? source_stop(s, &texts) : STATUS_DONE;
}

static int
run(struct run *r)
{
	static char buffer[BUFFER];
	int fd = STDIN_FILENO, status;

	r->printer = &text_printer;
	if (r->json)
		r->printer = &json_printer;
	if (r->hex)
		r->printer = &hex_printer;
	if (r->path != NULL)
		message_file(&r->message, r->path, strlen(r->path));
	/* It returns TTY for a terminal, which is welcome here. */
	(void)filter_open();
	if (r->path != NULL && strcmp(r->path, "-") != 0) {
		fd = open(r->path, O_RDONLY | O_CLOEXEC);
		if (fd == -1)
			return fail(r, fault_of(FAULT_OPEN), strerror(errno));
	}
	r->dump.out = stdout;
	(void)setvbuf(stdout, buffer, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF,
	    sizeof buffer);
	source_start(&r->dump.source, fd);
	status = print_all(r);
	if (r->hex && r->dump.found == 0 && status != STATUS_TROUBLE)
		message_line(&r->message, "NO_RECORD",
		    "no record of that type @-: nothing to print");
	source_free(&r->dump.source);
	if (fd != STDIN_FILENO)
		(void)close(fd);
	return status;
}

static bool
set_type(struct run *r, const char *type)
{
	if (strlen(type) != 4)
		return false;
	r->hex = true;
	r->dump.type = RECORD_TYPE((uint8_t)type[0], (uint8_t)type[1],
	    (uint8_t)type[2], (uint8_t)type[3]);
	return true;
}

static int
options(const struct options *o, int argc, char **argv, struct run *r)
{
	int ch;

	while ((ch = options_next(o, argc, argv)) != -1)
		switch (ch) {
		case 'j':
			r->json = true;
			break;
		case 'q':
			r->message.quiet = true;
			break;
		case 'v':
			r->dump.verbose = true;
			break;
		case 'x':
			if (!set_type(r, optarg))
				return options_wrong(
				    o, "-x takes a type of four characters");
			break;
		default:
			return options_other(o, ch);
		}
	if (r->json && r->hex)
		return options_wrong(o, "-j and -x exclude one another");
	if (argc > optind + 1)
		return options_wrong(o, "one FILE at most");
	return OPTIONS_GO;
}

int
main(int argc, char *argv[])
{
	struct options o = {"imgdump", usage_text, "hjqvVx:", longs};
	struct message m;
	struct run *r = message_room(&m, o.tool, sizeof *r);
	int status;

	if (r == NULL)
		return STATUS_TROUBLE;
	r->message = m;
	status = options(&o, argc, argv, r);
	if (status == OPTIONS_GO) {
		r->path = argv[optind];
		status = run(r);
	}
	free(r);
	return status;
}
