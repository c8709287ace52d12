#include "relay.h"

#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

/* The C library's calls leave out signals 32 and 33. */
static const uint64_t all = UINT64_MAX;

static long
next_of(siginfo_t *info, bool wait)
{
	static const struct timespec now;

	return syscall(
	    SYS_rt_sigtimedwait, &all, info, wait ? NULL : &now, sizeof all);
}

bool
relay_begin(void)
{
	return process_signals(all);
}

void
relay_end(void)
{
	siginfo_t info;

	while (next_of(&info, false) > 0)
		;
	(void)process_signals(0);
}

/* A task of the image's sent it: to a group, or to a parent. */
static bool
from_image(pid_t pid)
{
	int flags = WEXITED | WSTOPPED | WNOHANG | WNOWAIT | (int)__WCLONE;
	siginfo_t info;

	return waitid(P_PID, (id_t)pid, &info, flags) == 0;
}

/*
 * SI_KERNEL: the terminal's, which the whole group gets; only a session's leader
 * learns alone that its terminal is gone. A signal of runimg's own is a SIGPIPE
 * from a message.
 */
static bool
passes(const siginfo_t *info)
{
	bool sent = info->si_code == SI_USER || info->si_code == SI_TKILL ||
	    info->si_code == SI_QUEUE;

	if (info->si_code == SI_KERNEL)
		return (info->si_signo == SIGHUP ||
			   info->si_signo == SIGCONT) &&
		    getsid(0) == getpid();
	if (info->si_signo == SIGCHLD && !sent)
		return false;
	return !sent || (info->si_pid != getpid() && !from_image(info->si_pid));
}

/* With its value, if it has one: the kernel lets nobody forge kill(2)'s. */
static void
pass(pid_t image, siginfo_t *info)
{
	if (info->si_code < 0 && info->si_code != SI_TKILL &&
	    syscall(SYS_rt_sigqueueinfo, image, info->si_signo, info) == 0)
		return;
	(void)kill(image, info->si_signo);
}

int
relay_next(pid_t image, bool wait)
{
	siginfo_t info;
	long sig = next_of(&info, wait);

	if (sig <= 0)
		return 0;
	if (passes(&info))
		pass(image, &info);
	return (int)sig;
}

void
relay_take(int sig)
{
	uint64_t one = UINT64_C(1) << (sig - 1);

	(void)kill(getpid(), sig);
	(void)syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &one, NULL, sizeof one);
	(void)syscall(SYS_rt_sigprocmask, SIG_BLOCK, &one, NULL, sizeof one);
}
