#include "output.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fdio.h"

enum { CHUNK = 65536 };

/* The next byte of data at or after 'at', or size: the rest is a hole. */
static uint64_t
next_data(int from, uint64_t at, uint64_t size)
{
	off_t next = lseek(from, (off_t)at, SEEK_DATA);

	return next == -1 || (uint64_t)next > size ? size : (uint64_t)next;
}

/* Into a file that seeks, holes stay holes. */
static bool
copy(int from, uint64_t size, int to, bool holes)
{
	uint8_t buf[CHUNK];
	uint64_t at, next;
	ssize_t n;

	for (at = 0; at < size; at += (uint64_t)n) {
		if (holes) {
			next = next_data(from, at, size);
			if (next == size)
				break;
			if (lseek(to, (off_t)next, SEEK_SET) == -1)
				return false;
			at = next;
		}
		n = pread(from, buf, CHUNK, (off_t)at);
		if (n <= 0) {
			errno = n == 0 ? ENODATA : errno;
			return false;
		}
		errno = fdio_write(to, buf, (size_t)n);
		if (errno != 0)
			return false;
	}
	return !holes || ftruncate(to, (off_t)size) == 0;
}

static bool
write_through(int fd, uint64_t size, const char *path)
{
	int to = open(path, O_WRONLY | O_CLOEXEC);
	bool good;

	if (to == -1)
		return false;
	good = copy(fd, size, to, false);
	return close(to) == 0 && good;
}

static void
forget(struct output *o)
{
	free(o->path);
	free(o->temporary);
	o->path = o->temporary = NULL;
}

bool
output_begin(struct output *o, const char *path)
{
	o->path = realpath(path, NULL);
	if (o->path == NULL)
		o->path = strdup(path);
	o->temporary = malloc(strlen(path) + PATH_MAX + sizeof ".XXXXXX");
	o->fd = -1;
	if (o->path != NULL && o->temporary != NULL) {
		strcpy(o->temporary, o->path);
		strcat(o->temporary, ".XXXXXX");
		o->fd = mkostemp(o->temporary, O_CLOEXEC);
	}
	if (o->fd == -1)
		forget(o);
	return o->fd != -1;
}

void
output_leave(struct output *o)
{
	if (o->fd != -1)
		(void)close(o->fd);
	forget(o);
}

void
output_drop(struct output *o)
{
	(void)unlink(o->temporary);
	output_leave(o);
}

bool
output_end(struct output *o, mode_t mode)
{
	mode_t mask = umask(0);
	bool good;
	int error;

	(void)umask(mask);
	good = fchmod(o->fd, mode & ~mask) == 0;
	if (good) {
		good = close(o->fd) == 0 && rename(o->temporary, o->path) == 0;
		o->fd = -1;
	}
	if (good) {
		forget(o);
		return true;
	}
	error = errno;
	output_drop(o);
	errno = error;
	return false;
}

bool
output_write(int fd, uint64_t size, const char *path)
{
	struct output o;
	struct stat st;
	int error;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return write_through(fd, size, path);
	if (!output_begin(&o, path))
		return false;
	if (copy(fd, size, o.fd, true))
		return output_end(&o, 0777);
	error = errno;
	output_drop(&o);
	errno = error;
	return false;
}
