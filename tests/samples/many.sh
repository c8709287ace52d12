#!/bin/sh
# many.sh: prints the source of a sample with 2,000 sites: 1,998 calls that
# need no argument, one write and one exit. It prints how many calls were
# answered, and how many failed with ENOSYS.
cat <<'END'
#include "start.h"

static long answered, denied;

static void
count(long result)
{
	answered += result >= 0;
	denied += result == SYSLIFT_DENIED;
}

int
sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
END
awk 'BEGIN {
	n = split("getpid getppid getuid geteuid getgid getegid gettid", name)
	for (i = 0; i < 1998; i++)
		printf "\tcount(syslift_call0(__NR_%s));\n", name[i % n + 1]
}'
cat <<'END'
	sample_puts("answered ");
	sample_putn(answered);
	sample_puts(", denied ");
	sample_putn(denied);
	sample_puts("\n");
	return 0;
}
END
