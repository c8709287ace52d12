/* glibc's children: what they inherit, say, and end with. */
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
in_child(void)
{
	puts("at the child's exit");
}

int
main(void)
{
	char text[64] = "";
	int ends[2], status = -1;
	siginfo_t info;
	pid_t pid;

	if (pipe(ends) == -1)
		return 1;
	pid = fork();
	if (pid == 0) {
		atexit(in_child);
		free(malloc(200000));
		if (write(ends[1], "from the child", 15) != 15)
			_exit(1);
		exit(getppid() == getpid() ? 1 : 7);
	}
	printf("read %zd", read(ends[0], text, sizeof text));
	printf(" '%s'\n", text);
	printf("waited %d", waitpid(pid, &status, 0) == pid);
	printf(" status %d\n", WEXITSTATUS(status));
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		for (;;)
			pause();
	printf("not yet %d\n", waitpid(pid, &status, WNOHANG));
	kill(pid, SIGTERM);
	memset(&info, 0, sizeof info);
	printf("waitid %d", waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT));
	printf(" %d\n", info.si_status);
	printf("again %d", waitpid(pid, &status, 0) == pid);
	printf(" signal %d\n", WTERMSIG(status));
	printf("no more %d", wait(&status));
	printf(" %s\n", strerror(errno));
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		abort();
	waitpid(pid, &status, 0);
	printf("abort %d\n", WTERMSIG(status));
	return 0;
}
