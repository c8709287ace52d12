#include "spool.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "fdio.h"

enum { CHUNK = 65536, WINDOW_GZIP = 15 + 16 };

struct spool {
	struct elffile *e;
	int in, out;
	uint64_t max;
	size_t have; /* bytes of input in buf */
	unsigned char buf[CHUNK];
	unsigned char plain[CHUNK];
};

static struct fault
failed(struct elffile *e, enum fault_code code, int error)
{
	e->error = error;
	return fault_of(code);
}

/* More input behind what is in buf; have stays when it ends. */
static struct fault
more(struct spool *s)
{
	ssize_t n;

	do
		n = read(s->in, s->buf + s->have, CHUNK - s->have);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return failed(s->e, FAULT_READ, errno);
	s->have += (size_t)n;
	return fault_none();
}

static struct fault
put(struct spool *s, const unsigned char *b, size_t n, enum fault_code over)
{
	int error;

	if (n > s->max - s->e->size)
		return fault_at(over, AT_FILE, s->e->size);
	error = fdio_write(s->out, b, n);
	if (error != 0)
		return failed(s->e, FAULT_TEMP, error);
	s->e->size += n;
	return fault_none();
}

static bool
unlike_elf(const unsigned char *b, size_t n)
{
	return n < SELFMAG || memcmp(b, ELFMAG, SELFMAG) != 0;
}

static struct fault
copy_plain(struct spool *s)
{
	struct fault f = fault_none();

	while (s->have > 0 && f.code == FAULT_NONE) {
		f = put(s, s->buf, s->have, FAULT_TOO_BIG);
		s->have = 0;
		if (f.code == FAULT_NONE)
			f = more(s);
	}
	return f;
}

/* One turn of inflate: what comes out goes to the file. */
static struct fault
inflate_some(struct spool *s, z_stream *z, int *state)
{
	bool first = s->e->size == 0;
	struct fault f;
	size_t n;

	z->next_out = s->plain;
	z->avail_out = CHUNK;
	*state = inflate(z, Z_NO_FLUSH);
	if (*state == Z_MEM_ERROR)
		return fault_of(FAULT_MEMORY);
	if (*state != Z_OK && *state != Z_STREAM_END && *state != Z_BUF_ERROR)
		return fault_at(FAULT_GZIP_BAD, AT_FILE, s->e->size);
	n = CHUNK - z->avail_out;
	if (first && n >= SELFMAG && unlike_elf(s->plain, n))
		return fault_at(FAULT_NOT_ELF, AT_FILE, 0);
	f = put(s, s->plain, n, FAULT_GZIP_BOMB);
	return f;
}

/* RFC 1952: members one after the other are one file. */
static struct fault
inflate_all(struct spool *s, z_stream *z)
{
	struct fault f = fault_none();
	int state = Z_OK;

	for (;;) {
		z->next_in = s->buf;
		z->avail_in = (uInt)s->have;
		while (z->avail_in > 0 || z->avail_out == 0) {
			if (state == Z_STREAM_END) {
				if (z->avail_in == 0)
					break;
				if (inflateReset(z) != Z_OK)
					return fault_of(FAULT_GZIP_BAD);
			}
			f = inflate_some(s, z, &state);
			if (f.code != FAULT_NONE)
				return f;
		}
		s->have = 0;
		f = more(s);
		if (f.code != FAULT_NONE)
			return f;
		if (s->have == 0)
			return state == Z_STREAM_END
			    ? fault_none()
			    : fault_at(FAULT_GZIP_BAD, AT_FILE, s->e->size);
	}
}

static struct fault
copy_gzip(struct spool *s)
{
	struct fault f;
	z_stream z;

	memset(&z, 0, sizeof z);
	z.avail_out = 1;
	if (inflateInit2(&z, WINDOW_GZIP) != Z_OK)
		return fault_of(FAULT_MEMORY);
	f = inflate_all(s, &z);
	inflateEnd(&z);
	return f;
}

static struct fault
copy(struct spool *s, bool gzip)
{
	struct fault f;

	s->out = fdio_temporary("elfparse");
	if (s->out == -1)
		return failed(s->e, FAULT_TEMP, errno);
	s->e->size = 0;
	f = gzip ? copy_gzip(s) : copy_plain(s);
	s->e->fd = s->out;
	return f;
}

/* Decides by the first bytes what to do with the open input. */
static struct fault
choose(struct spool *s, bool seeks)
{
	struct fault f = fault_none();
	size_t before;
	bool gzip;

	do {
		before = s->have;
		f = more(s);
	} while (f.code == FAULT_NONE && s->have < SELFMAG && s->have > before);
	if (f.code != FAULT_NONE)
		return f;
	gzip = s->have >= 2 && s->buf[0] == 0x1f && s->buf[1] == 0x8b;
	if (!gzip && unlike_elf(s->buf, s->have))
		return fault_at(FAULT_NOT_ELF, AT_FILE, 0);
	if (seeks && !gzip) {
		s->e->fd = s->in;
		return fault_none();
	}
	return copy(s, gzip);
}

struct fault
spool_open(const char *name, uint64_t max, struct elffile *e)
{
	bool stdin_used = strcmp(name, "-") == 0;
	struct spool *s;
	struct stat st;
	struct fault f;
	int fd;

	e->fd = -1;
	e->size = 0;
	e->error = 0;
	fd = stdin_used ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	if (fd == -1 || fstat(fd, &st) == -1)
		return failed(e, FAULT_OPEN, errno);
	if (S_ISDIR(st.st_mode))
		return failed(e, FAULT_OPEN, EISDIR);
	s = calloc(1, sizeof *s);
	if (s == NULL)
		return fault_of(FAULT_MEMORY);
	s->e = e;
	s->in = fd;
	s->max = max;
	if (S_ISREG(st.st_mode))
		e->size = (uint64_t)st.st_size;
	/* Standard input may stand in the middle of a file. */
	f = choose(s,
	    S_ISREG(st.st_mode) &&
		(!stdin_used || lseek(fd, 0, SEEK_CUR) == (off_t)0));
	if (e->fd != fd && !stdin_used)
		(void)close(fd);
	free(s);
	return f;
}
