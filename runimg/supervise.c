#include "supervise.h"

#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

#include "relay.h"
#include "tracee.h"

enum { FAILED = 125, BY_SIGNAL = 128 };

static enum supervise_side
failed(struct supervise *s, const char *what)
{
	s->failed = what;
	s->error = errno;
	return SUPERVISE_FAILED;
}

/* The image to be: goes on once it is traced, not if the parent is gone. */
static enum supervise_side
wait_for_tracer(const int *ends)
{
	char byte;

	(void)close(ends[1]);
	if (read(ends[0], &byte, 1) != 1)
		_exit(FAILED);
	(void)close(ends[0]);
	return SUPERVISE_IMAGE;
}

/* The image must not get at the supervisor, which no filter holds; nor has this
   one a memory dump to leave when it dies as the image did. */
static bool
seize(const struct supervise *s)
{
	long options = PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK |
	    PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;

	options |= s->trial ? PTRACE_O_TRACESECCOMP : PTRACE_O_TRACEEXIT;
	return prctl(PR_SET_DUMPABLE, 0) != -1 &&
	    ptrace(PTRACE_SEIZE, s->image, NULL, (void *)options) != -1;
}

enum supervise_side
supervise_fork(struct supervise *s)
{
	enum supervise_side side = SUPERVISE_SUPERVISOR;
	int ends[2];

	s->ended = false;
	s->stopped = 0;
	if (!relay_begin())
		return failed(s, "rt_sigaction");
	if (pipe(ends) == -1)
		return failed(s, "pipe");
	s->image = fork();
	if (s->image == 0)
		return wait_for_tracer(ends);
	if (s->image == -1)
		side = failed(s, "fork");
	else if (!seize(s))
		side = failed(s, "ptrace");
	else if (write(ends[1], "", 1) != 1)
		side = failed(s, "write");
	(void)close(ends[0]);
	(void)close(ends[1]);
	if (side == SUPERVISE_FAILED && s->image != -1)
		(void)waitpid(s->image, NULL, 0);
	return side;
}

/* Any task may end with SIGSYS, its own or its group's: the filter tells in
   which of them it was that the call was forbidden. */
static void
ending(struct supervise *s, pid_t pid)
{
	unsigned long status;
	struct cbpf_call call;

	if (ptrace(PTRACE_GETEVENTMSG, pid, NULL, &status) == -1 ||
	    (status & 0x7f) != SIGSYS || !tracee_ended_in(pid, &call))
		return;
	if (report_answer(s->report, &call) == s->report->guard->pins.other)
		report_call(s->report, pid, &call);
}

static void
trapped(struct supervise *s, pid_t pid)
{
	struct cbpf_call call;

	if (!tracee_trapped_in(pid, &call))
		return;
	if (s->report->recorder != NULL)
		report_record(s->report, pid, &call);
	else
		report_once(s->report, pid, &call);
}

static void
paused(struct supervise *s, pid_t pid, int status)
{
	int sig = WSTOPSIG(status), pass = 0;

	switch (status >> 16) {
	case 0:
		pass = sig;
		break;
	case PTRACE_EVENT_STOP:
		if (pid == s->image)
			s->stopped = sig == SIGTRAP ? 0 : sig;
		if (sig == SIGTRAP)
			break;
		(void)ptrace(PTRACE_LISTEN, pid, NULL, NULL);
		return;
	case PTRACE_EVENT_EXIT:
		ending(s, pid);
		break;
	case PTRACE_EVENT_SECCOMP:
		trapped(s, pid);
		break;
	default: /* a new task, traced by itself */
		break;
	}
	(void)ptrace(PTRACE_CONT, pid, NULL, (void *)(intptr_t)pass);
}

/*
 * What the image's tasks wait for, or the next thing: false when none is left.
 * __WCLONE: tracees are always waited for; children that runimg had before it
 * was started, which are none of the image's, only with another flag.
 */
static bool
take_events(struct supervise *s, int flags)
{
	int status;
	pid_t pid;

	flags |= (int)__WCLONE;
	while ((pid = waitpid(-1, &status, flags)) > 0)
		if (WIFSTOPPED(status)) {
			paused(s, pid, status);
		} else if (pid == s->image && !s->ended) {
			s->status = status;
			s->ended = true;
			break;
		}
	return pid != -1;
}

/* Those that the image has left behind. runimg is then a process like any other
   to who sends it signals. */
static void
after_end(struct supervise *s)
{
	if (!take_events(s, WNOHANG))
		return;
	relay_end();
	while (take_events(s, 0))
		;
}

/* Signals before events: a task that has sent one may end with the next event,
   and then nobody knows whose it was. */
static void
take_signals(struct supervise *s)
{
	bool wait = s->stopped == 0;
	int sig, stop = s->stopped;

	while ((sig = relay_next(s->image, wait)) != 0) {
		wait = false;
		stop = 0;
		if (sig == SIGCONT)
			s->stopped = 0;
	}
	if (stop != 0) {
		s->stopped = 0;
		relay_take(stop);
	}
}

/* But standard error, and the list's. */
static void
close_all(const struct recorder *recorder)
{
	unsigned from = STDERR_FILENO + 1;

	(void)close(STDIN_FILENO);
	(void)close(STDOUT_FILENO);
	if (recorder != NULL) {
		unsigned kept = (unsigned)recorder->out.fd;

		if (kept > from)
			(void)syscall(SYS_close_range, from, kept - 1, 0);
		from = kept + 1;
	}
	(void)syscall(SYS_close_range, from, UINT32_MAX, 0);
}

int
supervise_run(struct supervise *s)
{
	struct recorder *recorder = s->report->recorder;
	bool written = true;

	close_all(recorder);
	do
		take_signals(s);
	while (take_events(s, WNOHANG) && !s->ended);
	if (s->ended)
		after_end(s);
	if (recorder != NULL && s->ended)
		written = recorder_end(recorder);
	else if (recorder != NULL)
		recorder_drop(recorder);
	if (!s->ended || !written)
		return FAILED;
	if (WIFEXITED(s->status))
		return WEXITSTATUS(s->status);
	relay_take(WTERMSIG(s->status));
	return BY_SIGNAL + WTERMSIG(s->status);
}
