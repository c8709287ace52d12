#include "slurp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "object.h"

static enum fault_code
take(int fd, uint8_t **bytes, size_t *len, const char **why)
{
	size_t size = 1 << 16;
	ssize_t n = 1;

	*bytes = malloc(size);
	while (*bytes != NULL && n != 0) {
		if (*len == size) {
			uint8_t *more = realloc(*bytes, size *= 2);

			if (more == NULL)
				return FAULT_MEMORY;
			*bytes = more;
		}
		n = read(fd, *bytes + *len, size - *len);
		if (n < 0 && errno != EINTR) {
			*why = strerror(errno);
			return FAULT_READ;
		}
		*len += n > 0 ? (size_t)n : 0;
		if (*len > OBJECT_BYTES) {
			*why = "it is larger than 512 MiB";
			return FAULT_READ;
		}
	}
	return *bytes == NULL ? FAULT_MEMORY : FAULT_NONE;
}

enum fault_code
slurp(const char *path, uint8_t **bytes, size_t *len, const char **why)
{
	int fd = STDIN_FILENO;
	enum fault_code code;

	*bytes = NULL;
	*len = 0;
	*why = NULL;
	if (strcmp(path, "-") != 0)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		*why = strerror(errno);
		return FAULT_OPEN;
	}
	code = take(fd, bytes, len, why);
	if (fd != STDIN_FILENO)
		close(fd);
	return code;
}
