/* pagefile - see pagefile.h */
#include "pagefile.h"

#include <errno.h>
#include <unistd.h>

#include "page.h"

bool
pagefile_open(struct pagefile *p, const char *path)
{
	int fd;

	if (!output_begin(&p->output, path))
		return false;
	fd = dup(p->output.fd);
	p->to = fd != -1 ? fdopen(fd, "w") : NULL;
	if (p->to == NULL) {
		if (fd != -1)
			(void)close(fd);
		output_drop(&p->output);
		return false;
	}
	page_begin(p->to);
	pagefile_keep(p);
	return true;
}

void
pagefile_keep(struct pagefile *p)
{
	if (p->to != NULL)
		p->whole = ftell(p->to);
}

void
pagefile_forget(struct pagefile *p)
{
	if (p->to != NULL)
		(void)fseek(p->to, p->whole, SEEK_SET);
}

/* What was forgotten may be longer than what came behind. */
static bool
cut(struct pagefile *p)
{
	long end;

	if (fflush(p->to) != 0 || ferror(p->to))
		return false;
	end = ftell(p->to);
	return p->output.temporary == NULL ||
	    (end >= 0 && ftruncate(p->output.fd, end) == 0);
}

bool
pagefile_close(struct pagefile *p)
{
	bool good;
	int error;

	if (p->to == NULL)
		return true;
	page_end(p->to);
	good = cut(p);
	error = errno;
	if (fclose(p->to) != 0 && good) {
		error = errno;
		good = false;
	}
	p->to = NULL;
	if (good)
		return output_end(&p->output, 0666);
	errno = error;
	output_drop(&p->output);
	return false;
}
