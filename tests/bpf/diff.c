/*
 * bpfdiff [OPTIONS] [FILE]: programs of a batch, or random ones, asked of the
 * kernel and of the core of bpfcheck; a table, and what differs.
 *
 *   --count N     that many random programs instead of a batch
 *   --seed S      the first one's; they go up by one
 *   --closed      random programs whose values come of themselves
 *   --context     random programs of all types with contexts and packets
 *   --maps        the same with maps, and helpers that take memory
 *   --unprivileged  loaded by one who has no capabilities
 *   --mutate      that many programs of the batch, changed in a few places
 *   --show N      at most so many differences of a kind that is new (20)
 *   --all         differences in errno, message and instruction count, too
 *   --no-shrink   print differing programs as they are
 *   --write FILE  the differing programs as a batch, not shrunk
 *   --names       only the kind and the name of each that differs
 *   --baseline F  such a list: what is in it is known, all else is a failure
 *                 (of the kernel that the list is of); a false accept always
 *   --print       the programs as text; nobody is asked about them
 *   --logs        bpfcheck's logs of level 2; a line with the name behind each
 *
 * Exit status: 0; 1 a false accept, lost memory, or a program of
 * ours whose undecided line is wrong; 2 usage or I/O; 77 no programs
 * can be loaded here.
 */
#include "dis.h"
#include "gen.h"
#include "mutate.h"
#include "shrink.h"
#include "table.h"
#include "vmtypes.h"

#include <getopt.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_KINDS = 4096 };

struct run {
	uint64_t count, seed;
	enum gen_kind made;
	bool unprivileged, all, no_shrink, print, names, mutate, logs;
	unsigned show;
	FILE *batch, *write;
	struct corpus *corpus; /* NULL: do not mutate */
	char *baseline;	       /* NULL: none */
	unsigned long known, unknown;
	struct table table;
	/* Kinds of difference met so far, and how often. */
	char (*kind)[4 * TEXT];
	unsigned long *times;
	unsigned kinds;
};

/* Is it the first of its kind? */
static bool
is_new(struct run *r, const struct answer *a)
{
	char now[4 * TEXT];

	answer_signature(a, now);
	for (unsigned i = 0; i < r->kinds; i++)
		if (strcmp(r->kind[i], now) == 0) {
			r->times[i]++;
			return false;
		}
	if (r->kinds == MAX_KINDS)
		return false;
	memcpy(r->kind[r->kinds], now, sizeof now);
	r->times[r->kinds++] = 1;
	return true;
}

static bool
is_reported(const struct run *r, enum difference d)
{
	switch (d) {
	case FALSE_ACCEPT:
	case FALSE_REJECT:
	case OTHER_SCOPE:
	case TROUBLE:
	case LEAK:
	case NOT_ASKED:
		return true;
	case OTHER_ERROR:
	case OTHER_MESSAGE:
	case OTHER_INSNS:
		return r->all;
	default:
		return false;
	}
}

static void
print(const struct prog *p)
{
	printf("prog %s\ntype %s\n", p->name, type_name(p->type));
	if (p->attach)
		printf("attach %u\n", p->attach);
	if (flags_any(&p->flags)) {
		printf("flags ");
		flags_write(stdout, &p->flags);
		printf("\n");
	}
	dis_print(stdout, p);
}

/* Does the baseline hold this line? */
static bool
is_known(const char *baseline, const char *line)
{
	size_t n = strlen(line);
	const char *at = baseline;

	while (at && *at) {
		if (strncmp(at, line, n) == 0 && at[n] == '\n')
			return true;
		at = strchr(at, '\n');
		at += at != NULL;
	}
	return false;
}

/* True: no more is to be said of it. */
static bool
named(struct run *r, const struct prog *p, const struct answer *a)
{
	char line[2 * TEXT];

	snprintf(line, sizeof line, "%s: %s", difference_names[a->d], p->name);
	if (a->d == FALSE_ACCEPT)
		return r->names;
	if (r->baseline && is_known(r->baseline, line)) {
		r->known++;
		return true;
	}
	r->unknown++;
	if (r->names)
		printf("%s\n", line);
	return r->names;
}

static void
report(struct run *r, struct prog *p, struct answer *a)
{
	bool first;

	if (named(r, p, a))
		return;
	first = is_new(r, a);
	if (r->write)
		batch_write(r->write, p);
	if (a->d != FALSE_ACCEPT && (!first || r->show == 0))
		return;
	if (a->d == FALSE_ACCEPT && !first) {
		printf("false accept, as before: %s\n", p->name);
		return;
	}
	r->show -= r->show > 0;
	printf("\n# %s: %s\n", difference_names[a->d], p->name);
	if (!r->no_shrink)
		shrink(p, a);
	answer_print(stdout, a);
	print(p);
	fflush(stdout);
}

/* Of the two types that anyone may load, without the verdict of its file. */
static void
drop_privileges(struct prog *p)
{
	p->flags.unprivileged = true;
	p->verdict[0] = '\0';
	if (p->type != BPF_PROG_TYPE_CGROUP_SKB) {
		p->type = BPF_PROG_TYPE_SOCKET_FILTER;
		p->attach = 0;
	}
}

static int
next(struct run *r, struct prog *p, const char **why)
{
	int got;

	if (r->batch && !r->corpus) {
		got = batch_read(r->batch, p, why);
		if (got > 0 && r->unprivileged)
			drop_privileges(p);
		return got;
	}
	if (r->count == 0)
		return 0;
	r->count--;
	if (r->corpus)
		mutate_program(r->corpus, p, r->seed++);
	else
		gen_program(p, r->seed++, r->made);
	if (r->unprivileged)
		drop_privileges(p);
	return 1;
}

