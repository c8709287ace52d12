#include "output.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
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

static bool
replace(int fd, uint64_t size, const char *path, char *temporary)
{
	int to, error;
	mode_t mask;

	strcpy(temporary, path);
	strcat(temporary, ".XXXXXX");
	to = mkostemp(temporary, O_CLOEXEC);
	if (to == -1)
		return false;
	mask = umask(0);
	(void)umask(mask);
	if (!copy(fd, size, to, true) || fchmod(to, 0777 & ~mask) == -1) {
		error = errno;
		(void)close(to);
	} else if (close(to) == -1 || rename(temporary, path) == -1) {
		error = errno;
	} else {
		return true;
	}
	(void)unlink(temporary);
	errno = error;
	return false;
}

bool
output_write(int fd, uint64_t size, const char *path)
{
	char *temporary, *real;
	struct stat st;
	bool good;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return write_through(fd, size, path);
	/* What a link points to is replaced, not the link. */
	real = realpath(path, NULL);
	if (real != NULL)
		path = real;
	temporary = malloc(strlen(path) + sizeof ".XXXXXX");
	good = temporary != NULL && replace(fd, size, path, temporary);
	free(temporary);
	free(real);
	return good;
}
