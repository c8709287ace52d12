#include "options.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter.h"

int
options_next(const struct options *o, int argc, char **argv)
{
	opterr = 0;
	return getopt_long(argc, argv, o->shorts, o->longs, NULL);
}

int
options_other(const struct options *o, int ch)
{
	int good;

	if (ch == 'h')
		good = fputs(o->usage, stdout);
	else if (ch == 'V')
		good = printf("%s (loadpipe) %s\n", o->tool, filter_version);
	else
		return options_wrong(o,
		    "unknown option, or one that lacks "
		    "its argument");
	if (good < 0 || fflush(stdout) == EOF) {
		fprintf(stderr,
		    "%s: -: WRITE: cannot write @-: "
		    "standard output failed\n",
		    o->tool);
		return STATUS_TROUBLE;
	}
	return STATUS_DONE;
}

int
options_wrong(const struct options *o, const char *why)
{
	fprintf(stderr, "%s: -: USAGE: %s @-: %s\n%s", o->tool,
	    fault_what(FAULT_USAGE), why, o->usage);
	return STATUS_TROUBLE;
}

bool
options_descriptors(const struct options *o)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1 &&
		    open("/dev/null",
			fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) {
			fprintf(stderr,
			    "%s: -: OPEN: %s @-: /dev/null is needed for a "
			    "standard descriptor that is closed\n",
			    o->tool, fault_what(FAULT_OPEN));
			return false;
		}
	return true;
}

bool
options_size(const char *text, uint64_t *size)
{
	static const char units[] = "KMG";
	const char *unit;
	uint64_t n = 0;
	size_t i, k;

	for (i = 0; text[i] >= '0' && text[i] <= '9'; i++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(text[i] - '0'), &n))
			return false;
	if (i == 0)
		return false;
	if (text[i] != '\0') {
		unit = strchr(units, text[i]);
		if (unit == NULL || text[i + 1] != '\0')
			return false;
		for (k = 0; k <= (size_t)(unit - units); k++)
			if (__builtin_mul_overflow(n, 1024, &n))
				return false;
	}
	*size = n;
	return true;
}
