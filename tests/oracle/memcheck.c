/*
 * memcheck - stands where a tool is looked for, and runs the real one, which is
 * in ../bin beside it, under Valgrind. An error or a leak is exit status 99 and
 * a report in a file of its own in LOGS; a file without a report says that a
 * process was checked.
 *
 * The tool sees what it would see without Valgrind: its descriptors, closed
 * ones too, its TMPDIR (tmpdir.c), its signals, its standard input.
 *
 * runimg becomes another program, which Valgrind cannot follow: under Valgrind
 * the exec of a memfd fails. It is run so first, up to the exec, with its
 * messages thrown away, then without Valgrind, as it was meant. A stream that
 * comes from a named pipe can be read once only, so there it is the second run
 * alone, as with --no-proc-mem.
 */
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { OPTIONS = 11, FAILED = 98, REPORT = 99, HIGH = 900 };

static char tool[4096], name[64];

static void
find_tool(void)
{
	char self[4000], *slash;
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n <= 0)
		err(FAILED, "/proc/self/exe");
	self[n] = '\0';
	slash = strrchr(self, '/');
	snprintf(name, sizeof name, "%s", slash + 1);
	*slash = '\0';
	snprintf(tool, sizeof tool, "%s/../bin/%s", self, name);
}

/* A file for this process's report; a process number comes again. */
static int
open_log(void)
{
	struct timespec now;
	char path[4096];
	int low, fd;

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(path, sizeof path, "%s/%s.%ld.%lld%09ld", LOGS, name,
	    (long)getpid(), (long long)now.tv_sec, now.tv_nsec);
	low = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (low == -1)
		err(FAILED, "%s", path);
	/* Far from the numbers that the tool may find closed. */
	fd = fcntl(low, F_DUPFD, HIGH);
	if (fd == -1)
		err(FAILED, "descriptor %d", HIGH);
	close(low);
	return fd;
}

/* Valgrind would use the tool's TMPDIR for itself. */
static void
hide_tmpdir(void)
{
	const char *dir = getenv("TMPDIR");

	if (dir == NULL)
		return;
	if (setenv("LP_MEMCHECK_TMPDIR", dir, 1) == -1 ||
	    setenv("LD_PRELOAD", PRELOAD, 1) == -1 || unsetenv("TMPDIR") == -1)
		err(FAILED, "environment");
}

static void
run_checked(int argc, char **argv, bool starts)
{
	char **args = calloc((size_t)argc + OPTIONS + 2, sizeof *args);
	char log[32];
	int n = 0, i;

	if (args == NULL)
		err(FAILED, "memory");
	snprintf(log, sizeof log, "--log-fd=%d", open_log());
	args[n++] = "valgrind";
	args[n++] = "-q";
	args[n++] = "--command-line-only=yes";
	args[n++] = "--vgdb=no";
	args[n++] = "--trace-children=no";
	args[n++] = "--error-exitcode=99";
	args[n++] = "--leak-check=full";
	args[n++] = "--errors-for-leak-kinds=definite,indirect,possible";
	args[n++] = log;
	args[n++] = tool;
	/* Valgrind itself makes its client's calls, from its own addresses. */
	if (starts)
		args[n++] = "--no-filter";
	for (i = 1; i < argc; i++)
		args[n++] = argv[i];
	hide_tmpdir();
	execv(VALGRIND, args);
	err(FAILED, "%s", VALGRIND);
}

/* What runimg's command line asks for. */
struct request {
	bool starts;   /* it runs an image */
	bool landlock; /* by calls that Valgrind does not know */
	const char *stream;
};

static struct request
runimg_request(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"argv0", required_argument, NULL, 'a'},
	    {"check", no_argument, NULL, 'c'},
	    {"clear-env", no_argument, NULL, 'E'},
	    {"help", no_argument, NULL, 'h'},
	    {"input", required_argument, NULL, 'i'},
	    {"keep-fd", required_argument, NULL, 'k'},
	    {"kill", required_argument, NULL, 'k'},
	    {"no-filter", no_argument, NULL, 'n'},
	    {"no-proc-mem", no_argument, NULL, 'm'},
	    {"output", required_argument, NULL, 'o'},
	    {"print-filter", no_argument, NULL, 'c'},
	    {"quiet", no_argument, NULL, 'q'},
	    {"record", required_argument, NULL, 'r'},
	    {"report", no_argument, NULL, 'r'},
	    {"stream", required_argument, NULL, 's'},
	    {"verbose", no_argument, NULL, 'v'},
	    {"version", no_argument, NULL, 'V'},
	    {NULL, 0, NULL, 0},
	};
	struct request r = {true, false, NULL};
	int ch;

	opterr = 0;
	while (
	    (ch = getopt_long(argc, argv, "+a:Ehi:o:qs:vV", longs, NULL)) != -1)
		if (ch == 's')
			r.stream = optarg;
		else if (ch == 'm')
			r.landlock = true;
		else if (strchr("chVo?", ch) != NULL)
			r.starts = false;
	return r;
}

/* Standard input that can be read twice. */
static void
keep_input(void)
{
	char buf[65536];
	ssize_t n, done, part;
	int fd;

	fd = memfd_create("input", MFD_CLOEXEC);
	if (fd == -1)
		err(FAILED, "memfd");
	while ((n = read(STDIN_FILENO, buf, sizeof buf)) > 0)
		for (done = 0; done < n; done += part)
			if ((part = write(
				 fd, buf + done, (size_t)(n - done))) <= 0)
				err(FAILED, "memfd");
	if (lseek(fd, 0, SEEK_SET) == -1 || dup2(fd, STDIN_FILENO) == -1)
		err(FAILED, "memfd");
	close(fd);
}

/* True if the process is to have its first run; input is read then. */
static bool
readable_twice(const struct request *r)
{
	struct stat st;

	if (r->stream != NULL)
		return stat(r->stream, &st) == -1 ||
		    (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode));
	if (fstat(STDIN_FILENO, &st) == 0 &&
	    (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
		keep_input();
	return true;
}

static void
first_run(int argc, char **argv)
{
	struct sigaction old, plain = {.sa_handler = SIG_DFL};
	off_t at = lseek(STDIN_FILENO, 0, SEEK_CUR);
	pid_t child;
	int status, fd;

	/* Whoever ignores SIGCHLD has no children to wait for. */
	sigaction(SIGCHLD, &plain, &old);
	child = fork();
	if (child == -1)
		err(FAILED, "fork");
	if (child == 0) {
		(void)personality(PER_LINUX);
		for (fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
			if (fcntl(fd, F_GETFD) != -1 &&
			    dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), fd) !=
				fd)
				err(FAILED, "/dev/null");
		run_checked(argc, argv, true);
	}
	while (waitpid(child, &status, 0) == -1)
		if (errno != EINTR)
			err(FAILED, "waitpid");
	sigaction(SIGCHLD, &old, NULL);
	if (WIFEXITED(status) &&
	    (WEXITSTATUS(status) == REPORT || WEXITSTATUS(status) == FAILED))
		exit(WEXITSTATUS(status));
	if (at != -1)
		(void)lseek(STDIN_FILENO, at, SEEK_SET);
}

int
main(int argc, char **argv)
{
	struct request r;

	find_tool();
	if (strcmp(name, "runimg") != 0)
		run_checked(argc, argv, false);
	r = runimg_request(argc, argv);
	if (!r.starts)
		run_checked(argc, argv, false);
	if (!r.landlock && readable_twice(&r))
		first_run(argc, argv);
	execv(tool, argv);
	err(FAILED, "%s", tool);
}
