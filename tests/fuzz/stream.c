/* The stream reader: any bytes give records, an end, or a fault. */
#include <sys/mman.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reseal.h"
#include "source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source *s = malloc(sizeof *s);
	uint8_t *b = malloc(size + 1);
	static int fd = -1;

	if (fd == -1)
		fd = memfd_create("in", 0);
	if (fd == -1 || s == NULL || b == NULL)
		abort();
	memcpy(b, data, size);
	if (size > 0 && data[0] != 'R')
		reseal(b, size);
	if (ftruncate(fd, 0) == -1 || pwrite(fd, b, size, 0) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET))
		abort();
	source_start(s, fd);
	while (source_next(s) == SOURCE_RECORD)
		;
	source_free(s);
	free(s);
	free(b);
	return 0;
}
