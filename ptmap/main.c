/* ptmap - page tables for an image stream, or for a list of commands. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "draw.h"
#include "fdio.h"
#include "filter.h"
#include "letters.h"
#include "options.h"
#include "output.h"
#include "tablestage.h"

enum {
	OPTION_ARCH = 256,
	OPTION_LEVELS,
	OPTION_GRANULE,
	OPTION_BASE,
	OPTION_RANGE,
	OPTION_LARGEST,
	OPTION_TABLES,
	OPTION_STAGE2,
	OPTION_SVPBMT,
	OPTION_BBM2,
	OPTION_UPPER,
	OPTION_ALONE,
	OPTION_COMMANDS,
	OPTION_PRINT,
	OPTION_SVG
};

static const struct option longs[] = {
    {"alone", no_argument, NULL, OPTION_ALONE},
    {"arch", required_argument, NULL, OPTION_ARCH},
    {"bbm2", no_argument, NULL, OPTION_BBM2},
    {"commands", required_argument, NULL, OPTION_COMMANDS},
    {"granule", required_argument, NULL, OPTION_GRANULE},
    {"help", no_argument, NULL, 'h'},
    {"json", no_argument, NULL, 'j'},
    {"largest", required_argument, NULL, OPTION_LARGEST},
    {"levels", required_argument, NULL, OPTION_LEVELS},
    {"output", required_argument, NULL, 'o'},
    {"phys-base", required_argument, NULL, OPTION_BASE},
    {"phys-range", required_argument, NULL, OPTION_RANGE},
    {"print", no_argument, NULL, OPTION_PRINT},
    {"quiet", no_argument, NULL, 'q'},
    {"stage2", no_argument, NULL, OPTION_STAGE2},
    {"svg", required_argument, NULL, OPTION_SVG},
    {"svpbmt", no_argument, NULL, OPTION_SVPBMT},
    {"tables", required_argument, NULL, OPTION_TABLES},
    {"upper", no_argument, NULL, OPTION_UPPER},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: ptmap [OPTIONS] < STREAM > STREAM\n"
    "       ptmap --commands FILE|- [OPTIONS]\n"
    "Build page tables for an image, or as the commands say: map VA PA LENGTH\n"
    "ATTRS, frame VA PA SIZE ATTRS, unmap VA [LENGTH], protect VA LENGTH "
    "ATTRS,\n"
    "query VA, walk. ATTRS: r w x, u user, d device, g global, A accessed,\n"
    "D dirty.\n"
    "  --arch A        x86_64, aarch64, riscv64; default: the image's, or "
    "x86_64\n"
    "  --levels N      x86_64: 4, 5; riscv64: 3, 4, 5\n"
    "  --granule G     aarch64: 4K, 16K, 64K\n"
    "  --stage2        aarch64   --upper  aarch64: TTBR1's half\n"
    "  --svpbmt        riscv64: memory types   --bbm2  aarch64: FEAT_BBM 2\n"
    "  --phys-base P   where the image's pages lie, then the tables; with\n"
    "                  commands, the tables\n"
    "  --phys-range P:END   what may be mapped   --alone  no frame twice\n"
    "  --largest SIZE  no larger frames   --tables N  no more tables\n"
    "  -o FILE         the tables as they are to lie at --phys-base\n"
    "  --print         the tree, as text   -j  as JSON   --svg FILE  a "
    "picture\n"
    "  -q  no answers  -v  flushes and retired frames too\n"
    "  -h  this help   -V  version\n";

struct settings {
	struct space_shape shape;
	const char *commands, *output, *svg;
	bool print, json, quiet, verbose;
};

static int
number(const struct options *o, const char *text, uint64_t least, uint64_t most,
    uint64_t *n)
{
	if (letters_number(text, n) && *n >= least && *n <= most)
		return OPTIONS_GO;
	return options_wrong(o, "a number that cannot be");
}

static int
range(const struct options *o, char *text, struct space_shape *s)
{
	char *colon = strchr(text, ':');

	if (colon == NULL)
		return options_wrong(o, "a range is P:END");
	*colon = '\0';
	if (!letters_number(text, &s->pa_first) ||
	    !letters_number(colon + 1, &s->pa_end) || s->pa_first >= s->pa_end)
		return options_wrong(o, "a range is P:END, and not empty");
	*colon = ':';
	return OPTIONS_GO;
}

static bool
flag(int ch, struct settings *s)
{
	switch (ch) {
	case OPTION_STAGE2:
		return s->shape.stage2 = true;
	case OPTION_SVPBMT:
		return s->shape.svpbmt = true;
	case OPTION_BBM2:
		return s->shape.bbm2 = true;
	case OPTION_UPPER:
		return s->shape.upper = true;
	case OPTION_ALONE:
		return s->shape.alone = true;
	case OPTION_PRINT:
		return s->print = true;
	case 'j':
		return s->json = true;
	case 'q':
		return s->quiet = true;
	case 'v':
		return s->verbose = true;
	default:
		return false;
	}
}

static int
option(const struct options *o, int ch, struct settings *s)
{
	struct space_shape *shape = &s->shape;

	switch (ch) {
	case OPTION_ARCH:
		shape->arch = optarg;
		return OPTIONS_GO;
	case OPTION_LEVELS:
		return number(o, optarg, 3, 5, &shape->levels);
	case OPTION_GRANULE:
		return number(o, optarg, 4096, 65536, &shape->granule);
	case OPTION_BASE:
		return number(o, optarg, 0, UINT64_MAX, &shape->base);
	case OPTION_RANGE:
		return range(o, optarg, shape);
	case OPTION_LARGEST:
		return number(o, optarg, 4096, UINT64_MAX, &shape->largest);
	case OPTION_TABLES:
		return number(o, optarg, 1, SPACE_TABLES_MAX, &shape->tables);
	case OPTION_COMMANDS:
		s->commands = optarg;
		return OPTIONS_GO;
	case OPTION_SVG:
		s->svg = optarg;
		return OPTIONS_GO;
	case 'o':
		s->output = optarg;
		return OPTIONS_GO;
	default:
		return flag(ch, s) ? OPTIONS_GO : options_other(o, ch);
	}
}

static int
options(const struct options *o, int argc, char **argv, struct settings *s)
{
	int ch, status;

	while ((ch = options_next(o, argc, argv)) != -1) {
		status = option(o, ch, s);
		if (status != OPTIONS_GO)
			return status;
	}
	if (argc != optind)
		return options_wrong(o, "no argument is taken");
	if (s->commands == NULL && (s->print || s->json || s->shape.alone))
		return options_wrong(
		    o, "--print, --json and --alone go with --commands");
	return OPTIONS_GO;
}

static int
trouble(
    struct message *m, enum fault_code code, const char *file, const char *why)
{
	struct message_more more = {file, why, NULL};
	struct fault f = fault_of(code);
	char text[MESSAGE_TEXT];

	message_text(text, sizeof text, &f, &more);
	message_line(m, fault_name(code), text);
	return STATUS_TROUBLE;
}

/* A file that is whole or as it was. */
static int
write_file(struct message *m, const char *name, const struct space *s,
    int (*write)(int fd, const struct space *s))
{
	struct output out;

	if (!output_begin(&out, name))
		return trouble(m, FAULT_OPEN, name, strerror(errno));
	errno = write(out.fd, s);
	if (errno == 0 && output_end(&out, 0666))
		return STATUS_DONE;
	if (out.fd != -1)
		output_drop(&out);
	return trouble(m, FAULT_WRITE, name, strerror(errno));
}

