/*
 * trace: a parent that traces its child makes mkdir of the child's write, at
 * the stop before the call.
 */
#include <linux/ptrace.h>

#include "hostile.h"

GATE(split, 57);
GATE(await, 61);
GATE(trace, 101);
GATE(send, 62);
GATE(self, 39);

enum { RSI = 13 * 8, RDI = 14 * 8, ORIG_RAX = 15 * 8 };

static void
child(void)
{
	trace(PTRACE_TRACEME, 0, 0, 0, 0, 0);
	send(self(0, 0, 0, 0, 0, 0), 19, 0, 0, 0, 0);
	sample_puts("said\n");
	syslift_call1(__NR_exit, 0);
}

int
sample_main(long argc, char **argv, char **envp)
{
	int status = 0;
	long pid = split(0, 0, 0, 0, 0, 0);

	(void)argc, (void)argv, (void)envp;
	if (pid == 0)
		child();
	await(pid, (long)&status, 0, 0, 0, 0);
	/* To the entry of its next call. */
	trace(PTRACE_SYSCALL, pid, 0, 0, 0, 0);
	await(pid, (long)&status, 0, 0, 0, 0);
	trace(PTRACE_POKEUSR, pid, ORIG_RAX, 83, 0, 0);
	trace(PTRACE_POKEUSR, pid, RDI, (long)"made", 0, 0);
	trace(PTRACE_POKEUSR, pid, RSI, 0700, 0, 0);
	trace(PTRACE_DETACH, pid, 0, 0, 0, 0);
	await(pid, (long)&status, 0, 0, 0, 0);
	hostile_say("signal", status & 127);
	return 0;
}
