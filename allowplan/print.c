#include "print.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "callname.h"
#include "groups.h"
#include "list.h"
#include "tally.h"
#include "unsafe.h"

enum { COLUMNS = 76, INDENT = 4 };

static int
fail(const struct message *m, struct fault fault, const char *why,
    const struct nearest *nearest)
{
	struct message_more more = {NULL, why, nearest};

	message_fault(m, &fault, &more);
	return fault_status(fault.code);
}

static int
flushed(const struct message *m)
{
	if (fflush(stdout) == EOF || ferror(stdout))
		return fail(m, fault_of(FAULT_WRITE), strerror(errno), NULL);
	return STATUS_DONE;
}

/* A group's calls, one after the other. */
static void
calls_start(struct list *l, const struct group *g)
{
	list_start(l, g->calls, strlen(g->calls), LIST_COMMAS);
}

static bool
calls_next(struct list *l, struct list_word *w)
{
	bool more = false;

	return list_next(l, w, &more).code == FAULT_NONE && more;
}

static void
print_group(const struct group *g)
{
	size_t len, column = COLUMNS;
	struct list_word w;
	struct list l;

	printf("@%s: %s", g->name, g->what);
	calls_start(&l, g);
	while (calls_next(&l, &w)) {
		len = strlen(w.text);
		if (column + 2 + len >= COLUMNS) {
			printf("%s\n%*s%s", column == COLUMNS ? "" : ",",
			    INDENT, "", w.text);
			column = INDENT + len;
		} else {
			printf(", %s", w.text);
			column += 2 + len;
		}
	}
	putchar('\n');
}

int
print_groups(const struct message *m)
{
	const struct group *g;
	size_t i;

	for (i = 0; (g = group_at(i)) != NULL; i++)
		print_group(g);
	return flushed(m);
}

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void
print_head(const struct message *m, const struct image *img, size_t unknown)
{
	printf("# Calls that the sites of this image could issue, for "
	       "allowplan -f:\n"
	       "# keep what the program is to have, and delete the rest.\n"
	       "# image: %s\n# machine: %s\n# sites: %zu\n",
	    m->file, img->arch->name, img->nsites);
	if (unknown > 0)
		printf(
		    "#\n# Not exhaustive: %zu site%s may issue any number; "
		    "the program needs\n"
		    "# --unknown=allowed, as @unknown says: every call of this "
		    "list is then allowed\n"
		    "# there, too. Add what else is called there.\n"
		    "\n@unknown\n",
		    unknown, plural(unknown));
}

static const char *
hole(const char *name)
{
	const struct unsafe_call *call;
	size_t i;

	for (i = 0; (call = unsafe_call(i)) != NULL; i++)
		if (call->options == UNSAFE_ALWAYS &&
		    strcmp(call->name, name) == 0)
			return call->hole;
	return NULL;
}

static void
print_call(const char *word, size_t sites, const char *why)
{
	printf("%-23s # %zu site%s%s%s\n", word, sites, plural(sites),
	    why != NULL ? ": " : "", why != NULL ? why : "");
}

/* The group's calls that sites could issue; those are counted no more. */
static void
print_asked(const struct arch *arch, const struct group *g, size_t *sites)
{
	struct list_word w;
	bool first = true;
	uint32_t number;
	struct list l;

	calls_start(&l, g);
	while (calls_next(&l, &w)) {
		if (!callname_number(arch, w.text, &number) ||
		    sites[number] == 0)
			continue;
		if (first)
			printf("\n# @%s: %s\n", g->name, g->what);
		first = false;
		print_call(w.text, sites[number], hole(w.text));
		sites[number] = 0;
	}
}

/* What is left. */
static void
print_numbers(const size_t *sites)
{
	bool first = true;
	char text[16];
	uint32_t k;

	for (k = 0; k < ARCH_NUMBERS; k++) {
		if (sites[k] == 0)
			continue;
		if (first)
			printf("\n# numbers without a name\n");
		first = false;
		snprintf(text, sizeof text, "%u", k);
		print_call(text, sites[k], NULL);
	}
}

static void
print_list(const struct image *img)
{
	size_t sites[ARCH_NUMBERS], i;
	const struct group *g;
	uint32_t k;

	for (k = 0; k < ARCH_NUMBERS; k++)
		sites[k] = tally_number(img, k);
	for (i = 0; (g = group_at(i)) != NULL; i++)
		print_asked(img->arch, g, sites);
	print_numbers(sites);
}

/* What is wrong with the list, though it is all that the records say. */
static void
warn_unknown(const struct filter *f, size_t unknown, size_t first)
{
	const struct source *s = &f->source;
	char why[128];

	if (unknown == 0)
		return;
	snprintf(why, sizeof why,
	    "%zu such site%s, so the printed list is not exhaustive; the "
	    "program needs --unknown=allowed",
	    unknown, plural(unknown));
	(void)fail(&f->message,
	    fault_full(FAULT_NUMBER_UNKNOWN, AT_ADDRESS,
		s->img.sites[first].vaddr, ITEM_SITE, first),
	    why, &s->nearest);
}

static int
print_source(struct filter *f)
{
	struct source *s = &f->source;
	enum source_event event = SOURCE_RECORD;
	size_t unknown = 0, first = 0;
	bool head = false;
	struct texts texts;
	int status;

	while (event == SOURCE_RECORD) {
		event = source_next(s);
		if (!s->head || head)
			continue;
		head = true;
		unknown = tally_unknown(&s->img, &first);
		/* The symbols, which follow, can name its place. */
		if (unknown > 0)
			source_naming(s, s->img.sites[first].vaddr);
	}
	if (event == SOURCE_STOP)
		return source_stop(s, &texts);
	if (s->img.prog.name_len > 0)
		message_file(
		    &f->message, s->img.prog.name, s->img.prog.name_len);
	if (event == SOURCE_FAULT)
		return fail(&f->message, s->fault,
		    s->fault.code == FAULT_READ ? strerror(s->in.error) : NULL,
		    NULL);
	if (s->img.has_plan)
		return fail(
		    &f->message, fault_of(FAULT_PLAN_EXISTS), NULL, NULL);
	print_head(&f->message, &s->img, unknown);
	print_list(&s->img);
	status = flushed(&f->message);
	if (status == STATUS_DONE)
		warn_unknown(f, unknown, first);
	return status;
}

int
print_policy(struct filter *f)
{
	int status;

	/* It returns TTY for a terminal, which is welcome here. */
	(void)filter_open();
	source_start(&f->source, STDIN_FILENO);
	status = print_source(f);
	source_free(&f->source);
	return status;
}
