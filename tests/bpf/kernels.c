/*
 * bpfkernels [-n] KERNEL BATCH TABLE: what bpfcheck says of the programs of a
 * batch as KERNEL (6.1, 6.12) against what that kernel said: the lines of
 * kernels.sh. One line for each that differs or is undecided, then counts;
 * with -n counts alone.
 *
 * Exit status: 0; 1 a program is accepted that the kernel refuses, or memory is
 * lost; 2 usage, or no program of the batch is in the table.
 */
#include "core.h"

#include <stdlib.h>
#include <string.h>

static struct {
	unsigned programs, decided, accepts, refusals, errors, undecided,
	    false_accept, false_reject, leaks, crashed, unknown;
} seen;

struct recorded {
	char *field[5];
};

struct table {
	char *text;
	struct recorded *lines;
	size_t n, at; /* where the search begins: most are in order */
};

static bool
read_table(FILE *f, struct table *t)
{
	size_t room = 0, most = 1;
	char *rest, *line;

	if (getdelim(&t->text, &room, 0, f) <= 0)
		return false;
	for (const char *c = t->text; *c; c++)
		most += *c == '\n';
	t->lines = calloc(most, sizeof *t->lines);
	rest = t->text;
	while (t->lines && (line = strsep(&rest, "\n")) && *line) {
		for (int i = 0; i < 5; i++)
			t->lines[t->n].field[i] = strsep(&line, "\t");
		if (t->lines[t->n++].field[4] == NULL)
			return false;
	}
	return t->lines && t->n > 0;
}

/* NULL: it was not asked of that kernel. */
static const struct recorded *
find(struct table *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++) {
		size_t at = (t->at + i) % t->n;

		if (strcmp(t->lines[at].field[0], name) == 0) {
			t->at = at + 1;
			return &t->lines[at];
		}
	}
	return NULL;
}

static void
differs(bool list, const struct prog *p, const char *what,
    const struct recorded *k, const struct vf_result *r)
{
	if (list)
		printf("%s\t%s\tkernel %s %s %s\there %s\t%s\n", what, p->name,
		    k->field[1], k->field[2], k->field[3], r->reason, r->found);
}

static void
compare(bool list, const struct prog *p, const struct recorded *k,
    const struct found *f)
{
	const struct vf_result *r = &f->r;
	bool accepted = strcmp(k->field[1], "accept") == 0;

	seen.programs++;
	seen.leaks += f->leaked > 0;
	if (strcmp(k->field[1], "crash") == 0) {
		seen.crashed++;
		return;
	}
	if (r->verdict == VF_UNDECIDED || r->verdict == VF_TROUBLE) {
		seen.undecided++;
		differs(list, p, "undecided", k, r);
		return;
	}
	seen.decided++;
	if (r->verdict == VF_ACCEPT && !accepted) {
		seen.false_accept++;
		differs(list, p, "false accept", k, r);
	} else if (r->verdict == VF_REJECT && accepted) {
		seen.false_reject++;
		differs(list, p, "false reject", k, r);
	} else if (accepted) {
		seen.accepts++;
	} else {
		seen.refusals++;
		if (strcmp(error_name(r->error), k->field[2]) != 0) {
			seen.errors++;
			differs(list, p, "other errno", k, r);
		}
	}
}

static int
all(bool list, enum vf_kernel kernel, FILE *batch, struct table *t)
{
	static struct prog p;
	const struct recorded *k;
	struct found f;
	const char *why;
	int got;

	if (!prog_init(&p))
		return 2;
	while ((got = batch_read(batch, &p, &why)) > 0) {
		k = find(t, p.name);
		if (k == NULL) {
			seen.unknown++;
			continue;
		}
		core_check_as(&p, kernel, &f);
		compare(list, &p, k, &f);
	}
	prog_free(&p);
	return got < 0 || seen.programs == 0 ? 2 : 0;
}

static enum vf_kernel
kernel_named(const char *name)
{
	unsigned k = 0;

	while (k < VF_KERNELS && strcmp(vf_kernel_name(k), name) != 0)
		k++;
	return (enum vf_kernel)k;
}

int
main(int argc, char **argv)
{
	bool list = argc < 2 || strcmp(argv[1], "-n") != 0;
	char **arg = argv + (list ? 1 : 2);
	struct table t = {0};
	FILE *batch, *table;
	int status;

	if (argc != (list ? 4 : 5) || kernel_named(arg[0]) == VF_KERNELS ||
	    !(batch = fopen(arg[1], "r")) || !(table = fopen(arg[2], "r"))) {
		fprintf(stderr, "usage: bpfkernels [-n] KERNEL BATCH TABLE\n");
		return 2;
	}
	status = read_table(table, &t)
	    ? all(list, kernel_named(arg[0]), batch, &t)
	    : 2;
	printf("%s: %u programs, %u decided, %u accepted, %u refused, "
	       "%u with another errno, %u undecided, %u crashed; false accept "
	       "%u, false reject %u, leaks %u, not recorded %u\n",
	    arg[0], seen.programs, seen.decided, seen.accepts, seen.refusals,
	    seen.errors, seen.undecided, seen.crashed, seen.false_accept,
	    seen.false_reject, seen.leaks, seen.unknown);
	free(t.text);
	free(t.lines);
	if (status == 0 && (seen.false_accept > 0 || seen.leaks > 0))
		status = 1;
	return status;
}
