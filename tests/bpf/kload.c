/*
 * kload [-cu] [-l LEVEL] [-v] [FILE]: what the running kernel says of every
 * program in a batch. One line each: name, verdict, errno, first message,
 * instructions processed, total states, microseconds; tabs between. -v: the
 * logs, too. -c: only what differs from what the batch expects. -u: some are
 * loaded without capabilities.
 *
 * Exit status: 0; 1 with -c, something differs and the kernel is one for which
 * the expectations were written; 2 usage or a line that is no program; 77 no
 * programs can be loaded here.
 */
#include "kernel.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned loaded, differing;

static const char *
or_dash(const char *text)
{
	return *text ? text : "-";
}

static void
say(const struct prog *p, const struct said *s, bool log)
{
	printf("%s\t%s\t%s\t%s\t%u\t%u\t%u\n", p->name,
	    s->accepted ? "accept" : "reject", or_dash(error_name(s->error)),
	    or_dash(s->reason), s->insns, s->states, s->usec);
	if (log)
		printf("%s", kernel_log());
}

static void
compare(const struct prog *p, const struct said *s)
{
	const char *verdict = s->accepted ? "accept" : "reject";

	if (strcmp(p->verdict, verdict) == 0 &&
	    strcmp(p->error, error_name(s->error)) == 0 &&
	    strcmp(p->message, s->reason) == 0)
		return;
	differing++;
	printf("%s: expected %s %s %s\n", p->name, p->verdict, p->error,
	    p->message);
	printf("%s: the kernel: %s %s %s\n", p->name, verdict,
	    error_name(s->error), s->reason);
}

static int
all(FILE *f, unsigned level, bool log, bool check)
{
	static struct prog p;
	struct said s;
	const char *why;
	int got;

	if (!prog_init(&p))
		return 2;
	while ((got = batch_read(f, &p, &why)) > 0) {
		kernel_load(&p, level, false, &s);
		loaded++;
		if (check)
			compare(&p, &s);
		else
			say(&p, &s, log);
	}
	prog_free(&p);
	if (got < 0)
		fprintf(stderr, "kload: after %s: %s\n", p.name, why);
	return got < 0 ? 2 : 0;
}

static int
summary(int status)
{
	printf("kload: %u programs, %u differ; kernel %s\n", loaded, differing,
	    kernel_version());
	if (status == 0 && differing > 0 && kernel_is_reference())
		status = 1;
	return status;
}

int
main(int argc, char **argv)
{
	unsigned level = LOG_STATS;
	bool log = false, check = false, unprivileged = false;
	FILE *f = stdin;
	int c;

	while ((c = getopt(argc, argv, "cl:uv")) != -1) {
		if (c == '?')
			return 2;
		check |= c == 'c';
		unprivileged |= c == 'u';
		log |= c == 'v';
		if (c == 'l')
			level = (unsigned)strtoul(optarg, NULL, 0) | LOG_STATS;
	}
	if (optind < argc && !(f = fopen(argv[optind], "r"))) {
		perror(argv[optind]);
		return 2;
	}
	if (!kernel_able(unprivileged)) {
		fprintf(stderr, "kload: no programs can be loaded here\n");
		return 77;
	}
	c = all(f, level, log, check);
	if (check)
		c = summary(c);
	return fflush(stdout) == 0 ? c : 2;
}
