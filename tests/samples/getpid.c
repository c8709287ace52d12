/* getpid: prints its process id, or the errno of a denied call. */
#include "start.h"

int
sample_main(long argc, char **argv, char **envp)
{
	long pid = syslift_call0(__NR_getpid);

	(void)argc, (void)argv, (void)envp;
	if (pid < 0) {
		sample_puts("getpid: error ");
		pid = -pid;
	}
	sample_putn(pid);
	sample_puts("\n");
	return 0;
}
