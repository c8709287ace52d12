/*
 * tmpdir - preloaded under memcheck.c: gives the tool its TMPDIR back, which
 * Valgrind was not to have, nor the program that starts it.
 */
#include <valgrind/valgrind.h>

#include <string.h>
#include <unistd.h>

static const char hidden[] = "LP_MEMCHECK_TMPDIR=";

__attribute__((constructor)) static void
restore(void)
{
	size_t skip = sizeof hidden - sizeof "TMPDIR=";
	char **e;

	if (RUNNING_ON_VALGRIND == 0)
		return;
	for (e = environ; *e != NULL; e++)
		if (strncmp(*e, hidden, sizeof hidden - 1) == 0)
			*e += skip;
}
