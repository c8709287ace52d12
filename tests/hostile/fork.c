/*
 * fork: a child jumps to an allowed write's call instruction with mkdir's
 * registers; its parent says how it ended.
 */
#include "hostile.h"

GATE(split, 57);
GATE(await, 61);
GATE(say, 1);

int
sample_main(long argc, char **argv, char **envp)
{
	int status = -1;
	long pid = split(0, 0, 0, 0, 0, 0);

	(void)argc, (void)argv, (void)envp;
	if (pid == 0) {
		hostile_call(say_slot + GATE_CALL, 83, (long)"made", 0700, 0);
		return 0;
	}
	if (await(pid, (long)&status, 0, 0, 0, 0) != pid)
		return 2;
	hostile_say("signal", status & 127);
	return 0;
}
