/*
 * failmalloc - an allocator whose n-th allocation fails, n being FAILMALLOC.
 *
 * The tools are static, so this is linked into a copy of each with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc. With FAILMALLOC_LOG naming a
 * file, the failed allocation leaves a byte there: without one, n was too
 * large for the run.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

static int started;

/* Not what the C library allocates for itself before main. */
static void __attribute__((constructor)) start(void)
{
	started = 1;
}

static int
fails(void)
{
	static unsigned long calls;
	const char *wanted = getenv("FAILMALLOC");
	const char *log = getenv("FAILMALLOC_LOG");
	int fd;

	if (!started || wanted == NULL || ++calls != strtoul(wanted, NULL, 10))
		return 0;
	if (log != NULL) {
		fd = open(log, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		if (fd != -1) {
			(void)!write(fd, "x", 1);
			(void)close(fd);
		}
	}
	errno = ENOMEM;
	return 1;
}

void *
__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}
