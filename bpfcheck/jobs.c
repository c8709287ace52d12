#include "jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fdio.h"

/*
 * A worker sends blocks: what this is, how long or which, and bytes. It waits
 * when it is too far ahead of what is printed, for its pipe is full.
 */
enum kind { BEGIN, OUT, ERR, PAGE, END };
struct block {
	uint32_t kind, value;
};

enum { PIPE = 1 << 20, PIECE = 1 << 15 };

struct worker {
	pid_t pid;
	int from;
	bool busy; /* with job, whose BEGIN came */
	uint32_t job;
};

struct shared {
	_Atomic uint32_t next;
};

struct pool {
	const struct jobs *jobs;
	struct shared *shared;
	struct worker *workers;
	struct pollfd *polls;
};

struct sink {
	int to;
	enum kind kind;
};

static void
send(int to, enum kind kind, uint32_t value, const void *bytes, size_t n)
{
	struct block b = {kind, value};

	if (fdio_write(to, (const uint8_t *)&b, sizeof b) != 0 ||
	    fdio_write(to, bytes, n) != 0)
		_exit(1);
}

static ssize_t
sink_write(void *cookie, const char *bytes, size_t n)
{
	const struct sink *s = cookie;

	send(s->to, s->kind, (uint32_t)n, bytes, n);
	return (ssize_t)n;
}

static FILE *
sink_open(struct sink *s, char *buffer)
{
	cookie_io_functions_t io = {.write = sink_write};
	FILE *f = fopencookie(s, "w", io);

	if (f == NULL || setvbuf(f, buffer, _IOFBF, PIECE) != 0)
		_exit(1);
	return f;
}

static void
work(const struct jobs *j, struct shared *shared, int to)
{
	static char buffers[3][PIECE];
	struct sink out = {to, OUT}, err = {to, ERR}, page = {to, PAGE};
	FILE *o = sink_open(&out, buffers[0]), *e = sink_open(&err, buffers[1]);
	FILE *p = j->page != NULL ? sink_open(&page, buffers[2]) : NULL;
	uint32_t job, result;

	while ((job = atomic_fetch_add(&shared->next, 1)) < j->count) {
		send(to, BEGIN, job, "", 0);
		result = j->work(j->arg, job, o, e, p);
		if (fflush(o) != 0 || fflush(e) != 0 ||
		    (p != NULL && fflush(p) != 0))
			_exit(1);
		send(to, END, result, "", 0);
	}
	_exit(0);
}

static bool
start(struct pool *p, struct worker *w)
{
	int ends[2];

	w->busy = false;
	w->from = -1;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	(void)fcntl(ends[1], F_SETPIPE_SZ, PIPE);
	/* What waits here would be written by each of them. */
	fflush(stdout);
	if (p->jobs->page != NULL)
		fflush(p->jobs->page);
	w->pid = fork();
	if (w->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[0]);
		work(p->jobs, p->shared, ends[1]);
	}
	close(ends[1]);
	w->from = ends[0];
	if (w->pid < 0)
		close(ends[0]);
	return w->pid > 0;
}

static bool
get(int from, void *to, size_t n)
{
	uint8_t *b = to;

	while (n > 0) {
		ssize_t got = read(from, b, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		b += got;
		n -= (size_t)got;
	}
	return true;
}

static void
stop(struct worker *w)
{
	if (w->from < 0)
		return;
	close(w->from);
	w->from = -1;
	kill(w->pid, SIGKILL);
	while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* Hears which job a worker has; false: it ended. */
static bool
begun(struct worker *w)
{
	struct block b;

	if (!get(w->from, &b, sizeof b) || b.kind != BEGIN) {
		stop(w);
		return false;
	}
	w->busy = true;
	w->job = b.value;
	return true;
}

/* The worker that has this job; NULL: none will. */
static struct worker *
owner(struct pool *p, uint32_t job)
{
	for (;;) {
		nfds_t n = 0;

		for (uint32_t i = 0; i < p->jobs->workers; i++) {
			struct worker *w = &p->workers[i];

			if (w->from >= 0 && w->busy && w->job == job)
				return w;
			if (w->from >= 0 && !w->busy)
				p->polls[n++] =
				    (struct pollfd){w->from, POLLIN, 0};
		}
		if (n == 0)
			return NULL;
		if (poll(p->polls, n, -1) < 0 && errno != EINTR)
			return NULL;
		for (uint32_t i = 0, k = 0; i < p->jobs->workers && k < n; i++)
			if (p->workers[i].from == p->polls[k].fd &&
			    p->polls[k++].revents != 0)
				(void)begun(&p->workers[i]);
	}
}

static FILE *
stream(const struct jobs *j, uint32_t kind)
{
	if (kind == PAGE)
		return j->page;
	return kind == OUT ? j->out : stderr;
}

/* Passes on a worker's output up to END; false: it died. */
static bool
relay(const struct jobs *j, struct worker *w, uint32_t *result)
{
	static uint8_t bytes[PIECE];
	struct block b;

	while (get(w->from, &b, sizeof b)) {
		if (b.kind == END) {
			*result = b.value;
			w->busy = false;
			return true;
		}
		for (uint32_t left = b.value, n; left > 0; left -= n) {
			n = left < sizeof bytes ? left : sizeof bytes;
			if (!get(w->from, bytes, n))
				return false;
			fwrite(bytes, 1, n, stream(j, b.kind));
		}
	}
	return false;
}

static bool
run(struct pool *p)
{
	const struct jobs *j = p->jobs;
	uint32_t result;

	for (uint32_t i = 0; i < j->workers; i++)
		if (!start(p, &p->workers[i]))
			return false;
	for (uint32_t job = 0; job < j->count; job++) {
		struct worker *w = owner(p, job);

		if (w != NULL && relay(j, w, &result)) {
			j->done(j->arg, job, result);
			continue;
		}
		j->lost(j->arg, job);
		if (w == NULL)
			continue;
		stop(w);
		if (!start(p, w))
			return false;
	}
	return true;
}

static bool
alone(const struct jobs *j)
{
	for (uint32_t job = 0; job < j->count; job++)
		j->done(
		    j->arg, job, j->work(j->arg, job, j->out, stderr, j->page));
	return true;
}

bool
jobs_run(const struct jobs *j)
{
	struct pool p = {.jobs = j};
	bool good;

	if (j->workers <= 1)
		return alone(j);
	p.shared = mmap(NULL, sizeof *p.shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	p.workers = calloc(j->workers, sizeof *p.workers);
	p.polls = calloc(j->workers, sizeof *p.polls);
	good = p.shared != MAP_FAILED && p.workers != NULL && p.polls != NULL;
	for (uint32_t i = 0; good && i < j->workers; i++)
		p.workers[i].from = -1;
	good = good && run(&p);
	for (uint32_t i = 0; p.workers != NULL && i < j->workers; i++)
		stop(&p.workers[i]);
	free(p.workers);
	free(p.polls);
	if (p.shared != MAP_FAILED)
		munmap(p.shared, sizeof *p.shared);
	return good;
}
