/*
 * One tool's main, called again and again in one process: standard input is
 * the fuzzer's bytes, standard output is thrown away. TOOL_MAIN is the file,
 * TOOL_ARGS its arguments; TOOL_STREAM says that the input is an image stream;
 * TOOL_ODD, that arguments differ with odd, and then one byte more follows.
 */
#define main tool_main
#include TOOL_MAIN
#undef main

#include <sys/mman.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reseal.h"

#ifndef TOOL_ODD
#define TOOL_ODD false
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
scratch(const char *name)
{
	int fd = memfd_create(name, 0);

	if (fd == -1)
		abort();
	return fd;
}

/* The first byte says whether the stream's frame is made good. */
static size_t
input(int fd, const uint8_t *data, size_t size)
{
	uint8_t *b = malloc(size + 1);

	if (b == NULL)
		abort();
	memcpy(b, data, size);
#ifdef TOOL_STREAM
	if (size > 0 && data[0] != 'R')
		reseal(b, size);
#endif
	if (ftruncate(fd, 0) == -1 || pwrite(fd, b, size, 0) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET))
		abort();
	free(b);
	return size;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int in = -1, out = -1;
	const bool odd = TOOL_ODD && size % 2 == 1;
	char *argv[] = {TOOL_ARGS, NULL};
	int argc = (int)(sizeof argv / sizeof *argv) - 1;

	if (in == -1) {
		in = scratch("in");
		out = open("/dev/null", O_WRONLY);
		if (out == -1)
			abort();
	}
	(void)input(in, data, size - odd);
	if (dup2(in, STDIN_FILENO) == -1 || dup2(out, STDOUT_FILENO) == -1)
		abort();
	optind = 0;
#ifdef TOOL_ENVIRON
	(void)tool_main(argc, argv, argv + argc);
#else
	(void)tool_main(argc, argv);
#endif
	return 0;
}
