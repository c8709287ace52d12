/* Two children that exec nothing: one speaks through a pipe, one kills itself. */
#include "hostile.h"

GATE(split, 57);
GATE(await, 61);
GATE(make_pipe, 22);
GATE(get, 0);
GATE(put, 1);
GATE(send, 62);
GATE(self, 39);

int
sample_main(long argc, char **argv, char **envp)
{
	static char text[32];
	int ends[2], status = 0;
	long pid;

	(void)argc, (void)argv, (void)envp;
	hostile_say("pipe", make_pipe((long)ends, 0, 0, 0, 0, 0));
	pid = split(0, 0, 0, 0, 0, 0);
	if (pid == 0) {
		put(ends[1], (long)"from the child\n", 15, 0, 0, 0);
		return 7;
	}
	sample_write(1, text, get(ends[0], (long)text, 32, 0, 0, 0));
	hostile_say("its own", await(pid, (long)&status, 0, 0, 0, 0) == pid);
	hostile_say("status", status >> 8);
	pid = split(0, 0, 0, 0, 0, 0);
	if (pid == 0)
		send(self(0, 0, 0, 0, 0, 0), 15, 0, 0, 0, 0);
	hostile_say("its own", await(pid, (long)&status, 0, 0, 0, 0) == pid);
	hostile_say("signal", status & 127);
	hostile_say("no more", await(-1, (long)&status, 0, 0, 0, 0));
	return 0;
}
