/*
 * bpfload BATCH: the module under load: four processes at once, on one open file
 * and on their own; killed and interrupted in the middle; unloaded while in use;
 * short of memory; how deep the stack gets. Each counts what it expects of the
 * module's statistics.
 *
 * Exit status: 0; 1 something was wrong; 2 usage, or no module.
 */
#include "ask.h"
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* STACK: bytes that the deepest program may take. */
enum {
	PROCESSES = 4,
	PROGRAMS = 200,
	SHORT = 5000,
	LOG = 1 << 24,
	STACK = 6 * 1024
};

#define PARAMETERS "/sys/module/bpfcheck/parameters/"

static int device;
static const char *batch_name;

static bool
set(const char *parameter, const char *to)
{
	char path[128];
	int fd;
	bool good;

	snprintf(path, sizeof path, PARAMETERS "%s", parameter);
	fd = open(path, O_WRONLY);
	good = fd >= 0 && write(fd, to, strlen(to)) == (ssize_t)strlen(to);
	if (fd >= 0)
		close(fd);
	return good;
}

static void
sleep_ms(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

/* Each of the batch's programs, or the first few; how many are answered as by
   the core here. */
static unsigned
same(int fd, unsigned most)
{
	static struct prog p;
	FILE *f = fopen(batch_name, "r");
	struct bpfcheck_verify v;
	struct found found;
	const char *why;
	unsigned good = 0, n = 0;
	void *input;

	if (f == NULL || !prog_init(&p))
		return 0;
	while (n < most && batch_read(f, &p, &why) > 0) {
		core_check_as(&p, VF_KERNEL_6_18, &found);
		if (found.r.insns_processed > SHORT)
			continue;
		n++;
		ask_request(&p, &v, &input);
		good += ask_ioctl(fd, BPFCHECK_IOC_VERIFY, &v) == 0 &&
		    v.result.verdict == (uint32_t)found.r.verdict &&
		    v.result.insns_processed == found.r.insns_processed &&
		    strcmp(v.result.reason, found.r.reason) == 0;
		free(input);
	}
	prog_free(&p);
	fclose(f);
	return good;
}

static void
together(bool own)
{
	struct bpfcheck_stats before, after;
	int status;

	ask_must("statistics", ask_stats(device, &before), true);
	fflush(stdout);
	for (unsigned i = 0; i < PROCESSES; i++)
		if (fork() == 0)
			_exit(same(own ? module_open() : device, PROGRAMS) !=
			    PROGRAMS);
	for (unsigned i = 0; i < PROCESSES; i++) {
		wait(&status);
		ask_must("a process among four", status, 0);
	}
	ask_must("statistics", ask_stats(device, &after), true);
	ask_must("programs counted", (long)(after.programs - before.programs),
	    PROCESSES * PROGRAMS);
	ask_must("verdicts counted",
	    (long)(after.accepted + after.rejected + after.undecided -
		before.accepted - before.rejected - before.undecided),
	    PROCESSES * PROGRAMS);
}

static void
on_alarm(int n)
{
	(void)n;
}

static int
verify(int fd, const struct prog *p)
{
	struct bpfcheck_verify v;
	void *input;
	int error;

	ask_request(p, &v, &input);
	error = ask_ioctl(fd, BPFCHECK_IOC_VERIFY, &v);
	free(input);
	return error;
}

static int
verify_long(int fd)
{
	struct prog p;

	ask_long(&p);
	return verify(fd, &p);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A signal, a while after it began: it ends at once, and nothing stays. Seconds
   that it took to end. */
static double
stopped(int signal_number, const struct prog *p, long after_ms)
{
	const struct sigaction quiet = {.sa_handler = on_alarm};
	struct bpfcheck_stats before, after;
	double begin;
	int status;
	pid_t child;

	ask_must("statistics", ask_stats(device, &before), true);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		sigaction(SIGALRM, &quiet, NULL);
		_exit(verify(module_open(), p));
	}
	sleep_ms(after_ms);
	begin = seconds();
	kill(child, signal_number);
	waitpid(child, &status, 0);
	begin = seconds() - begin;
	if (signal_number == SIGKILL)
		ask_must("killed", WTERMSIG(status), SIGKILL);
	else
		ask_must("interrupted", WEXITSTATUS(status), EINTR);
	ask_must("statistics", ask_stats(device, &after), true);
	ask_must("one was stopped", (long)(after.stopped - before.stopped), 1);
	ask_must(
	    "memory is given back", (long)after.memory, (long)before.memory);
	return begin;
}

/* On the way, and while a million instructions are looked at one after the
   other, before there is a way. */
static void
all_stopped(void)
{
	struct prog p;

	ask_long(&p);
	ask_must("it ends soon", stopped(SIGKILL, &p, 100) < 0.5, true);
	ask_must("it ends soon", stopped(SIGALRM, &p, 100) < 0.5, true);
	ask_must("a wide program", ask_wide(&p), true);
	printf("a million instructions end %.1f s after a signal\n",
	    stopped(SIGALRM, &p, 300));
}

/* Not while it is open, and not in the middle. */
static void
unload(void)
{
	fflush(stdout);
	ask_must("unloaded while it is open",
	    syscall(SYS_delete_module, "bpfcheck", O_NONBLOCK) == 0 ? 0 : errno,
	    EWOULDBLOCK);
	ask_must("it still answers", same(device, 10), 10);
}

static void
unload_under_load(void)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		int fd = module_open();

		close(device);
		_exit(same(fd, PROGRAMS) != PROGRAMS);
	}
	close(device);
	for (unsigned i = 0; i < 50 && waitpid(child, &status, WNOHANG) == 0;
	     i++) {
		ask_must("unloaded under load",
		    syscall(SYS_delete_module, "bpfcheck", O_NONBLOCK) == 0
			? 0
			: errno,
		    EWOULDBLOCK);
		sleep_ms(2);
	}
	waitpid(child, &status, 0);
	ask_must("the load", status, 0);
	device = module_open();
	ask_must("open again", device >= 0, true);
}

