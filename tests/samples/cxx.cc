/*
 * cxx: a C++ program of two units with one inline function; prints whether
 * both got the same answer.
 */
#include "start.h"

#include "cxx.hh"

int
sample_main(long, char **, char **)
{
	long pid = process_id();

	if (pid < 0)
		sample_puts("denied\n");
	else if (pid == process_id_elsewhere())
		sample_puts("same\n");
	else
		sample_puts("different\n");
	return 0;
}
