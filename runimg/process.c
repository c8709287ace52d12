#include "process.h"

#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "launch.h"

enum { SIGNALS = 64 };

static bool
failed(struct process *p, const char *what)
{
	p->failed = what;
	p->error = errno;
	return false;
}

static bool
set_input(struct process *p)
{
	int fd;

	if (p->input == NULL)
		return true;
	fd = open(p->input, O_RDONLY | O_CLOEXEC);
	if (fd == -1 || dup2(fd, STDIN_FILENO) == -1)
		return failed(p, p->input);
	(void)close(fd);
	return true;
}

/* The least descriptor from 'from' on that stays open, or UINT32_MAX. */
static unsigned
next_kept(const struct process *p, unsigned from, unsigned image)
{
	unsigned least = UINT32_MAX;
	size_t i;

	if (image >= from)
		least = image;
	for (i = 0; i < p->nkeep; i++)
		if ((unsigned)p->keep[i] >= from &&
		    (unsigned)p->keep[i] < least)
			least = (unsigned)p->keep[i];
	return least;
}

/* fd itself closes on exec. */
static bool
close_others(struct process *p, int fd)
{
	unsigned from = STDERR_FILENO + 1, stay;
	size_t i;

	for (i = 0; i < p->nkeep; i++)
		if (fcntl(p->keep[i], F_SETFD, 0) == -1)
			return failed(p, "--keep-fd");
	while (from < UINT32_MAX) {
		stay = next_kept(p, from, (unsigned)fd);
		if (stay > from &&
		    syscall(SYS_close_range, from,
			stay == UINT32_MAX ? stay : stay - 1, 0) == -1)
			return failed(p, "close_range");
		if (stay == UINT32_MAX)
			break;
		from = stay + 1;
	}
	return true;
}

/* By the system call itself: the C library hides signals 32 and 33. */
bool
process_signals(uint64_t blocked)
{
	struct {
		void *handler;
		unsigned long flags;
		void *restorer;
		uint64_t mask;
	} act;
	int sig;

	memset(&act, 0, sizeof act);
	for (sig = 1; sig <= SIGNALS; sig++)
		if (sig != SIGKILL && sig != SIGSTOP &&
		    syscall(SYS_rt_sigaction, sig, &act, NULL,
			sizeof blocked) == -1)
			return false;
	return syscall(SYS_rt_sigprocmask, SIG_SETMASK, &blocked, NULL,
		   sizeof blocked) != -1;
}

static bool
clear_timers(struct process *p)
{
	static const struct itimerval none;

	if (setitimer(ITIMER_REAL, &none, NULL) == -1 ||
	    setitimer(ITIMER_VIRTUAL, &none, NULL) == -1 ||
	    setitimer(ITIMER_PROF, &none, NULL) == -1)
		return failed(p, "setitimer");
	return true;
}

const char process_path[] = "";

/* Last: what comes after it must be launch.h's. */
static bool
install(struct process *p)
{
	struct sock_fprog prog;

	if (p->guard == NULL)
		return true;
	prog.len = (unsigned short)guard_length(p->guard);
	prog.filter = (struct sock_filter *)(uintptr_t)guard_code(p->guard);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) == -1)
		return failed(p, "seccomp");
	return true;
}

static bool
prepare(struct process *p, int fd)
{
	if (!set_input(p) || !close_others(p, fd) || !clear_timers(p))
		return false;
	if (!process_signals(0))
		return failed(p, "rt_sigaction");
	if (personality(PER_LINUX) == -1)
		return failed(p, "personality");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return failed(p, "no_new_privs");
	if (p->no_proc_mem && !procmem_close(p->why))
		return failed(p, "--no-proc-mem");
	return install(p);
}

const char *
process_why(const struct process *p)
{
	return p->why[0] != '\0' ? p->why : strerror(p->error);
}

void
process_start(
    struct process *p, int fd, char **argv, char **envp, bool *prepared)
{
	long result;

	*prepared = prepare(p, fd);
	if (!*prepared)
		return;
	result = launch_exec(fd, process_path, argv, envp, PROCESS_FLAGS);
	errno = (int)-result;
	(void)failed(p, "execveat");
}
