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
GATE(send, 62);
GATE(parent, 110);

static volatile long rung;

static void
ring(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)info, (void)context;
	rung++;
}

/* Every so often; 0: no more. */
static void
ring_every(long microseconds)
{
	long time[4] = {0, microseconds, 0, microseconds};

	set_interval(0, (long)time, 0, 0, 0, 0);
}

/* A child that rings after 0.2 s, writes to fd after 0.4 s, and ends. */
static long
late_child(int fd)
{
	long time[2] = {0, 200000000}, pid = split(0, 0, 0, 0, 0, 0);

	if (pid == 0) {
		nap((long)time, 0, 0, 0, 0, 0);
		send(parent(0, 0, 0, 0, 0, 0), SIGALRM, 0, 0, 0, 0);
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
	on_signal(SIGALRM, ring, SA_RESTART);
	ring_every(50000);
	hostile_say("nanosleep", nap((long)time, (long)left, 0, 0, 0, 0));
	ring_every(0);
	hostile_say("some left", left[0] == 0 && left[1] > 0);
	hostile_say("the rest", nap((long)left, 0, 0, 0, 0, 0));
	on_signal(SIGALRM, ring, 0);
	ring_every(50000);
	hostile_say("poll", poll(0, 0, 10000, 0, 0, 0));
	ring_every(0);
	on_signal(SIGALRM, ring, SA_RESTART);
	make_pipe((long)ends, 0, 0, 0, 0, 0);
	rung = 0;
	pid = late_child(ends[1]);
	got = get(ends[0], (long)text, 5, 0, 0, 0);
	hostile_say("read", got);
	sample_write(1, text, got > 0 ? got : 0);
	hostile_say("rung", rung);
	await(pid, 0, 0, 0, 0, 0);
	rung = 0;
	pid = late_child(ends[1]);
	hostile_say("wait", await(pid, (long)&status, 0, 0, 0, 0) == pid);
	hostile_say("status", status >> 8);
	hostile_say("rung", rung);
	return 0;
}
