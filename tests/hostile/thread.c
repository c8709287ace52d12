/*
 * thread: a second thread jumps to an allowed write's call instruction with
 * mkdir's registers; the first waits for its end, and says that it lives.
 */
#include <linux/futex.h>
#include <linux/sched.h>

#include "hostile.h"

GATE(spawn, 56);
GATE(wait_on, 202);
GATE(say, 1);

static volatile int tid = 1;

static void
second(void)
{
	hostile_call(say_slot + GATE_CALL, 83, (long)"made", 0700, 0);
	for (;;)
		syslift_call1(__NR_exit, 0);
}

int
sample_main(long argc, char **argv, char **envp)
{
	static void (*stack[1024])(void);
	long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
	    CLONE_THREAD | CLONE_SYSVSEM | CLONE_CHILD_CLEARTID;
	int seen;

	(void)argc, (void)argv, (void)envp;
	stack[1000] = second;
	if (spawn(flags, (long)(stack + 1000), 0, (long)&tid, 0, 0) < 0)
		return 2;
	while ((seen = tid) != 0)
		wait_on((long)&tid, FUTEX_WAIT, seen, 0, 0, 0);
	say(1, (long)"the first lives\n", 16, 0, 0, 0);
	return 0;
}