static int
all(struct run *r)
{
	static struct prog p;
	struct answer a;
	const char *why;
	int got;

	if (!prog_init(&p))
		return 2;
	while ((got = next(r, &p, &why)) > 0) {
		if (r->logs) {
			core_log(&p, stdout);
			continue;
		}
		if (r->print) {
			print(&p);
			if (r->write)
				batch_write(r->write, &p);
			continue;
		}
		compare(&p, &a);
		if (!table_add(&r->table, &a))
			return 2;
		if (is_reported(r, a.d))
			report(r, &p, &a);
	}
	prog_free(&p);
	if (got < 0)
		fprintf(stderr, "bpfdiff: after %s: %s\n", p.name, why);
	return got < 0 ? 2 : 0;
}

static void
summary(struct run *r)
{
	printf("\n");
	for (unsigned i = 0; i < r->kinds; i++)
		printf("%6lu  %s\n", r->times[i], r->kind[i]);
	printf("\n");
	if (r->baseline)
		printf("known differences     %8lu, others %lu; kernel %s\n",
		    r->known, r->unknown, kernel_version());
	table_print(stdout, &r->table);
}

static bool
failed(const struct run *r)
{
	const struct table *t = &r->table;

	/* What another kernel says is only reported. */
	if (!kernel_is_reference())
		return t->n[LEAK] > 0;
	if (r->baseline && r->unknown > 0)
		return true;
	return t->n[FALSE_ACCEPT] > 0 || t->n[OTHER_SCOPE] > 0 ||
	    t->n[LEAK] > 0;
}

/* A file as text; NULL: it cannot be read. */
static char *
whole(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;

	if (!f)
		return NULL;
	if (getdelim(&text, &room, 0, f) < 0 && !feof(f)) {
		free(text);
		text = NULL;
	}
	fclose(f);
	return text;
}

static bool
parse(struct run *r, int argc, char **argv)
{
	static const struct option options[] = {
	    {"count", required_argument, NULL, 'n'},
	    {"seed", required_argument, NULL, 's'},
	    {"closed", no_argument, NULL, 'c'},
	    {"context", no_argument, NULL, 'x'},
	    {"maps", no_argument, NULL, 'z'}, {"logs", no_argument, NULL, 'o'},
	    {"unprivileged", no_argument, NULL, 'v'},
	    {"show", required_argument, NULL, 'm'},
	    {"all", no_argument, NULL, 'a'},
	    {"no-shrink", no_argument, NULL, 'k'},
	    {"mutate", no_argument, NULL, 'u'},
	    {"names", no_argument, NULL, 'l'},
	    {"baseline", required_argument, NULL, 'b'},
	    {"print", no_argument, NULL, 'p'},
	    {"write", required_argument, NULL, 'w'}, {NULL, 0, NULL, 0}};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n')
			r->count = strtoull(optarg, NULL, 0);
		else if (c == 's')
			r->seed = strtoull(optarg, NULL, 0);
		else if (c == 'm')
			r->show = (unsigned)strtoul(optarg, NULL, 0);
		else if (c == 'w' && !(r->write = fopen(optarg, "w")))
			return false;
		else if (c == 'b' && !(r->baseline = whole(optarg)))
			return false;
		else if (c == '?')
			return false;
		if (c == 'c')
			r->made = GEN_CLOSED;
		else if (c == 'v')
			r->made = GEN_UNPRIVILEGED;
		else if (c == 'x')
			r->made = GEN_CONTEXT;
		else if (c == 'z')
			r->made = GEN_MAPS;
		r->unprivileged |= c == 'v';
		r->print |= c == 'p';
		r->names |= c == 'l';
		r->logs |= c == 'o';
		r->mutate |= c == 'u';
		r->all |= c == 'a';
		r->no_shrink |= c == 'k';
	}
	if (r->count == 0 || r->mutate)
		r->batch = optind < argc ? fopen(argv[optind], "r") : stdin;
	if (r->mutate && r->batch && !(r->corpus = corpus_read(r->batch)))
		return false;
	return r->count > 0 || r->batch;
}

int
main(int argc, char **argv)
{
	static struct run r;
	int status;

	r.seed = (uint64_t)time(NULL) * 1000000;
	r.show = 20;
	r.kind = calloc(MAX_KINDS, sizeof *r.kind);
	r.times = calloc(MAX_KINDS, sizeof *r.times);
	if (!r.kind || !r.times || !parse(&r, argc, argv)) {
		fprintf(stderr,
		    "usage: bpfdiff [--count N [--seed S] "
		    "[--closed | --context | --maps]] [--show N] [--all] "
		    "[--no-shrink] "
		    "[--write FILE] [FILE]\n");
		return 2;
	}
	core_types = vmtypes();
	if (!r.print && !kernel_able(r.unprivileged)) {
		fprintf(stderr, "bpfdiff: no programs can be loaded here\n");
		return 77;
	}
	if (r.count > 0 && !r.print)
		printf("seed %llu\n", (unsigned long long)r.seed);
	status = all(&r);
	if (!r.print && !r.names)
		summary(&r);
	if (r.write && fclose(r.write) != 0)
		status = 2;
	if (status == 0 && failed(&r))
		status = 1;
	table_free(&r.table);
	free(r.kind);
	free(r.times);
	free(r.baseline);
	if (r.corpus)
		corpus_free(r.corpus);
	return fflush(stdout) == 0 ? status : 2;
}
