/*
 * again CALL: sleeps five seconds in one of the calls that the kernel makes again, as
 * restart_syscall, when the process is stopped and continued.
 */
#include <linux/futex.h>

#include "hostile.h"

GATE(poll, 7);
GATE(wait_on, 202);
GATE(clock_sleep, 230);

int
sample_main(long argc, char **argv, char **envp)
{
	static int word = 1;
	long time[2] = {5, 0}, result = -1;

	(void)envp;
	if (argc != 2)
		return 2;
	sample_puts("begun\n");
	if (hostile_is(argv[1], "poll"))
		result = poll(0, 0, 5000, 0, 0, 0);
	else if (hostile_is(argv[1], "futex"))
		result = wait_on((long)&word, FUTEX_WAIT, 1, (long)time, 0, 0);
	else if (hostile_is(argv[1], "clock_nanosleep"))
		result = clock_sleep(1, 0, (long)time, 0, 0, 0);
	hostile_say("result", result);
	return 0;
}