static void
memory(void)
{
	struct bpfcheck_stats s;

	ask_must("a limit", set("memory_max", "65536"), true);
	ask_must("too little memory", verify_long(device), ENOMEM);
	ask_must("no limit", set("memory_max", "536870912"), true);
	ask_must("it still answers", same(device, 10), 10);
	ask_must("statistics", ask_stats(device, &s), true);
	printf("memory: %llu bytes at most by all\n",
	    (unsigned long long)s.memory_peak);
}

/* With a log, each page of which is a fault in the middle of a verification. */
static unsigned
logged(unsigned most)
{
	static struct prog p;
	FILE *f = fopen(batch_name, "r");
	struct bpfcheck_verify v;
	const char *why;
	unsigned good = 0, n = 0;
	void *input, *log;

	if (f == NULL || !prog_init(&p))
		return 0;
	for (; n < most && batch_read(f, &p, &why) > 0; n++) {
		ask_request(&p, &v, &input);
		v.log_level = 2;
		v.log_size = LOG;
		log = mmap(NULL, LOG, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		v.log = (uintptr_t)log;
		good += ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v) == 0 &&
		    v.result.log_size > 0;
		munmap(log, LOG);
		free(input);
	}
	prog_free(&p);
	fclose(f);
	return good;
}

/* Of all programs of the batch. */
static void
depth(void)
{
	struct bpfcheck_stats s;
	unsigned n;

	ask_must("measure", set("stack", "1"), true);
	n = same(device, UINT32_MAX);
	ask_must("programs", n >= PROGRAMS, true);
	ask_must("programs with a log", logged(PROGRAMS), PROGRAMS);
	ask_must("a long one", verify_long(device), 0);
	ask_must("statistics", ask_stats(device, &s), true);
	ask_must("measured no more", set("stack", "0"), true);
	ask_must("the stack was measured", s.stack_peak > 256, true);
	ask_must("the stack is not deep", s.stack_peak < STACK, true);
	printf("stack: %llu bytes at most, of %u programs\n",
	    (unsigned long long)s.stack_peak, n + PROGRAMS + 1);
}

int
main(int argc, char **argv)
{
	device = argc == 2 ? module_open() : -1;
	if (device < 0) {
		fprintf(stderr, "usage: bpfload BATCH\n");
		return 2;
	}
	batch_name = argv[1];
	together(false);
	together(true);
	all_stopped();
	unload();
	unload_under_load();
	depth();
	memory();
	printf("%u answers, %u wrong\n", ask_tried, ask_wrong);
	return ask_wrong > 0;
}
