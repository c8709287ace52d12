/* allowplan - decide for every site whether it may make its call. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "callname.h"
#include "filter.h"
#include "list.h"
#include "options.h"
#include "warn.h"
#include "widen.h"
#include "write.h"

enum {
	OPTION_ALL = 256,
	OPTION_UNKNOWN,
	OPTION_EXEC,
	OPTION_STRICT,
	FILE_MAX = 1 << 20
};

struct allow {
	bool all, but; /* --all; -d: everything but the list */
	bool unknown;  /* a site may have a number nobody knows */
	bool exec;     /* executable memory */
	bool strict;
	const char *path; /* -f */
	const char *text;
	char *file; /* what -f read: text, to be freed */
	size_t len;
	struct plan_list list;
	uint8_t record[RECORD_MAX];
	struct list_word word;	    /* the one at fault, */
	char why[CALLNAME_NEAREST]; /* and what it may have meant */
};

static const struct option longs[] = {
    {"all", no_argument, NULL, OPTION_ALL},
    {"allow-exec-memory", no_argument, NULL, OPTION_EXEC},
    {"deny", required_argument, NULL, 'd'},
    {"file", required_argument, NULL, 'f'},
    {"help", no_argument, NULL, 'h'},
    {"quiet", no_argument, NULL, 'q'},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"unknown", required_argument, NULL, OPTION_UNKNOWN},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: allowplan [-hqvV] [--strict] [--unknown=allowed]\n"
    "           [--allow-exec-memory] LIST | -d LIST | -f FILE | --all\n"
    "           < STREAM > STREAM\n"
    "Allow the system calls in LIST, numbers and names separated by commas.\n"
    "  -d LIST  allow all but those in LIST\n"
    "  -f FILE  the list, one a line, # begins a comment\n"
    "  --all    allow every recorded call\n"
    "  --strict  refuse a plan that allows a call that can leave it, instead\n"
    "           of a warning\n"
    "  --allow-exec-memory  the filter lets calls ask for executable memory\n"
    "  --unknown=allowed  a site whose number nobody knows may issue what is\n"
    "           allowed; the kernel's filter holds it\n"
    "  -q  no messages   -v  one line for each site\n"
    "  -h  this help     -V  version\n";

static struct fault
file_fault(struct filter *f, const struct allow *a, enum fault_code code,
    const char *why)
{
	f->more.subject = a->path;
	f->more.why = why;
	return fault_of(code);
}

