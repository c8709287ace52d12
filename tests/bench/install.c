/*
 * install N FILE - how long seccomp(2) takes for the filter in FILE, in ms, and
 * for one of a single instruction, in turn: medians of N.
 *
 * Each is installed in a child, which reads the clock without a call (the vDSO)
 * and leaves the time in shared memory: it may make no call any more.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <err.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1000 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds. */
static double
install(const struct sock_fprog *prog, volatile double *shared)
{
	static const struct rlimit none;
	double begin;
	pid_t pid;

	*shared = 0;
	pid = fork();
	if (pid == -1)
		err(2, "fork");
	if (pid == 0) {
		if (setrlimit(RLIMIT_CORE, &none) == -1 ||
		    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
			_exit(1);
		begin = now();
		if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, prog) == 0)
			*shared = now() - begin;
		_exit(0);
	}
	if (waitpid(pid, NULL, 0) == -1)
		err(2, "wait");
	if (*shared <= 0)
		errx(1, "the filter was not installed");
	return *shared;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char *argv[])
{
	static struct sock_filter code[BPF_MAXINSNS];
	static struct sock_filter one = BPF_STMT(BPF_RET, SECCOMP_RET_ALLOW);
	static double whole[MOST], single[MOST];
	struct sock_fprog prog = {0, code}, least = {1, &one};
	int n = argc == 3 ? atoi(argv[1]) : 0, k;
	volatile double *shared;
	FILE *f;

	if (n < 1 || n > MOST)
		errx(2, "usage: install N FILE");
	f = fopen(argv[2], "r");
	if (f == NULL)
		err(2, "%s", argv[2]);
	prog.len = (unsigned short)fread(code, sizeof *code, BPF_MAXINSNS, f);
	fclose(f);
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		err(2, "mmap");
	for (k = 0; k < n; k++) {
		whole[k] = install(&prog, shared);
		single[k] = install(&least, shared);
	}
	qsort(whole, (size_t)n, sizeof *whole, compare);
	qsort(single, (size_t)n, sizeof *single, compare);
	printf("%.3f %.3f %d\n", whole[n / 2] * 1e3, single[n / 2] * 1e3,
	    prog.len);
	return 0;
}
