#include "imagefile.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "fdio.h"
#include "output.h"

enum { CHUNK = 65536 };

/* The next byte of data at or after 'at', or size: the rest is a hole. */
static uint64_t
next_data(int from, uint64_t at, uint64_t size)
{
	off_t next = lseek(from, (off_t)at, SEEK_DATA);

	return next == -1 || (uint64_t)next > size ? size : (uint64_t)next;
}

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

bool
imagefile_write(int fd, uint64_t size, const char *path)
{
	struct output o;

	if (!output_begin(&o, path))
		return false;
	if (copy(fd, size, o.fd, o.temporary != NULL))
		return output_end(&o, 0777);
	output_drop(&o);
	return false;
}
