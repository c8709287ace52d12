/*
 * vsyscall OFFSET: calls the page at -10 MiB, where the kernel takes the time
 * for the program without an instruction of its own.
 */
#include "hostile.h"

GATE(clock, 201);

int
sample_main(long argc, char **argv, char **envp)
{
	long time[2] = {0, 0}, result;

	(void)envp;
	if (argc != 2)
		return 2;
	result = hostile_call(
	    (const void *)(-10L * 1024 * 1024 + sample_number(argv[1])), 83,
	    (long)time, 0, 0);
	hostile_say(result == -38 ? "refused" : "answered",
	    time[0] > 1000000000 || result > 1000000000);
	return 0;
}
