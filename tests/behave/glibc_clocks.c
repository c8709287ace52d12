/* Clocks of glibc, whose calls are the vDSO's: of the processor's time it has
   none in its memory, and asks the kernel. */
#include <sys/random.h>
#include <sys/time.h>

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int wrong;

static void
say(const char *what, int good)
{
	printf("%s: %s\n", what, good ? "good" : strerror(errno));
	wrong |= !good;
}

/* It goes on, and has a resolution. */
static void
a_clock(const char *what, clockid_t id)
{
	struct timespec a = {-1, -1}, b = {-1, -1}, r = {-1, -1};
	int i, good = clock_gettime(id, &a) == 0;

	for (i = 0; good && i < 100000000; i++)
		if (clock_gettime(id, &b) != 0 || b.tv_sec > a.tv_sec ||
		    b.tv_nsec > a.tv_nsec)
			break;
	say(what, good && (b.tv_sec > a.tv_sec || b.tv_nsec > a.tv_nsec));
	say("its resolution",
	    clock_getres(id, &r) == 0 && r.tv_sec == 0 && r.tv_nsec > 0);
}

static void
processor_time(void)
{
	clock_t a = clock(), b = a;
	time_t end = time(NULL) + 10;

	while (a != -1 && b != -1 && b < a + 1000 && time(NULL) < end)
		b = clock();
	say("clock", a >= 0 && b >= a + 1000);
}

int
main(void)
{
	struct timeval now = {0, 0};
	unsigned char random[64] = {0};
	unsigned cpu = 9999, node = 9999;
	clockid_t own;
	int i, ones = 0;

	/* What came before its end, if it is ended. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	processor_time();
	a_clock("process", CLOCK_PROCESS_CPUTIME_ID);
	a_clock("thread", CLOCK_THREAD_CPUTIME_ID);
	a_clock("boot time", CLOCK_BOOTTIME);
	a_clock("monotonic", CLOCK_MONOTONIC);
	a_clock("real", CLOCK_REALTIME);
	say("process's id", clock_getcpuclockid(0, &own) == 0);
	a_clock("process by id", own);
	say("thread's id", pthread_getcpuclockid(pthread_self(), &own) == 0);
	a_clock("thread by id", own);
	say("time", time(NULL) > 1000000000);
	say("gettimeofday",
	    gettimeofday(&now, NULL) == 0 && now.tv_sec > 1000000000);
	say("sched_getcpu", sched_getcpu() >= 0);
	say("getcpu", getcpu(&cpu, &node) == 0 && cpu < 9999 && node < 9999);
	say("getrandom", getrandom(random, sizeof random, 0) == sizeof random);
	for (i = 0; i < 64; i++)
		ones += __builtin_popcount(random[i]);
	say("random bits", ones > 100 && ones < 412);
	return wrong;
}
