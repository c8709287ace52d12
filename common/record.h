/*
 * record - the frame of image-stream(5): signature, record headers, texts.
 * Pure: bytes in, numbers out; the CRCs are the reader's and writer's.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

enum {
	RECORD_SIGNATURE = 16,
	RECORD_HEADER = 16,
	RECORD_CRC = 4,
	RECORD_PAYLOAD_MAX = 262144,
	RECORD_MAX = RECORD_HEADER + RECORD_PAYLOAD_MAX + 8,
	RECORD_TEXT_MAX = 4096,
	RECORD_TEXTS = 4,
	RECORD_END_BYTES = 16
};

/* A type as the little-endian integer of its four letters. */
#define RECORD_TYPE(a, b, c, d) \
	((uint32_t)(a) + 256u * (b) + 65536u * (c) + 16777216u * (uint32_t)(d))
#define RECORD_PROG RECORD_TYPE('P', 'R', 'O', 'G')
#define RECORD_SEGM RECORD_TYPE('S', 'E', 'G', 'M')
#define RECORD_SITE RECORD_TYPE('S', 'I', 'T', 'E')
#define RECORD_NSET RECORD_TYPE('N', 'S', 'E', 'T')
#define RECORD_PLAN RECORD_TYPE('P', 'L', 'A', 'N')
#define RECORD_PSET RECORD_TYPE('P', 'S', 'E', 'T')
#define RECORD_DATA RECORD_TYPE('D', 'A', 'T', 'A')
#define RECORD_SYMB RECORD_TYPE('s', 'y', 'm', 'b')
#define RECORD_STMT RECORD_TYPE('s', 't', 'm', 't')
#define RECORD_END  RECORD_TYPE('E', 'N', 'D', ' ')
#define RECORD_STOP RECORD_TYPE('S', 'T', 'O', 'P')

/* Writes the signature of version 1.0 into b[0 .. 15]; checks one. */
void record_signature(uint8_t *b);
/* n < 16 bytes are a signature cut short, or the start of another file. */
enum fault_code record_signature_check(const uint8_t *b, size_t n);

/* The header in b[0 .. 15], into *type and *len; len is at most the limit. */
enum fault_code record_header(const uint8_t *b, uint32_t *type, uint64_t *len);
void record_header_put(uint8_t *b, uint32_t type, uint64_t len);

/* Bytes of the whole record with a payload of len <= RECORD_PAYLOAD_MAX. */
size_t record_size(size_t len);
/* The padding of the record in b, of len payload bytes, is zero. */
bool record_padding_zero(const uint8_t *b, size_t len);
/* The reader may copy the record without knowing it. */
bool record_may_skip(uint32_t type);

/* Four texts, as stmt and STOP hold them: lengths at 'at', bytes after. */
struct texts {
	const uint8_t *text[RECORD_TEXTS];
	size_t len[RECORD_TEXTS];
};
/* False unless they fill b[at .. n) exactly, each within the limit. */
bool record_texts(const uint8_t *b, size_t n, size_t at, struct texts *t);

/* A STOP payload: status 1 or 2 and its texts. */
enum fault_code record_stop(
    const uint8_t *b, size_t n, uint32_t *status, struct texts *t);

#endif
