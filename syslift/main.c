/* syslift - turn the system calls of any program into sites. */
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "stage.h"

enum { OPTION_DENY = 256 };

static const struct option longs[] = {
    {"deny", required_argument, NULL, OPTION_DENY},
    {"help", no_argument, NULL, 'h'},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: syslift [-hqvV] [--deny=enosys|trap] < STREAM > STREAM\n"
    "Find the call instructions of an image and make each a site.\n"
    "  --deny=enosys  calls that are not allowed fail with ENOSYS (default)\n"
    "  --deny=trap    those whose number is not in the bytes before end the\n"
    "                 program\n"
    "  -q  no messages   -v  say what was found\n"
    "  -h  this help     -V  version\n";

static bool
deny(struct stage *s, const char *word)
{
	bool trap = strcmp(word, "trap") == 0;

	s->deny = trap ? LIFT_TRAP : LIFT_ENOSYS;
	return trap || strcmp(word, "enosys") == 0;
}

static int
options(const struct options *o, int argc, char **argv, struct stage *s)
{
	int ch;

	while ((ch = options_next(o, argc, argv)) != -1)
		switch (ch) {
		case OPTION_DENY:
			if (!deny(s, optarg))
				return options_wrong(
				    o, "--deny takes enosys or trap");
			break;
		case 'q':
			s->filter->message.quiet = true;
			break;
		case 'v':
			s->filter->verbose = true;
			break;
		default:
			return options_other(o, ch);
		}
	if (argc != optind)
		return options_wrong(o, "no argument is taken");
	return OPTIONS_GO;
}

int
main(int argc, char *argv[])
{
	struct options o = {"syslift", usage_text, "hqvV", longs};
	struct filter *f = filter_new(o.tool);
	struct message m;
	struct stage *s =
	    f != NULL ? message_room(&m, o.tool, sizeof *s) : NULL;
	int status = STATUS_TROUBLE;

	if (s != NULL && options_descriptors(&o)) {
		s->filter = f;
		f->checked = "every call instruction and every byte pattern "
			     "of one is a site";
		f->arguments = filter_arguments(argc, argv);
		status = options(&o, argc, argv, s);
		if (status == OPTIONS_GO)
			status = stage_run(s);
	}
	free(s);
	filter_free(f);
	return status;
}
