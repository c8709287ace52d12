/*
 * watch - what a supervisor costs the program that it watches: none, a tracer
 * as runimg --report and --kill=log have it, and seccomp's user notification,
 * which runimg does not use. The best of ROUNDS short rounds each, in
 * microseconds, in one run.
 */
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 60, KINDS = 5 };

static void
taken(int sig)
{
	(void)sig;
}

static void *
nothing(void *p)
{
	return p;
}

static void
signal_once(void)
{
	kill(getpid(), SIGUSR1);
}

static void
fork_once(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static void
thread_once(void)
{
	pthread_t t;

	if (pthread_create(&t, NULL, nothing, NULL) == 0)
		pthread_join(t, NULL);
}

static void
call_once(void)
{
	syscall(SYS_getppid);
}

static void
forbidden_once(void)
{
	syscall(SYS_getuid);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static void
measure(const char *how)
{
	static const struct {
		void (*once)(void);
		int n;
	} kind[KINDS] = {{signal_once, 50}, {fork_once, 5}, {thread_once, 5},
	    {call_once, 1000}, {forbidden_once, 50}};
	double best[KINDS] = {0}, t;
	int r, k, i;

	signal(SIGUSR1, taken);
	for (r = 0; r < ROUNDS; r++)
		for (k = 0; k < KINDS; k++) {
			t = now();
			for (i = 0; i < kind[k].n; i++)
				kind[k].once();
			t = (now() - t) / kind[k].n;
			if (r == 0 || t < best[k])
				best[k] = t;
		}
	printf("%-14s", how);
	for (k = 0; k < KINDS; k++)
		printf(" %9.2f", best[k]);
	printf("\n");
	fflush(stdout);
}

/* The address is loaded, as runimg's filter does: no cache of allowed calls. */
static int
install(uint32_t answer, unsigned flags)
{
	struct sock_filter f[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		offsetof(struct seccomp_data, instruction_pointer)),
	    BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getuid, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, answer),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
	struct sock_fprog p = {sizeof f / sizeof f[0], f};
	long fd;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &p);
	if (fd == -1)
		err(1, "seccomp");
	return (int)fd;
}

static void
trace(pid_t image, int go)
{
	long options = PTRACE_O_EXITKILL | PTRACE_O_TRACEEXIT |
	    PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
	    PTRACE_O_TRACESECCOMP;
	sigset_t all;
	int status, sig;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	if (ptrace(PTRACE_SEIZE, image, NULL, options) == -1)
		err(1, "ptrace");
	if (write(go, "", 1) != 1)
		err(1, "write");
	do {
		sigwaitinfo(&all, NULL);
		while ((pid = waitpid(-1, &status, __WALL | WNOHANG)) > 0) {
			sig = WIFSTOPPED(status) && status >> 16 == 0
			    ? WSTOPSIG(status)
			    : 0;
			if (WIFSTOPPED(status))
				ptrace(PTRACE_CONT, pid, NULL, (long)sig);
		}
	} while (pid != -1);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
}

/* Copies the notification descriptor out of the image's process. */
static void
answer(pid_t image, int come)
{
	struct seccomp_notif n;
	struct seccomp_notif_resp r;
	int pidfd, fd, number;

	if (read(come, &number, sizeof number) != sizeof number)
		err(1, "read");
	pidfd = (int)syscall(SYS_pidfd_open, image, 0);
	fd = (int)syscall(SYS_pidfd_getfd, pidfd, number, 0);
	if (fd == -1)
		err(1, "pidfd_getfd");
	do {
		memset(&n, 0, sizeof n);
		if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &n) == -1)
			continue;
		memset(&r, 0, sizeof r);
		r.id = n.id;
		r.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &r);
	} while (n.id != 0);
	close(fd);
	close(pidfd);
	waitpid(image, NULL, 0);
}

int
main(void)
{
	static const char *const how[] = {"none", "tracer", "notification"};
	int k, ends[2], fd;
	char byte;
	pid_t pid;

	printf("%-14s %9s %9s %9s %9s %9s\n", "microseconds", "signal", "fork",
	    "thread", "call", "forbidden");
	fflush(stdout);
	for (k = 0; k < 3; k++) {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
			err(1, "socketpair");
		pid = fork();
		if (pid == 0) {
			if (k == 1 && read(ends[0], &byte, 1) != 1)
				_exit(1);
			fd = install(k == 0 ? SECCOMP_RET_ALLOW
				: k == 1    ? SECCOMP_RET_TRACE
					    : SECCOMP_RET_USER_NOTIF,
			    k == 2 ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0);
			if (k == 2 && write(ends[0], &fd, sizeof fd) < 0)
				_exit(1);
			measure(how[k]);
			_exit(0);
		}
		if (k == 0)
			waitpid(pid, NULL, 0);
		else if (k == 1)
			trace(pid, ends[1]);
		else
			answer(pid, ends[1]);
		close(ends[0]);
		close(ends[1]);
	}
	return 0;
}
