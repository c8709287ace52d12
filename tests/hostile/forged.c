/* forged: makes a directory, and says what came of it. */
#include "hostile.h"

GATE(make, 83);

int
sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	hostile_say("result", make((long)"made", 0700, 0, 0, 0, 0));
	return 0;
}
