#include "output.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
forget(struct output *o)
{
	free(o->path);
	free(o->temporary);
	o->path = o->temporary = NULL;
}

static bool
begin_beside(struct output *o, const char *path)
{
	o->path = realpath(path, NULL);
	if (o->path == NULL)
		o->path = strdup(path);
	o->temporary = malloc(strlen(path) + PATH_MAX + sizeof ".XXXXXX");
	if (o->path != NULL && o->temporary != NULL) {
		strcpy(o->temporary, o->path);
		strcat(o->temporary, ".XXXXXX");
		o->fd = mkostemp(o->temporary, O_CLOEXEC);
	}
	if (o->fd == -1)
		forget(o);
	return o->fd != -1;
}

bool
output_begin(struct output *o, const char *path)
{
	struct stat st;

	o->path = o->temporary = NULL;
	o->fd = -1;
	if (stat(path, &st) == -1 || S_ISREG(st.st_mode))
		return begin_beside(o, path);
	o->fd = open(path, O_WRONLY | O_CLOEXEC);
	return o->fd != -1;
}

void
output_leave(struct output *o)
{
	if (o->fd != -1)
		(void)close(o->fd);
	o->fd = -1;
	forget(o);
}

void
output_drop(struct output *o)
{
	int error = errno;

	if (o->temporary != NULL)
		(void)unlink(o->temporary);
	output_leave(o);
	errno = error;
}

/* With the mode that a file made by open would have. */
static bool
give_mode(const struct output *o, mode_t mode)
{
	mode_t mask = umask(0);

	(void)umask(mask);
	return o->temporary == NULL || fchmod(o->fd, mode & ~mask) == 0;
}

bool
output_end(struct output *o, mode_t mode)
{
	bool good = give_mode(o, mode);

	if (good) {
		good = close(o->fd) == 0;
		o->fd = -1;
	}
	if (good && o->temporary != NULL)
		good = rename(o->temporary, o->path) == 0;
	if (good)
		forget(o);
	else
		output_drop(o);
	return good;
}
