/*
 * pairs N A... ::: B... - runs two pipelines in turn, N times each, and prints
 * their median wall times, the median of the ratios pair by pair, and for A the
 * peak memory of each stage. A pipeline is words with '|' between its stages;
 * its input is /dev/null or the file after '<' at its end, its output thrown
 * away.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { STAGES = 16, RUNS = 1000 };

struct pipeline {
	char **stage[STAGES];
	int n;
	const char *input;
	long peak[STAGES]; /* KiB */
	double wall[RUNS];
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
split(struct pipeline *p, char **words)
{
	p->n = 1;
	p->stage[0] = words;
	p->input = "/dev/null";
	for (; *words != NULL; words++) {
		if (strcmp(*words, "<") == 0 && words[1] != NULL) {
			p->input = words[1];
			*words = NULL;
			return;
		}
		if (strcmp(*words, "|") == 0) {
			if (p->n == STAGES)
				errx(2, "too many stages");
			*words = NULL;
			p->stage[p->n++] = words + 1;
		}
	}
}

static pid_t
start(char **argv, int in, int out)
{
	pid_t pid = fork();

	if (pid == -1)
		err(2, "fork");
	if (pid != 0)
		return pid;
	if (dup2(in, 0) == -1 || dup2(out, 1) == -1)
		_exit(127);
	execv(argv[0], argv);
	_exit(127);
}

static void
run(struct pipeline *p, int k)
{
	int i, in, out, ends[2], status;
	struct rusage usage;
	pid_t pid[STAGES];
	double begin;

	in = open(p->input, O_RDONLY | O_CLOEXEC);
	if (in == -1)
		err(2, "%s", p->input);
	begin = now();
	for (i = 0; i < p->n; i++) {
		if (i + 1 < p->n) {
			if (pipe2(ends, O_CLOEXEC) == -1)
				err(2, "pipe");
			out = ends[1];
		} else {
			out = open("/dev/null", O_WRONLY | O_CLOEXEC);
		}
		pid[i] = start(p->stage[i], in, out);
		close(in);
		close(out);
		in = ends[0];
	}
	for (i = 0; i < p->n; i++) {
		if (wait4(pid[i], &status, 0, &usage) == -1)
			err(2, "wait");
		if (status != 0)
			errx(1, "%s: status %d", p->stage[i][0], status);
		if (usage.ru_maxrss > p->peak[i])
			p->peak[i] = usage.ru_maxrss;
	}
	p->wall[k] = now() - begin;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof *v, compare);
	return n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

int
main(int argc, char *argv[])
{
	static struct pipeline a, b;
	static double ratio[RUNS];
	int i, k, n;

	n = argc > 4 ? atoi(argv[1]) : 0;
	if (n < 1 || n > RUNS)
		errx(2, "usage: pairs N A... ::: B...");
	for (i = 2; i < argc && strcmp(argv[i], ":::") != 0; i++)
		;
	if (i >= argc - 1)
		errx(2, "no second pipeline");
	argv[i] = NULL;
	split(&a, argv + 2);
	split(&b, argv + i + 1);
	run(&a, 0);
	run(&b, 0);
	for (k = 0; k < n; k++) {
		run(&a, k);
		run(&b, k);
		ratio[k] = a.wall[k] / b.wall[k];
	}
	printf("%.3f %.3f %.3f", median(a.wall, n) * 1e3,
	    median(b.wall, n) * 1e3, median(ratio, n));
	for (i = 0; i < a.n; i++)
		printf(" %ld", a.peak[i]);
	printf("\n");
	return 0;
}
