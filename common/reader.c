#include "reader.h"

#include <errno.h>
#include <libdeflate.h>
#include <string.h>
#include <unistd.h>

#include "le.h"

void
reader_start(struct reader *r, int fd)
{
	r->fd = fd;
	r->error = 0;
	r->begun = r->eof = false;
	r->offset = r->count = 0;
	r->crcs = 0;
	r->have = r->used = 0;
}

static struct fault
trouble(const struct reader *r, enum fault_code code)
{
	return fault_at(code, AT_STREAM, r->offset);
}

/* Reads until want bytes are there or the stream ends. */
static bool
fill(struct reader *r, size_t want)
{
	ssize_t n;

	while (r->have < want && !r->eof) {
		n = read(r->fd, r->buf + r->have, want - r->have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			r->error = errno;
			return false;
		}
		if (n == 0)
			r->eof = true;
		r->have += (size_t)n;
	}
	return true;
}

static void
drop(struct reader *r, size_t n)
{
	memmove(r->buf, r->buf + n, r->have - n);
	r->have -= n;
	r->offset += n;
}

static struct fault
begin(struct reader *r)
{
	enum fault_code code;

	if (!fill(r, RECORD_SIGNATURE + RECORD_HEADER))
		return trouble(r, FAULT_READ);
	code = record_signature_check(
	    r->buf, r->have < RECORD_SIGNATURE ? r->have : RECORD_SIGNATURE);
	if (code != FAULT_NONE)
		return trouble(r, code);
	drop(r, RECORD_SIGNATURE);
	r->begun = true;
	return fault_none();
}

static uint32_t
crc_of(const uint8_t *bytes, size_t len)
{
	return libdeflate_crc32(0, bytes, RECORD_HEADER + len);
}

static enum fault_code
check_last(const struct reader *r, const struct record *rec)
{
	enum fault_code code;
	struct texts texts;
	uint32_t status;

	if (rec->type == RECORD_END)
		code =
		    record_end_check(rec->payload, rec->len, r->count, r->crcs);
	else
		code = record_stop(rec->payload, rec->len, &status, &texts);
	if (code == FAULT_NONE && r->have > rec->size)
		code = FAULT_TRAILING;
	return code;
}

struct fault
reader_next(struct reader *r, struct record *rec)
{
	enum fault_code code;
	struct fault f;
	uint64_t len;

	if (!r->begun) {
		f = begin(r);
		if (f.code != FAULT_NONE)
			return f;
	} else {
		drop(r, r->used);
	}
	r->used = 0;
	if (!fill(r, RECORD_HEADER))
		return trouble(r, FAULT_READ);
	if (r->have < RECORD_HEADER)
		return trouble(r, FAULT_TRUNCATED);
	code = record_header(r->buf, &rec->type, &len);
	if (code != FAULT_NONE)
		return trouble(r, code);
	rec->len = (size_t)len;
	rec->bytes = r->buf;
	rec->payload = r->buf + RECORD_HEADER;
	rec->size = record_size(rec->len);
	if (!fill(r, rec->size + RECORD_HEADER))
		return trouble(r, FAULT_READ);
	if (r->have < rec->size)
		return trouble(r, FAULT_TRUNCATED);
	code = record_whole(rec->bytes, rec->len, crc_of(rec->bytes, rec->len));
	if (code != FAULT_NONE)
		return trouble(r, code);
	if (rec->type == RECORD_END || rec->type == RECORD_STOP)
		code = check_last(r, rec);
	if (code != FAULT_NONE)
		return trouble(r, code);
	r->crcs = libdeflate_crc32(
	    r->crcs, rec->bytes + rec->size - RECORD_CRC, RECORD_CRC);
	r->count++;
	r->used = rec->size;
	return fault_none();
}

void
record_seal(struct record *rec)
{
	rec->size = record_size(rec->len);
	record_frame_put(rec->bytes, rec->type, rec->len);
	record_crc_put(rec->bytes, rec->len, crc_of(rec->bytes, rec->len));
}