/* The whole of -f's file, of bounded size. */
static struct fault
read_file(struct filter *f, struct allow *a)
{
	struct fault fault = fault_none();
	ssize_t n = 1;
	int fd;

	a->file = malloc(FILE_MAX);
	a->text = a->file;
	if (a->file == NULL)
		return fault_of(FAULT_MEMORY);
	fd = open(a->path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return file_fault(f, a, FAULT_OPEN, strerror(errno));
	while (n > 0 && a->len < FILE_MAX) {
		n = read(fd, a->file + a->len, FILE_MAX - a->len);
		if (n > 0)
			a->len += (size_t)n;
	}
	if (n == -1)
		fault = file_fault(f, a, FAULT_READ, strerror(errno));
	else if (a->len == FILE_MAX)
		fault =
		    file_fault(f, a, FAULT_LIST, "a list has less than 1 MiB");
	(void)close(fd);
	return fault;
}

static struct fault
add_word(struct allow *a, const struct arch *arch, const struct list_word *w)
{
	uint32_t number;

	if (w->number && w->value >= ARCH_NUMBERS)
		return fault_at(FAULT_CALL_NUMBER, AT_LINE, w->line);
	if (w->number)
		number = (uint32_t)w->value;
	else if (!callname_number(arch, w->text, &number))
		return fault_at(FAULT_CALL_NAME, AT_LINE, w->line);
	a->list.allowed[number] = a->but ? 0 : 1;
	return fault_none();
}

/* Names mean numbers once the image's machine is known. */
static struct fault
read_list(struct filter *f, struct allow *a)
{
	const struct arch *arch = f->source.img.arch;
	bool more = true;
	struct fault fault;
	struct list l;

	memset(a->list.allowed, a->all || a->but, sizeof a->list.allowed);
	list_start(
	    &l, a->text, a->len, a->path != NULL ? LIST_LINES : LIST_COMMAS);
	while (more) {
		fault = list_next(&l, &a->word, &more);
		if (fault.code == FAULT_NONE && more)
			fault = add_word(a, arch, &a->word);
		if (fault.code == FAULT_NONE)
			continue;
		if (a->path == NULL)
			fault.place = AT_NOTHING;
		f->more.subject = a->word.text;
		if (fault.code == FAULT_CALL_NAME) {
			callname_nearest(
			    arch, a->word.text, a->why, sizeof a->why);
			f->more.why = a->why;
		}
		return fault;
	}
	return fault_none();
}

static void
print_args(const struct site *s, char *to, size_t size)
{
	size_t i, n = 0;

	to[0] = '\0';
	for (i = 0; i < SITE_ARGS && n < size; i++)
		if (((s->known >> (i + 1)) & 1) != 0)
			n += (size_t)snprintf(to + n, size - n,
			    "%sarg%zu=0x%llx", n > 0 ? " " : "", i + 1,
			    (unsigned long long)s->args[i]);
}

static void
print_plan(const struct filter *f)
{
	static const char *const holder[] = {
	    "", ", held by its bytes", ", held by the filter"};
	const struct image *img = &f->source.img;
	char args[256], name[CALLNAME_MAX], text[512];
	size_t i;

	for (i = 0; i < img->nplan; i++) {
		const struct decision *d = &img->plan[i];

		print_args(&img->sites[i], args, sizeof args);
		if (d->numbers == NUMBERS_ONE)
			callname_name(img->arch, d->number, name, sizeof name);
		else
			strcpy(name, "several");
		snprintf(text, sizeof text, "0x%llx %u %s %s%s%s%s%s",
		    (unsigned long long)d->vaddr,
		    d->numbers == NUMBERS_ONE ? d->number : 0, name,
		    d->decision == DECISION_ALLOW ? "allowed" : "denied",
		    holder[d->holder],
		    d->exec != 0 ? ", executable memory" : "",
		    args[0] != '\0' ? ", " : "", args);
		message_line(&f->message, "PLAN", text);
	}
}

/* The plan for sites of which those that nobody knows may issue any number. The
   stream's own tables stay: they are copied through. */
static struct fault
decide_wide(struct image *img, const struct allow *a, struct decision *by_set)
{
	struct number_set *sets = img->sets;
	struct site *sites = img->sites;
	size_t nsets = img->nsets;
	struct fault fault;

	img->sites = calloc(img->nsites + 1, sizeof *img->sites);
	img->sets = calloc(nsets + 1, sizeof *img->sets);
	if (img->sites == NULL || img->sets == NULL) {
		fault = fault_of(FAULT_MEMORY);
	} else {
		memcpy(img->sites, sites, img->nsites * sizeof *sites);
		if (nsets > 0)
			memcpy(img->sets, sets, nsets * sizeof *sets);
		widen_sites(img->sites, img->nsites, (uint32_t)nsets);
		widen_set(&img->sets[nsets]);
		img->nsets = nsets + 1;
		fault = plan_make(img, &a->list, by_set);
	}
	free(img->sites);
	free(img->sets);
	img->sites = sites;
	img->sets = sets;
	img->nsets = nsets;
	return fault;
}

static struct fault
decide(struct filter *f, struct allow *a)
{
	struct image *img = &f->source.img;
	struct decision *by_set;
	struct fault fault;

	/* A plan that came with the stream is refused by plan_make. */
	if (!img->has_plan) {
		img->plan = calloc(img->nsites + 1, sizeof *img->plan);
		img->psets = calloc(img->nsets + 1, sizeof *img->psets);
	}
	by_set = calloc(img->nsets + 1, sizeof *by_set);
	if (img->plan == NULL || by_set == NULL ||
	    (!img->has_plan && img->psets == NULL))
		fault = fault_of(FAULT_MEMORY);
	else if (a->unknown && !img->has_plan && img->nsets < IMAGE_SETS)
		fault = decide_wide(img, a, by_set);
	else
		fault = plan_make(img, &a->list, by_set);
	if (fault.code == FAULT_NONE && a->exec)
		widen_memory(img->plan, img->nplan);
	if (fault.code == FAULT_NONE) {
		img->plan_room = img->plan_total = img->nplan;
		img->psets_room = img->psets_total = img->npsets;
	}
	free(by_set);
	return fault;
}

static struct fault
head(struct filter *f)
{
	struct allow *a = f->own;
	struct fault fault = fault_none();

	if (a->path != NULL)
		fault = read_file(f, a);
	if (fault.code == FAULT_NONE)
		fault = read_list(f, a);
	if (fault.code == FAULT_NONE)
		fault = decide(f, a);
	if (fault.code != FAULT_NONE)
		return fault;
	if (f->verbose)
		print_plan(f);
	fault = warn_unsafe(f, a->strict);
	if (fault.code != FAULT_NONE)
		return fault;
	return write_plan(&f->out, &f->source.img, a->record)
	    ? fault_none()
	    : fault_of(FAULT_WRITE);
}

static int
run(struct filter *f, struct allow *a)
{
	int status;

	f->checked = "a decision for every site";
	f->own = a;
	f->head = head;
	status = filter_run(f);
	free(a->file);
	return status;
}

/* How many of LIST, -d, -f and --all were given. */
static int
options(const struct options *o, int argc, char **argv, struct filter *f,
    struct allow *a)
{
	int ch, ways = 0;

	while ((ch = options_next(o, argc, argv)) != -1)
		switch (ch) {
		case OPTION_ALL:
			a->all = true;
			ways++;
			break;
		case OPTION_EXEC:
			a->exec = true;
			break;
		case OPTION_STRICT:
			a->strict = true;
			break;
		case OPTION_UNKNOWN:
			if (strcmp(optarg, "allowed") != 0)
				return options_wrong(
				    o, "--unknown takes allowed");
			a->unknown = true;
			break;
		case 'd':
			a->but = true;
			a->text = optarg;
			ways++;
			break;
		case 'f':
			a->path = optarg;
			ways++;
			break;
		case 'q':
			f->message.quiet = true;
			break;
		case 'v':
			f->verbose = true;
			break;
		default:
			return options_other(o, ch);
		}
	if (argc > optind) {
		a->text = argv[optind];
		ways++;
	}
	if (ways != 1 || argc > optind + 1)
		return options_wrong(
		    o, "one of LIST, -d LIST, -f FILE and --all is needed");
	if (a->text != NULL)
		a->len = strlen(a->text);
	return OPTIONS_GO;
}

int
main(int argc, char *argv[])
{
	struct options o = {"allowplan", usage_text, "d:f:hqvV", longs};
	struct filter *f = filter_new(o.tool);
	struct message m;
	struct allow *a =
	    f != NULL ? message_room(&m, o.tool, sizeof *a) : NULL;
	int status = STATUS_TROUBLE;

	if (f != NULL && a != NULL && options_descriptors(&o)) {
		f->arguments = filter_arguments(argc, argv);
		status = options(&o, argc, argv, f, a);
		if (status == OPTIONS_GO)
			status = run(f, a);
	}
	free(a);
	filter_free(f);
	return status;
}
