/* hello: writes one line. */
#include "start.h"

int
sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	sample_puts("hello, world\n");
	return 0;
}
