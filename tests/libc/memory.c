/* Stack, heap and processes. */
#include <sys/mman.h>
#include <sys/wait.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "show.h"

enum { MIB = 1 << 20 };

static void
show_maps(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512], perms[5], name[256];
	int both = 0;

	while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
		name[0] = '\0';
		if (sscanf(line, "%*x-%*x %4s %*s %*s %*s %255s", perms, name) <
		    1)
			continue;
		if (perms[1] == 'w' && perms[2] == 'x')
			both++;
		if (strcmp(name, "[stack]") == 0)
			printf("stack: %s\n", perms);
		if (strcmp(name, "[heap]") == 0)
			printf("heap: %s\n", perms);
	}
	if (maps != NULL)
		fclose(maps);
	show("none writable and executable", maps != NULL && both == 0);
}

static int
break_grows(void)
{
	char *old = sbrk(0), *p;
	size_t i;

	if (old == (char *)-1)
		return 0;
		/* musl's sbrk does no more than tell. */
#ifdef __GLIBC__
	p = sbrk(64 * MIB);
#else
	p = mmap(NULL, 64 * MIB, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#endif
	if (p == (char *)-1)
		return 0;
	for (i = 0; i < 64 * MIB; i += 4096)
		p[i] = (char)i;
	return p[4096 * 100] == (char)(4096 * 100);
}

static int
many_blocks(void)
{
	enum { BLOCKS = 4000 };
	static char *block[BLOCKS];
	size_t size, i;
	int good = 1;

	for (i = 0; i < BLOCKS; i++) {
		size = 1 + i * 37 % 30000;
		block[i] = malloc(size);
		if (block[i] == NULL)
			return 0;
		memset(block[i], (int)i, size);
	}
	for (i = 0; i < BLOCKS; i++) {
		size = 1 + i * 37 % 30000;
		good &= block[i][size - 1] == (char)i;
		free(block[i]);
	}
	return good;
}

static int
large_block(void)
{
	char *p = calloc(1, 200 * MIB);
	int good = p != NULL && p[100 * MIB] == 0;

	if (p != NULL)
		p[200 * MIB - 1] = 1;
	free(p);
	return good;
}

__attribute__((noinline)) static long
deep(int n)
{
	volatile char frame[4096];

	frame[0] = (char)n;
	return n == 0 ? 0 : deep(n - 1) + (frame[0] == (char)n);
}

static int
forks(void)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(many_blocks() ? 17 : 1);
	return pid > 0 && waitpid(pid, &status, 0) == pid &&
	    WIFEXITED(status) && WEXITSTATUS(status) == 17;
}

int
main(void)
{
	show_maps();
	show("break", break_grows());
	show("many blocks", many_blocks());
	show("a large block", large_block());
	show("6 MiB of stack", deep(1500) == 1500);
	show("fork", forks());
	show_maps();
	return 10;
}
