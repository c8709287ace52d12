#include "hold.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fdio.h"

enum { FIRST = 1 << 16 };

void
hold_start(struct hold *h)
{
	memset(h, 0, sizeof *h);
	h->fd = -1;
}

static struct fault
failed(struct hold *h, int error)
{
	h->error = error;
	return fault_of(FAULT_TEMP);
}

struct fault
hold_head(struct hold *h, const struct image *img)
{
	h->code.arch = img->arch;
	h->code.fixed = img->prog.type == IMAGE_EXEC;
	if (!parts_layout(&h->code.parts, img, true) ||
	    !parts_layout(&h->bases.parts, img, false))
		return fault_of(FAULT_MEMORY);
	h->records = h->end = h->bases.parts.size;
	h->fd = fdio_temporary("syslift");
	return h->fd != -1 ? fault_none() : failed(h, errno);
}

/* Code comes in order: room for as much as has come, twice. */
static bool
grow(struct hold *h, size_t want)
{
	size_t size = h->code.parts.size, room = h->have;
	uint8_t *b;

	if (want <= room)
		return true;
	room = room < FIRST ? FIRST : room;
	while (room < want)
		room = room > SIZE_MAX / 2 ? SIZE_MAX : room * 2;
	if (room > size)
		room = size;
	b = realloc(h->code.bytes, room);
	if (b == NULL)
		return false;
	h->code.bytes = b;
	h->have = room;
	return true;
}

struct fault
hold_data(struct hold *h, const struct image *img, const struct take_data *d,
    const uint8_t *b)
{
	size_t at;
	int error;

	if ((img->segs[d->seg].flags & IMAGE_X) != 0) {
		if (!parts_offset(&h->code.parts, d->vaddr, &at) ||
		    !grow(h, at + d->n))
			return fault_of(FAULT_MEMORY);
		memcpy(h->code.bytes + at, b, d->n);
		return fault_none();
	}
	if (!parts_offset(&h->bases.parts, d->vaddr, &at))
		return fault_of(FAULT_BAD_DATA);
	error = fdio_write_at(h->fd, b, d->n, at);
	return error == 0 ? fault_none() : failed(h, error);
}

struct fault
hold_record(struct hold *h, const struct record *rec)
{
	int error = fdio_write_at(h->fd, rec->bytes, rec->size, h->end);

	if (error != 0)
		return failed(h, error);
	h->end += rec->size;
	return fault_none();
}

static uint64_t *
map_of(size_t bits)
{
	return calloc(bits_words(bits), sizeof(uint64_t));
}

struct fault
hold_maps(struct hold *h)
{
	size_t size = h->code.parts.size;
	int i;

	for (i = 0; i < CODE_MAPS; i++) {
		h->code.map[i] = map_of(size);
		if (h->code.map[i] == NULL)
			return fault_of(FAULT_MEMORY);
	}
	h->code.pages = map_of(size / CODE_PAGE + 1);
	h->bases.map = map_of(h->bases.parts.size / BASES_UNIT + 1);
	if (h->code.pages == NULL || h->bases.map == NULL)
		return fault_of(FAULT_MEMORY);
	return fault_none();
}

struct fault
hold_edges(struct hold *h)
{
	size_t size = h->code.parts.size;
	struct edges *e = &h->edges;

	e->room = size / EDGES_DENSE + 1;
	e->first = calloc(size / EDGES_SPAN + 2, sizeof *e->first);
	e->source = calloc(e->room, sizeof *e->source);
	if (e->first == NULL || e->source == NULL)
		return fault_of(FAULT_MEMORY);
	return fault_none();
}

static bool
read_at(struct hold *h, uint64_t off, uint8_t *b, size_t n)
{
	ssize_t k;

	while (n > 0) {
		k = pread(h->fd, b, n, (off_t)off);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			h->error = k < 0 ? errno : EIO;
			return false;
		}
		b += k;
		n -= (size_t)k;
		off += (uint64_t)k;
	}
	return true;
}

bool
hold_read(void *own, size_t at, uint8_t *b, size_t n)
{
	return read_at(own, at, b, n);
}

bool
hold_next(struct hold *h, uint64_t *at, uint8_t *bytes, struct record *r)
{
	uint64_t len;

	if (*at == h->end || !read_at(h, *at, bytes, RECORD_HEADER) ||
	    record_header(bytes, &r->type, &len) != FAULT_NONE)
		return false;
	r->bytes = bytes;
	r->payload = bytes + RECORD_HEADER;
	r->len = (size_t)len;
	r->size = record_size(r->len);
	if (!read_at(
		h, *at + RECORD_HEADER, r->payload, r->size - RECORD_HEADER))
		return false;
	*at += r->size;
	return true;
}

void
hold_free(struct hold *h)
{
	int i;

	free(h->code.bytes);
	for (i = 0; i < CODE_MAPS; i++)
		free(h->code.map[i]);
	free(h->code.pages);
	free(h->bases.map);
	free(h->edges.first);
	free(h->edges.source);
	if (h->fd != -1)
		(void)close(h->fd);
}
