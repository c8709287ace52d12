/* Clocks, of which the vDSO answers some and asks the kernel for others. */
#include <sys/time.h>

#include <time.h>

#include "show.h"

static double
now(clockid_t id)
{
	struct timespec t;

	return clock_gettime(id, &t) == 0
	    ? (double)t.tv_sec + (double)t.tv_nsec / 1e9
	    : -1;
}

static int
grows(clockid_t id)
{
	double start = now(id), end = start;
	volatile long spin;
	int i;

	for (i = 0; i < 1000 && end <= start; i++) {
		for (spin = 0; spin < 10000; spin++)
			;
		end = now(id);
	}
	return start >= 0 && end > start;
}

static int
sleeps(void)
{
	struct timespec nap = {0, 20000000};
	double start = now(CLOCK_MONOTONIC), slept;

	if (nanosleep(&nap, NULL) == -1)
		return 0;
	slept = now(CLOCK_MONOTONIC) - start;
	return slept >= 0.02 && slept < 10;
}

static int
agree(void)
{
	struct timeval tv;
	double real = now(CLOCK_REALTIME);
	time_t t = time(NULL);

	return gettimeofday(&tv, NULL) == 0 && real > 1e9 &&
	    (double)t - real < 5 && real - (double)t < 5 &&
	    (double)tv.tv_sec - real < 5;
}

int
main(void)
{
	struct timespec r;

	show("real", grows(CLOCK_REALTIME));
	show("monotonic", grows(CLOCK_MONOTONIC));
	show("of the process", grows(CLOCK_PROCESS_CPUTIME_ID));
	show("of the thread", grows(CLOCK_THREAD_CPUTIME_ID));
	show("clock", clock() != (clock_t)-1);
	show("resolution",
	    clock_getres(CLOCK_MONOTONIC, &r) == 0 && r.tv_sec == 0);
	show("agree", agree());
	show("sleep", sleeps());
	return 14;
}
