/* print_env: prints its environment, one variable a line. */
#include "start.h"

int
sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv;
	for (; *envp; envp++) {
		sample_puts(*envp);
		sample_puts("\n");
	}
	return 0;
}
