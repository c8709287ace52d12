/* print_args: prints its arguments, argv[0] first, one a line. */
#include "start.h"

int
sample_main(long argc, char **argv, char **envp)
{
	(void)envp;
	for (long i = 0; i < argc; i++) {
		sample_puts(argv[i]);
		sample_puts("\n");
	}
	return 0;
}
