/*
 * output - a file under a name, whole or not at all.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <sys/types.h>

#include <stdbool.h>

/* What takes the place of the file at the path, or nothing yet. */
struct output {
	/* What a link points to is replaced; a link to nothing itself. */
	char *path;
	char *temporary; /* NULL: a device or pipe, written as it is */
	int fd;		 /* to write to */
};

/* Regular files and what is not there yet are replaced in one step at the end.
   False with errno on failure: then there is nothing to end. */
bool output_begin(struct output *o, const char *path);
/* In its place, with that mode but for the umask; false with errno. */
bool output_end(struct output *o, mode_t mode);
/* Never was. Keeps errno. */
void output_drop(struct output *o);
/* Left to another process that has it as well. */
void output_leave(struct output *o);

#endif
