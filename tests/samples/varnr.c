/* varnr number: makes the call of this number and prints its result. */
#include "start.h"

int
sample_main(long argc, char **argv, char **envp)
{
	(void)envp;
	if (argc < 2)
		return 2;
	sample_putn(syslift_call0(sample_number(argv[1])));
	sample_puts("\n");
	return 0;
}
