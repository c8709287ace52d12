/* allowplan - decide for every site whether it may make its call. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "callname.h"
#include "filter.h"
#include "options.h"
#include "policy.h"
#include "print.h"
#include "warn.h"
#include "widen.h"
#include "write.h"

enum {
	OPTION_ALL = 256,
	OPTION_UNKNOWN,
	OPTION_EXEC,
	OPTION_STRICT,
	OPTION_GROUPS,
	OPTION_PRINT
};

struct allow {
	struct policy policy;
	bool unknown; /* a site may have a number nobody knows */
	bool exec;    /* executable memory */
	bool strict;
	bool groups, print; /* text, instead of a plan */
	uint8_t record[RECORD_MAX];
};

static const struct option longs[] = {
    {"all", no_argument, NULL, OPTION_ALL},
    {"allow-exec-memory", no_argument, NULL, OPTION_EXEC},
    {"deny", required_argument, NULL, 'd'},
    {"file", required_argument, NULL, 'f'},
    {"groups", no_argument, NULL, OPTION_GROUPS},
    {"help", no_argument, NULL, 'h'},
    {"print", no_argument, NULL, OPTION_PRINT},
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
    "       allowplan [-q] --print < STREAM > FILE\n"
    "       allowplan --groups\n"
    "Allow the system calls in LIST: numbers, names and groups such as @io,\n"
    "separated by commas.\n"
    "  -d LIST  allow all but those in LIST\n"
    "  -f FILE  the list, one a line, # begins a comment\n"
    "  --all    allow every recorded call\n"
    "  --print  a list for -f, to be edited: what the sites could issue\n"
    "  --groups  what the groups are\n"
    "  --strict  refuse a plan that allows a call that can leave it, instead\n"
    "           of a warning\n"
    "  --allow-exec-memory  the filter lets calls ask for executable memory\n"
    "  --unknown=allowed  a site whose number nobody knows may issue what is\n"
    "           allowed; the kernel's filter holds it. @unknown in a list: "
    "same\n"
    "  -q  no messages   -v  one line for each site\n"
    "  -h  this help     -V  version\n";

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
	char args[256], name[CALLNAME_MAX], number[12], text[512];
	size_t i;

	for (i = 0; i < img->nplan; i++) {
		const struct decision *d = &img->plan[i];

		print_args(&img->sites[i], args, sizeof args);
		if (d->numbers == NUMBERS_ONE) {
			snprintf(number, sizeof number, "%u", d->number);
			callname_name(img->arch, d->number, name, sizeof name);
		} else {
			strcpy(number, "-");
			strcpy(name,
			    img->sites[i].kind == SITE_EMBEDDED ? "by chance"
								: "several");
		}
		snprintf(text, sizeof text, "0x%llx %s %s %s%s%s%s%s",
		    (unsigned long long)d->vaddr, number, name,
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
		if (img->nsites > 0)
			memcpy(img->sites, sites, img->nsites * sizeof *sites);
		if (nsets > 0)
			memcpy(img->sets, sets, nsets * sizeof *sets);
		widen_sites(img->sites, img->nsites, (uint32_t)nsets);
		widen_set(&img->sets[nsets]);
		img->nsets = nsets + 1;
		fault = plan_make(img, &a->policy.list, by_set);
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
	else if ((a->unknown || a->policy.unknown) && !img->has_plan &&
	    img->nsets < IMAGE_SETS)
		fault = decide_wide(img, a, by_set);
	else
		fault = plan_make(img, &a->policy.list, by_set);
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
	struct fault fault = policy_read(f, &a->policy);

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

	if (a->groups)
		return print_groups(&f->message);
	if (a->print)
		return print_policy(f);
	f->checked = "a decision for every site";
	f->own = a;
	f->head = head;
	status = filter_run(f);
	free(a->policy.file);
	return status;
}

/* LIST, after ways options of which there may be one instead. */
static int
words(const struct options *o, int argc, char **argv, struct allow *a, int ways)
{
	struct policy *p = &a->policy;

	if (argc > optind) {
		p->text = argv[optind];
		ways++;
	}
	if (ways != 1 || argc > optind + 1)
		return options_wrong(o,
		    "one of LIST, -d LIST, -f FILE, --all, --print and "
		    "--groups is needed");
	if ((a->print || a->groups) && (a->strict || a->unknown || a->exec))
		return options_wrong(o,
		    "--print and --groups make no plan: the other options are "
		    "about one");
	if (p->text != NULL)
		p->len = strlen(p->text);
	return OPTIONS_GO;
}

/* The options that say what is allowed, or ask; there is one of them. */
static bool
way(int ch, struct allow *a)
{
	switch (ch) {
	case OPTION_ALL:
		a->policy.all = true;
		return true;
	case OPTION_GROUPS:
		a->groups = true;
		return true;
	case OPTION_PRINT:
		a->print = true;
		return true;
	case 'd':
		a->policy.but = true;
		a->policy.text = optarg;
		return true;
	case 'f':
		a->policy.path = optarg;
		return true;
	default:
		return false;
	}
}

static int
options(const struct options *o, int argc, char **argv, struct filter *f,
    struct allow *a)
{
	int ch, ways = 0;

	while ((ch = options_next(o, argc, argv)) != -1) {
		if (way(ch, a)) {
			ways++;
			continue;
		}
		switch (ch) {
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
		case 'q':
			f->message.quiet = true;
			break;
		case 'v':
			f->verbose = true;
			break;
		default:
			return options_other(o, ch);
		}
	}
	return words(o, argc, argv, a, ways);
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
