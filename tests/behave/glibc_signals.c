/* glibc's signals and timers: handlers, a mask, a stack of their own, a jump
   out of one, values, timers that signal and one that starts a thread. */
#include <sys/time.h>

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t caught, ticks, calls;
static sigjmp_buf out;
static char stack[65536];
static char *volatile nowhere;

static void
count(int sig, siginfo_t *info, void *context)
{
	(void)info, (void)context;
	if (sig == SIGUSR1)
		caught++;
	else
		ticks++;
}

static void
leave(int sig)
{
	siglongjmp(out, sig);
}

static void
on(int sig, void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction act;

	memset(&act, 0, sizeof act);
	act.sa_sigaction = handler;
	act.sa_flags = SA_SIGINFO | SA_RESTART;
	printf("sigaction %d\n", sigaction(sig, &act, NULL));
}

static void
masked(void)
{
	union sigval value = {.sival_int = 42};
	siginfo_t info;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	printf("blocked: %d\n", (int)caught);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	printf("unblocked: %d\n", (int)caught);
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigqueue(getpid(), SIGRTMIN, value);
	printf("waited: %d", sigwaitinfo(&set, &info) == SIGRTMIN);
	printf(" value %d\n", info.si_value.sival_int);
}

static void
fault(void)
{
	stack_t own = {.ss_sp = stack, .ss_size = sizeof stack};
	struct sigaction act;
	int sig;

	memset(&act, 0, sizeof act);
	act.sa_handler = leave;
	act.sa_flags = SA_ONSTACK;
	printf("stack: %d", sigaltstack(&own, NULL));
	sigaction(SIGSEGV, &act, NULL);
	sig = sigsetjmp(out, 1);
	if (sig == 0)
		*nowhere = 0;
	printf(" fault %d\n", sig);
}

static void
await_ticks(const char *what)
{
	sigset_t set, none;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigemptyset(&none);
	sigprocmask(SIG_BLOCK, &set, NULL);
	while (ticks < 5)
		sigsuspend(&none);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	printf("%s: five ticks\n", what);
}

static void
call(union sigval value)
{
	calls += value.sival_int;
}

static void
timers(void)
{
	struct itimerval it = {{0, 10000}, {0, 10000}}, off = {{0, 0}, {0, 0}};
	struct itimerspec its = {{0, 10000000}, {0, 10000000}}, left;
	struct sigevent e;
	timer_t t;
	int i;

	setitimer(ITIMER_REAL, &it, NULL);
	await_ticks("setitimer");
	setitimer(ITIMER_REAL, &off, NULL);
	memset(&e, 0, sizeof e);
	e.sigev_notify = SIGEV_SIGNAL;
	e.sigev_signo = SIGALRM;
	printf("timer: %d", timer_create(CLOCK_MONOTONIC, &e, &t));
	ticks = 0;
	printf(" %d\n", timer_settime(t, 0, &its, NULL));
	await_ticks("timer");
	printf("left: %d", timer_gettime(t, &left));
	printf(" %d\n", timer_delete(t));
	e.sigev_notify = SIGEV_THREAD;
	e.sigev_notify_function = call;
	e.sigev_value.sival_int = 1;
	printf("caller: %d", timer_create(CLOCK_MONOTONIC, &e, &t));
	printf(" %d", timer_settime(t, 0, &its, NULL));
	for (i = 0; i < 1000 && calls < 3; i++)
		usleep(10000);
	printf(" %s", calls >= 3 ? "called" : "silent");
	printf(" %d\n", timer_delete(t));
}

int
main(void)
{
	on(SIGUSR1, count);
	on(SIGALRM, count);
	raise(SIGUSR1);
	printf("raised: %d\n", (int)caught);
	masked();
	fault();
	timers();
	return 0;
}
