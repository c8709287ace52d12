/*
 * Sleeps cut by a handler: nanosleep and poll say EINTR, what is left of the
 * time can be slept; a read and a wait with SA_RESTART go on by themselves.
 */
#include "signals.h"

GATE(nap, 35);
GATE(poll, 7);
GATE(get, 0);
GATE(put, 1);
GATE(make_pipe, 22);
GATE(split, 57);
GATE(await, 61);
GATE(set_interval, 38);

static volatile long rung;

static void
ring(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)info, (void)context;
	rung++;
}

/* Once, in 50 ms. */
static void
alarm_soon(unsigned long flags)
{
	long once[4] = {0, 0, 0, 50000};

	rung = 0;
	on_signal(SIGALRM, ring, flags);
	set_interval(0, (long)once, 0, 0, 0, 0);
}

/* A child that does nothing for 0.3 s, then writes to fd. */
static long
late_child(int fd)
{
	long time[2] = {0, 300000000}, pid = split(0, 0, 0, 0, 0, 0);

	if (pid == 0) {
		nap((long)time, 0, 0, 0, 0, 0);
		put(fd, (long)"late\n", 5, 0, 0, 0);
		syslift_call1(__NR_exit, 3);
	}
	return pid;
}

int
sample_main(long argc, char **argv, char **envp)
{
	static char text[8];
	long time[2] = {0, 400000000}, left[2] = {0, 0}, pid, got;
	int ends[2], status = 0;

	(void)argc, (void)argv, (void)envp;
	alarm_soon(SA_RESTART);
	hostile_say("nanosleep", nap((long)time, (long)left, 0, 0, 0, 0));
	hostile_say("some left", left[0] == 0 && left[1] > 0);
	hostile_say("the rest", nap((long)left, 0, 0, 0, 0, 0));
	alarm_soon(0);
	hostile_say("poll", poll(0, 0, 10000, 0, 0, 0));
	make_pipe((long)ends, 0, 0, 0, 0, 0);
	pid = late_child(ends[1]);
	alarm_soon(SA_RESTART);
	got = get(ends[0], (long)text, 5, 0, 0, 0);
	hostile_say("read", got);
	sample_write(1, text, got > 0 ? got : 0);
	hostile_say("rung", rung);
	await(pid, 0, 0, 0, 0, 0);
	pid = late_child(2);
	alarm_soon(SA_RESTART);
	hostile_say("wait", await(pid, (long)&status, 0, 0, 0, 0) == pid);
	hostile_say("status", status >> 8);
	hostile_say("rung", rung);
	return 0;
}
