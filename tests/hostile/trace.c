/*
 * trace: a parent that traces its child makes mkdir of the child's write, at
 * the stop before the call; "trace text" in the code of the allowed slot.
 */
#include <linux/ptrace.h>

#include "hostile.h"

GATE(split, 57);
GATE(await, 61);
GATE(trace, 101);
GATE(send, 62);
GATE(self, 39);
GATE(say, 1);

enum { ORIG_RAX = 15 * 8 };

static void
child(void)
{
	trace(PTRACE_TRACEME, 0, 0, 0, 0, 0);
	send(self(0, 0, 0, 0, 0, 0), 19, 0, 0, 0, 0);
	/* Path and mode serve a mkdir as they are. */
	say((long)"made", 0700, 0, 0, 0, 0);
	syslift_call1(__NR_exit, 0);
}

/* At the stop at the entry of a write. */
static void
change_registers(long pid)
{
	trace(PTRACE_SYSCALL, pid, 0, 0, 0, 0);
	await(pid, 0, 0, 0, 0, 0);
	trace(PTRACE_POKEUSR, pid, ORIG_RAX, 83, 0, 0);
}

/* mov $83,%eax: the slot keeps its other bytes. */
static void
change_text(long pid)
{
	long word = 0;

	trace(PTRACE_PEEKTEXT, pid, (long)say_slot, (long)&word, 0, 0);
	word = (word & ~0xff00L) | 83 << 8;
	trace(PTRACE_POKETEXT, pid, (long)say_slot, word, 0, 0);
}

int
sample_main(long argc, char **argv, char **envp)
{
	int status = 0;
	long pid = split(0, 0, 0, 0, 0, 0);

	(void)envp;
	if (pid == 0)
		child();
	await(pid, (long)&status, 0, 0, 0, 0);
	if (argc == 2 && hostile_is(argv[1], "text"))
		change_text(pid);
	else
		change_registers(pid);
	trace(PTRACE_DETACH, pid, 0, 0, 0, 0);
	await(pid, (long)&status, 0, 0, 0, 0);
	hostile_say("signal", status & 127);
	return 0;
}
