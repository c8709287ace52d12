/*
 * output - a file under a name, whole or not at all.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <sys/types.h>

#include <stdbool.h>
#include <stdint.h>

/* A file that takes the place of what is at the path, or nothing yet. */
struct output {
	char *path; /* what a link points to is replaced, not the link */
	char *temporary;
	int fd; /* to write to */
};

/* False with errno on failure: then there is nothing to end. */
bool output_begin(struct output *o, const char *path);
/* In its place, with that mode but for the umask; false with errno. */
bool output_end(struct output *o, mode_t mode);
/* Never was. */
void output_drop(struct output *o);
/* Left to another process that has it as well. */
void output_leave(struct output *o);

/*
 * Copies size bytes of fd to path, executable. A regular file is replaced in
 * one step; a device or pipe is written to. False with errno on failure.
 */
bool output_write(int fd, uint64_t size, const char *path);

#endif
