#!/bin/sh
# sites.sh one|forty|arguments N: prints the source of a program that times N
# sites: all of one number, of forty numbers, or each with two known arguments.
#
#   PROGRAM CALLS [SITE...]    CALLS at each SITE, or at each of all:
#                              a line with its index and picoseconds a call
#
# The calls are cheap: getppid, or one that fails at its first argument.
cat <<'END'
#include "start.h"

/* Not known to the compiler. */
static volatile long none = -1;

END
awk -v shape="$1" -v n="$2" 'BEGIN {
	names = "read write close fstat lseek ioctl pread64 pwrite64 readv " \
	    "writev dup getpid fcntl flock fsync fdatasync ftruncate " \
	    "getdents64 fchdir fchmod fchown getuid getgid geteuid getegid " \
	    "getppid getpgrp getpgid getsid fstatfs sched_getparam " \
	    "sched_getscheduler gettid readahead fadvise64 epoll_ctl " \
	    "inotify_rm_watch tee fallocate timerfd_gettime"
	forty = split(names, name, " ")
	for (i = 0; i < n; i++) {
		call = "syslift_call0(__NR_getppid)"
		if (shape == "forty")
			call = "syslift_call3(__NR_" name[i % forty + 1] \
			    ", none, none, none)"
		if (shape == "arguments")
			call = "syslift_call2(__NR_getppid, " i ", " \
			    7000000000 + i ")"
		printf "static long\nsite%d(void)\n{\n\treturn %s;\n}\n", i, call
	}
	printf "\nstatic long (*const site[])(void) = {"
	for (i = 0; i < n; i++)
		printf "%ssite%d,", i % 8 == 0 ? "\n    " : " ", i
	print "\n};"
}'
cat <<'END'

/* CLOCK_THREAD_CPUTIME_ID: what others run meanwhile is not in it. */
static long
now(void)
{
	long t[2];

	syslift_call2(__NR_clock_gettime, 3, t);
	return t[0] * 1000000000 + t[1];
}

static void
measure(long k, long calls)
{
	long (*const at)(void) = site[k];
	long begin = now(), i;

	for (i = 0; i < calls; i++)
		at();
	i = now() - begin;
	sample_putn(k);
	sample_puts(" ");
	sample_putn(calls > 0 ? i * 1000 / calls : 0);
	sample_puts("\n");
}

int
sample_main(long argc, char **argv, char **envp)
{
	const long sites = sizeof site / sizeof site[0];
	long calls = argc > 1 ? sample_number(argv[1]) : 0, i, k;

	(void)envp;
	for (i = 2; i < argc; i++) {
		k = sample_number(argv[i]);
		if (k < sites)
			measure(k, calls);
	}
	for (k = 0; argc == 2 && k < sites; k++)
		measure(k, calls);
	return 0;
}
END
