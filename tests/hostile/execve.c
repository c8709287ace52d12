/* execve PROGRAM ARG...: becomes another program, with its first ARG. */
#include "hostile.h"

GATE(become, 59);

int
sample_main(long argc, char **argv, char **envp)
{
	if (argc < 2)
		return 2;
	hostile_say("result",
	    become((long)argv[1], (long)(argv + 1), (long)envp, 0, 0, 0));
	return 2;
}
