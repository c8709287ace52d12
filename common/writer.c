#include "writer.h"

#include <errno.h>
#include <libdeflate.h>
#include <string.h>
#include <unistd.h>

#include "fdio.h"
#include "le.h"

/* Two bytes of text length, and the texts, of each of four. */
enum {
	TEXTS_MAX = RECORD_TEXTS * (2 + RECORD_TEXT_MAX),
	SMALL = RECORD_HEADER + 8 + TEXTS_MAX + 8
};

void
writer_start(struct writer *w, int fd)
{
	w->fd = fd;
	w->error = 0;
	w->begun = false;
	w->count = 0;
	w->crcs = 0;
	w->have = 0;
}

static bool
write_out(struct writer *w, const uint8_t *b, size_t n)
{
	if (w->error == 0)
		w->error = fdio_write(w->fd, b, n);
	return w->error == 0;
}

static bool
flush(struct writer *w)
{
	size_t n = w->have;

	w->have = 0;
	return write_out(w, w->buf, n);
}

static bool
put(struct writer *w, const uint8_t *b, size_t n)
{
	if (n > WRITER_BUFFER - w->have && !flush(w))
		return false;
	if (n > WRITER_BUFFER)
		return write_out(w, b, n);
	memcpy(w->buf + w->have, b, n);
	w->have += n;
	return w->error == 0;
}

static bool
begin(struct writer *w)
{
	uint8_t sig[RECORD_SIGNATURE];

	if (w->begun)
		return true;
	w->begun = true;
	record_signature(sig);
	return put(w, sig, sizeof sig);
}

bool
writer_record(struct writer *w, const struct record *rec)
{
	if (!begin(w))
		return false;
	w->crcs = libdeflate_crc32(
	    w->crcs, rec->bytes + rec->size - RECORD_CRC, RECORD_CRC);
	w->count++;
	return put(w, rec->bytes, rec->size);
}

bool
writer_put(struct writer *w, uint32_t type, uint8_t *bytes, size_t len)
{
	struct record rec;

	rec.type = type;
	rec.bytes = bytes;
	rec.payload = bytes + RECORD_HEADER;
	rec.len = len;
	record_seal(&rec);
	return writer_record(w, &rec);
}

static size_t
put_texts(uint8_t *b, size_t at, const struct writer_texts *t)
{
	size_t i, len, from = at + 2 * RECORD_TEXTS;

	for (i = 0; i < RECORD_TEXTS; i++) {
		len = strnlen(t->text[i], RECORD_TEXT_MAX);
		le16_put(b, at + 2 * i, (uint16_t)len);
		memcpy(b + from, t->text[i], len);
		from += len;
	}
	return from;
}

bool
writer_statement(struct writer *w, const struct writer_texts *t)
{
	uint8_t bytes[SMALL];
	size_t len = put_texts(bytes + RECORD_HEADER, 0, t);

	return writer_put(w, RECORD_STMT, bytes, len);
}

bool
writer_stop(struct writer *w, int status, const struct writer_texts *t)
{
	uint8_t bytes[SMALL];
	size_t len;

	le32_put(bytes, RECORD_HEADER, (uint32_t)status);
	le32_put(bytes, RECORD_HEADER + 4, 0);
	len = put_texts(bytes + RECORD_HEADER, 8, t);
	return writer_put(w, RECORD_STOP, bytes, len);
}

bool
writer_end(struct writer *w)
{
	uint8_t bytes[RECORD_HEADER + RECORD_END_BYTES + 8];

	record_end_put(bytes + RECORD_HEADER, w->count, w->crcs);
	return writer_put(w, RECORD_END, bytes, RECORD_END_BYTES);
}

bool
writer_close(struct writer *w)
{
	bool good = flush(w);

	if (close(w->fd) == -1 && w->error == 0) {
		w->error = errno;
		good = false;
	}
	return good;
}
