/* Signals and timers; sleeps that are cut short, and that go on after a stop. */
#include <sys/time.h>
#include <sys/wait.h>

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "show.h"

static volatile sig_atomic_t caught, value;
static sigjmp_buf back;

static void
count(int signal, siginfo_t *info, void *context)
{
	(void)signal, (void)context;
	caught++;
	value = info->si_value.sival_int;
}

static void
leave(int signal)
{
	siglongjmp(back, signal);
}

static void
handle(int signal)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = count;
	sa.sa_flags = SA_SIGINFO;
	(void)sigaction(signal, &sa, NULL);
}

static int
blocked_and_queued(void)
{
	union sigval v = {.sival_int = 33};
	sigset_t set, old, pending;

	handle(SIGUSR1);
	caught = value = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	if (sigprocmask(SIG_BLOCK, &set, &old) == -1 ||
	    sigqueue(getpid(), SIGUSR1, v) == -1 || caught != 0 ||
	    sigpending(&pending) == -1 || !sigismember(&pending, SIGUSR1))
		return 0;
	return sigprocmask(SIG_SETMASK, &old, NULL) == 0 && caught == 1 &&
	    value == 33;
}

static int
timer(void)
{
	struct itimerval every = {{0, 5000}, {0, 5000}}, off = {{0, 0}, {0, 0}};
	sigset_t set, old;

	handle(SIGALRM);
	caught = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, &old);
	if (setitimer(ITIMER_REAL, &every, NULL) == -1)
		return 0;
	while (caught < 3)
		if (sigsuspend(&old) != -1 || errno != EINTR)
			return 0;
	return setitimer(ITIMER_REAL, &off, NULL) == 0 &&
	    sigprocmask(SIG_SETMASK, &old, NULL) == 0;
}

static int
posix_timer(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
	    .sigev_signo = SIGUSR2,
	    .sigev_value = {.sival_int = 44}};
	struct itimerspec once = {{0, 0}, {0, 5000000}};
	struct timespec rest = {5, 0};
	timer_t id;

	handle(SIGUSR2);
	caught = value = 0;
	if (timer_create(CLOCK_MONOTONIC, &event, &id) == -1 ||
	    timer_settime(id, 0, &once, NULL) == -1)
		return 0;
	/* The sleep is cut short, and says what is left. */
	return nanosleep(&rest, &rest) == -1 && errno == EINTR && caught == 1 &&
	    value == 44 && rest.tv_sec < 5 && timer_delete(id) == 0;
}

static int
jumps_out(void)
{
	struct sigaction sa;
	volatile int *volatile nothing = NULL;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = leave;
	(void)sigaction(SIGSEGV, &sa, NULL);
	switch (sigsetjmp(back, 1)) {
	case 0:
		return *nothing;
	case SIGSEGV:
		return 1;
	default:
		return 0;
	}
}

/* A child that is stopped in its sleep, and then sleeps on. */
static int
sleeps_on(void)
{
	struct timespec nap = {1, 0};
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0)
		_exit(nanosleep(&nap, NULL) == 0 ? 5 : 6);
	nap.tv_sec = 0;
	nap.tv_nsec = 50000000;
	if (child == -1 || nanosleep(&nap, NULL) == -1 ||
	    kill(child, SIGSTOP) == -1 ||
	    waitpid(child, &status, WUNTRACED) != child ||
	    !WIFSTOPPED(status) || kill(child, SIGCONT) == -1)
		return 0;
	return waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 5;
}

int
main(void)
{
	show("blocked and queued", blocked_and_queued());
	show("timer", timer());
	show("POSIX timer", posix_timer());
	show("jump", jumps_out());
	show("stopped sleep", sleeps_on());
	return 13;
}
