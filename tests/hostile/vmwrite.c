/*
 * vmwrite WHOM: writes mkdir's number into the allowed slot of write by
 * process_vm_writev, in its own code ("self") or in a child's, which then
 * calls it; "parent" writes to the stack of the process that started it,
 * whose address is its own.
 */
#include <linux/uio.h>

#include "hostile.h"

GATE(split, 57);
GATE(await, 61);
GATE(parent, 110);
GATE(self, 39);
GATE(put, 311);
GATE(say, 1);

static long
over(long pid, void *at, const void *bytes, unsigned long length)
{
	struct iovec from = {(void *)(unsigned long)bytes, length};
	struct iovec to = {at, length};

	return put(pid, (long)&from, 1, (long)&to, 1, 0);
}

/* Path and mode serve a mkdir as they are. */
static void
call(void)
{
	hostile_call(say_slot, 83, (long)"made", 0700, 0);
}

int
sample_main(long argc, char **argv, char **envp)
{
	static volatile int written;
	unsigned char number = 83;
	char *slot = (char *)(unsigned long)(say_slot + 1);
	int status = 0, yes = 1;
	long pid;

	(void)envp;
	if (argc != 2)
		return 2;
	if (hostile_is(argv[1], "parent")) {
		/* argv's strings lie on the stack, and hold no addresses. */
		hostile_say("parent",
		    over(parent(0, 0, 0, 0, 0, 0), argv[0], &number, 1));
		return 0;
	}
	if (hostile_is(argv[1], "self")) {
		hostile_say(
		    "self", over(self(0, 0, 0, 0, 0, 0), slot, &number, 1));
		call();
		return 0;
	}
	pid = split(0, 0, 0, 0, 0, 0);
	if (pid == 0) {
		while (!written)
			;
		call();
		syslift_call1(__NR_exit, 0);
	}
	hostile_say("child", over(pid, slot, &number, 1));
	hostile_say("data",
	    over(pid, (void *)(unsigned long)&written, &yes, sizeof yes));
	await(pid, (long)&status, 0, 0, 0, 0);
	hostile_say("signal", status & 127);
	return 0;
}
