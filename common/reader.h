/*
 * reader - records from a descriptor, with their frame checked.
 *
 * One buffer holds one record and the header of the next; a read asks for just
 * that, so bulk data is copied once, from the kernel, and can be changed in
 * place and written from where it stands.
 */
#ifndef READER_H
#define READER_H

#include "record.h"

struct record {
	uint32_t type;
	uint8_t *bytes; /* the whole record, in the reader's buffer */
	size_t size;
	uint8_t *payload;
	size_t len;
};

struct reader {
	int fd;
	int error; /* errno of a failed read */
	bool begun;
	bool eof;
	uint64_t offset; /* of the current record in the stream */
	uint64_t count;	 /* records before it */
	uint32_t crcs;	 /* CRC-32 over their CRCs */
	size_t have;	 /* bytes in buf */
	size_t used;	 /* of them the current record's */
	uint8_t buf[RECORD_MAX + RECORD_SIGNATURE + RECORD_HEADER];
};

void reader_start(struct reader *r, int fd);

/*
 * The next record, valid until the next call. END and STOP come like any
 * other once they are checked: END's count and CRC, and that nothing follows.
 * The fault's place is the record's offset in the stream.
 */
struct fault reader_next(struct reader *r, struct record *rec);

/* Fills the header, padding and CRC of the record in rec->bytes, whose payload
   of rec->len bytes has changed or is new. */
void record_seal(struct record *rec);

#endif
