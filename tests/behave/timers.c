/* Ticks of an interval timer, and of a POSIX timer, waited for. */
#include "signals.h"

GATE(set_interval, 38);
GATE(create, 222);
GATE(set_timer, 223);
GATE(end_timer, 226);
GATE(set_mask, 14);
GATE(await, 130);

static volatile long ticks[2];

static void
tick(int sig, siginfo_t *info, void *context)
{
	(void)info, (void)context;
	ticks[sig == SIGUSR1]++;
}

static void
wait_for(int which)
{
	long none = 0;

	while (ticks[which] < 5)
		await((long)&none, 8, 0, 0, 0, 0);
	sample_puts("five ticks\n");
}

int
sample_main(long argc, char **argv, char **envp)
{
	/* Seconds and parts of one: microseconds, then nanoseconds. */
	long interval[4] = {0, 10000, 0, 10000}, off[4] = {0, 0, 0, 0};
	long timer[4] = {0, 10000000, 0, 10000000};
	long both = 1L << (SIGALRM - 1) | 1L << (SIGUSR1 - 1);
	struct sigevent event = {.sigev_signo = SIGUSR1};
	int id = -1;

	(void)argc, (void)argv, (void)envp;
	/* Blocked but while it waits, so that no tick is missed. */
	set_mask(SIG_BLOCK, (long)&both, 0, 8, 0, 0);
	on_signal(SIGALRM, tick, 0);
	on_signal(SIGUSR1, tick, SA_RESTART);
	hostile_say("setitimer", set_interval(0, (long)interval, 0, 0, 0, 0));
	wait_for(0);
	set_interval(0, (long)off, 0, 0, 0, 0);
	hostile_say(
	    "timer_create", create(1, (long)&event, (long)&id, 0, 0, 0));
	hostile_say("timer_settime", set_timer(id, 0, (long)timer, 0, 0, 0));
	wait_for(1);
	hostile_say("timer_delete", end_timer(id, 0, 0, 0, 0, 0));
	return 0;
}
