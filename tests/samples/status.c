/* status [number]: exits with this status, 42 if there is none. */
#include "start.h"

int
sample_main(long argc, char **argv, char **envp)
{
	(void)envp;
	return argc > 1 ? (int)sample_number(argv[1]) : 42;
}
