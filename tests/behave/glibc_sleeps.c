/* glibc's sleeps: one that a handler cuts, one that is stopped and continued. */
#include <sys/time.h>
#include <sys/wait.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
nothing(int sig)
{
	(void)sig;
}

static void
cut(void)
{
	/* Again, should the first come before the sleep. */
	struct itimerval it = {{0, 50000}, {0, 50000}};
	struct itimerval off = {{0, 0}, {0, 0}};
	struct timespec t = {10, 0}, rest = {0, 0};
	struct sigaction act;
	int result, error;

	memset(&act, 0, sizeof act);
	act.sa_handler = nothing;
	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &it, NULL);
	result = nanosleep(&t, &rest);
	error = errno;
	setitimer(ITIMER_REAL, &off, NULL);
	printf("cut: %d %s, %s left\n", result,
	    error == EINTR ? "EINTR" : strerror(error),
	    rest.tv_sec > 0 ? "some" : "none");
}

/* A child stops this process in the call, and lets it go on. */
static void
stopped(const char *what, int (*wait)(void))
{
	struct timespec a, b;
	int result, status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		usleep(200000);
		kill(getppid(), SIGSTOP);
		usleep(50000);
		kill(getppid(), SIGCONT);
		_exit(7);
	}
	clock_gettime(CLOCK_MONOTONIC, &a);
	result = wait();
	clock_gettime(CLOCK_MONOTONIC, &b);
	waitpid(child, &status, 0);
	printf("stopped in %s: %d, %s, child %d\n", what, result,
	    (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 >=
		    499
		? "its time"
		: "too short",
	    WEXITSTATUS(status));
}

static int
in_nanosleep(void)
{
	struct timespec t = {0, 500000000};

	return nanosleep(&t, NULL);
}

static int
in_poll(void)
{
	return poll(NULL, 0, 500);
}

int
main(void)
{
	cut();
	stopped("nanosleep", in_nanosleep);
	stopped("poll", in_poll);
	return 0;
}
