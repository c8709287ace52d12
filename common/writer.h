/*
 * writer - records to a descriptor: the signature before the first, the count
 * and the CRC of CRCs for END kept on the way. Small records are gathered.
 */
#ifndef WRITER_H
#define WRITER_H

#include "reader.h"

enum { WRITER_BUFFER = 65536 };

struct writer {
	int fd;
	int error; /* errno of the first failed write; then all calls fail */
	bool begun;
	uint64_t count;
	uint32_t crcs;
	size_t have;
	uint8_t buf[WRITER_BUFFER];
};

void writer_start(struct writer *w, int fd);

/* A sealed record, as reader_next or record_seal left it. */
bool writer_record(struct writer *w, const struct record *rec);

/* Room for a record's payload of up to RECORD_PAYLOAD_MAX bytes, sealed and
   written by writer_put. bytes has RECORD_MAX bytes. */
bool writer_put(struct writer *w, uint32_t type, uint8_t *bytes, size_t len);

/* Four texts (cut to the limit), each ended by NUL. */
struct writer_texts {
	const char *text[RECORD_TEXTS];
};
bool writer_statement(struct writer *w, const struct writer_texts *t);
bool writer_stop(struct writer *w, int status, const struct writer_texts *t);
bool writer_end(struct writer *w);

/* Everything is out, and the descriptor is closed without an error. */
bool writer_close(struct writer *w);

#endif