static int
write_tables(int fd, const struct space *s)
{
	return fdio_write(fd, (const uint8_t *)s->tables,
	    (size_t)(space_used(s) * s->table_bytes));
}

static int
write_svg(int fd, const struct space *s)
{
	int copy = dup(fd), error = 0;
	FILE *out = copy < 0 ? NULL : fdopen(copy, "w");

	if (out == NULL)
		return errno;
	draw_svg(s, out);
	if (fflush(out) != 0 || ferror(out))
		error = errno != 0 ? errno : EIO;
	if (fclose(out) != 0 && error == 0)
		error = errno;
	return error;
}

static int
outputs(struct message *m, const struct settings *set, const struct space *s)
{
	int status = STATUS_DONE;

	if (set->print)
		draw_text(s, stdout);
	if (set->json)
		draw_json(s, stdout);
	if (set->output != NULL)
		status = write_file(m, set->output, s, write_tables);
	if (set->svg != NULL && status == STATUS_DONE)
		status = write_file(m, set->svg, s, write_svg);
	return status;
}

static int
run(struct message *m, const struct settings *set)
{
	FILE *in = stdin, *answers = stdout;
	const char *why;
	struct space s;
	bool malformed, done;
	int status;

	if (strcmp(set->commands, "-") != 0)
		in = fopen(set->commands, "re");
	if (in == NULL)
		return trouble(m, FAULT_OPEN, set->commands, strerror(errno));
	if (set->quiet)
		answers = fopen("/dev/null", "we");
	if (answers == NULL)
		return trouble(m, FAULT_OPEN, "/dev/null", strerror(errno));
	if (!space_new(&s, &set->shape, set->verbose ? &commands_hooks : NULL,
		&answers, &why))
		return trouble(
		    m, why == NULL ? FAULT_MEMORY : FAULT_USAGE, NULL, why);
	done = commands_run(&s, in, answers, &malformed);
	status = malformed ? STATUS_TROUBLE
	    : done	   ? STATUS_DONE
			   : STATUS_REFUSED;
	if (ferror(in))
		status = trouble(m, FAULT_READ, set->commands, NULL);
	else if (outputs(m, set, &s) != STATUS_DONE)
		status = STATUS_TROUBLE;
	space_free(&s);
	if (fflush(stdout) != 0 || ferror(stdout) || close(STDOUT_FILENO) != 0)
		status = trouble(m, FAULT_WRITE, NULL, strerror(errno));
	return status;
}

