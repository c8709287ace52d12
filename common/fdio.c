#include "fdio.h"

#include <errno.h>
#include <unistd.h>

int
fdio_write(int fd, const uint8_t *b, size_t n)
{
	ssize_t k;

	while (n > 0) {
		k = write(fd, b, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return errno;
		b += k;
		n -= (size_t)k;
	}
	return 0;
}

int
fdio_write_at(int fd, const uint8_t *b, size_t n, uint64_t off)
{
	ssize_t k;

	while (n > 0) {
		k = pwrite(fd, b, n, (off_t)off);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return errno;
		b += k;
		off += (uint64_t)k;
		n -= (size_t)k;
	}
	return 0;
}
