#include "emit.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fdio.h"
#include "output.h"

static enum fault_code
failed(enum fault_code code, const char **why)
{
	*why = strerror(errno);
	return code;
}

enum fault_code
emit(const char *path, const uint8_t *bytes, size_t len, const char **why)
{
	struct output o;

	*why = NULL;
	if (strcmp(path, "-") == 0) {
		errno = fdio_write(STDOUT_FILENO, bytes, len);
		/* Some file systems say only now that there is no room. */
		if (errno != 0 || close(STDOUT_FILENO) != 0)
			return failed(FAULT_WRITE, why);
		return FAULT_NONE;
	}
	if (!output_begin(&o, path))
		return failed(FAULT_OPEN, why);
	errno = fdio_write(o.fd, bytes, len);
	if (errno == 0 && output_end(&o, 0666))
		return FAULT_NONE;
	if (o.fd != -1)
		output_drop(&o);
	return failed(FAULT_WRITE, why);
}