/* Between two pipes. What is asked for beside the stream is written after it:
   if that fails, the stream is whole all the same. */
static int
filter(const struct settings *set, int argc, char **argv)
{
	struct filter *f = filter_new("ptmap");
	struct message m;
	struct stage *s =
	    f == NULL ? NULL : message_room(&m, "ptmap", sizeof *s);
	int status;

	if (f == NULL || s == NULL) {
		filter_free(f);
		free(s);
		return STATUS_TROUBLE;
	}
	s->shape = set->shape;
	f->message.quiet = set->quiet;
	f->verbose = set->verbose;
	f->checked = "page tables for every page of the image, a frame each";
	f->arguments = filter_arguments(argc, argv);
	f->own = s;
	stage_hooks(f);
	status = filter_run(f);
	if (status == STATUS_DONE)
		status = outputs(&f->message, set, &s->space);
	if (s->made)
		space_free(&s->space);
	filter_free(f);
	free(s);
	return status;
}

int
main(int argc, char *argv[])
{
	struct options o = {"ptmap", usage_text, "hjo:qvV", longs};
	struct settings set = {.shape = {.tables = SPACE_TABLES}};
	struct message m;
	int status;

	if (!options_descriptors(&o))
		return STATUS_TROUBLE;
	message_start(&m, o.tool);
	status = options(&o, argc, argv, &set);
	if (status != OPTIONS_GO)
		return status;
	if (set.commands == NULL)
		return filter(&set, argc, argv);
	if (set.shape.arch == NULL)
		set.shape.arch = "x86_64";
	return run(&m, &set);
}
