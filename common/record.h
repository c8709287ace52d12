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
#include "le.h"

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

/*@ logic integer magic_byte(integer i) =
      i == 0 ? 0x8c : i == 1 ? 0x4c : i == 2 ? 0x44 : i == 3 ? 0x50 :
      i == 4 ? 0x0d : i == 5 ? 0x0a : i == 6 ? 0x1a : 0x0a;

    predicate magic_bytes(uint8_t *b, integer n) =
      \forall integer i; 0 <= i < n ==> b[i] == magic_byte(i);

    // Of version 1.x; no minor version changes what a 1.0 reader must know.
    predicate signature_bytes(uint8_t *b, integer n) =
      n >= RECORD_SIGNATURE && magic_bytes(b, 8) && u16_at(b, 8) == 1 &&
      u32_at(b, 12) == 0;

    predicate type_letter(integer c) = 'A' <= c <= 'Z' || 'a' <= c <= 'z';

    predicate type_bytes(uint8_t *b) =
      type_letter(b[0]) && type_letter(b[1]) && type_letter(b[2]) &&
      (type_letter(b[3]) || b[3] == ' ');

    logic integer record_bytes(integer len) =
      RECORD_HEADER + (len + RECORD_CRC + 7) / 8 * 8;

    predicate padding_zero(uint8_t *b, integer len) =
      \forall integer i; RECORD_HEADER + len <= i <
        record_bytes(len) - RECORD_CRC ==> b[i] == 0;
    predicate end_bytes(uint8_t *b, integer len, integer count,
      integer crcs) =
      len == RECORD_END_BYTES && u64_at(b, 0) == count &&
      u32_at(b, 8) == crcs && u32_at(b, 12) == 0;

    logic integer text_len(uint8_t *b, integer at, integer i) =
      u16_at(b, at + 2 * i);
    // Where text i begins; text 4 would begin where the last one ends.
    logic integer text_from(uint8_t *b, integer at, integer i) =
      at + 2 * RECORD_TEXTS + (i > 0 ? text_len(b, at, 0) : 0) +
      (i > 1 ? text_len(b, at, 1) : 0) + (i > 2 ? text_len(b, at, 2) : 0) +
      (i > 3 ? text_len(b, at, 3) : 0);

    predicate texts_fill(uint8_t *b, integer n, integer at) =
      at + 2 * RECORD_TEXTS <= n &&
      (\forall integer i; 0 <= i < RECORD_TEXTS ==>
        text_len(b, at, i) <= RECORD_TEXT_MAX) &&
      text_from(b, at, RECORD_TEXTS) == n;
*/

/* Writes the signature of version 1.0 into b[0 .. 15]; checks one. */
/*@ requires \valid(b + (0 .. 15));
    assigns b[0 .. 15];
    ensures signature_bytes(b, RECORD_SIGNATURE) && u16_at(b, 10) == 0;
*/
void record_signature(uint8_t *b);
/* n < 16 bytes are a signature cut short, or the start of another file. */
/*@ requires \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result == FAULT_NONE <==> signature_bytes(b, n);
    ensures \result == FAULT_TRUNCATED <==>
      n < RECORD_SIGNATURE && magic_bytes(b, n < 8 ? n : 8);
    ensures \result == FAULT_BAD_VERSION <==> n >= RECORD_SIGNATURE &&
      magic_bytes(b, 8) && u16_at(b, 8) != 1;
*/
enum fault_code record_signature_check(const uint8_t *b, size_t n);

/* The header in b[0 .. 15], into *type and *len; len is at most the limit. */
/*@ requires \valid_read(b + (0 .. 15)) && \valid(type) && \valid(len);
    requires \separated(b + (0 .. 15), type, len);
    assigns *type, *len;
    ensures *type == u32_at(b, 0) && *len == u64_at(b, 8);
    ensures \result == FAULT_NONE <==>
      type_bytes(b) && u32_at(b, 4) == 0 && *len <= RECORD_PAYLOAD_MAX;
*/
enum fault_code record_header(const uint8_t *b, uint32_t *type, uint64_t *len);
/*@ requires \valid(b + (0 .. 15));
    assigns b[0 .. 15];
    ensures u32_at(b, 0) == type && u32_at(b, 4) == 0 && u64_at(b, 8) == len;
*/
void record_header_put(uint8_t *b, uint32_t type, uint64_t len);

/* Bytes of the whole record with a payload of len <= RECORD_PAYLOAD_MAX. */
/*@ requires len <= RECORD_PAYLOAD_MAX;
    assigns \nothing;
    ensures \result == record_bytes(len) && \result <= RECORD_MAX;
    ensures \result % 8 == 0;
    ensures RECORD_HEADER + len + RECORD_CRC <= \result <=
      RECORD_HEADER + len + RECORD_CRC + 7;
*/
size_t record_size(size_t len);
/* The padding of the record in b, of len payload bytes, is zero. */
/*@ requires len <= RECORD_PAYLOAD_MAX;
    requires \valid_read(b + (0 .. record_bytes(len) - 1));
    assigns \nothing;
    ensures \result <==> padding_zero(b, len);
*/
bool record_padding_zero(const uint8_t *b, size_t len);
/* The whole record in b, whose header and payload have that CRC, is as it was
   sealed. */
/*@ requires len <= RECORD_PAYLOAD_MAX;
    requires \valid_read(b + (0 .. record_bytes(len) - 1));
    assigns \nothing;
    ensures \result == FAULT_NONE <==>
      u32_at(b, record_bytes(len) - RECORD_CRC) == crc &&
      padding_zero(b, len);
*/
enum fault_code record_whole(const uint8_t *b, size_t len, uint32_t crc);
/* All of the record in b but its payload and CRC: header and padding; then the
   CRC of both. */
/*@ requires len <= RECORD_PAYLOAD_MAX;
    requires \valid(b + (0 .. record_bytes(len) - 1));
    assigns b[0 .. RECORD_HEADER - 1],
      b[RECORD_HEADER + len .. record_bytes(len) - RECORD_CRC - 1];
    ensures u32_at(b, 0) == type && u32_at(b, 4) == 0 && u64_at(b, 8) == len;
    ensures padding_zero(b, len);
*/
void record_frame_put(uint8_t *b, uint32_t type, size_t len);
/*@ requires len <= RECORD_PAYLOAD_MAX;
    requires \valid(b + (0 .. record_bytes(len) - 1));
    assigns b[record_bytes(len) - RECORD_CRC .. record_bytes(len) - 1];
    ensures u32_at(b, record_bytes(len) - RECORD_CRC) == crc;
*/
void record_crc_put(uint8_t *b, size_t len, uint32_t crc);

/* END's payload b[0 .. len): how many records came before, and the CRC over
   their CRCs. */
/*@ requires \valid_read(b + (0 .. len - 1));
    assigns \nothing;
    ensures \result == FAULT_NONE <==> end_bytes(b, len, count, crcs);
*/
enum fault_code record_end_check(
    const uint8_t *b, size_t len, uint64_t count, uint32_t crcs);
/*@ requires \valid(b + (0 .. RECORD_END_BYTES - 1));
    assigns b[0 .. RECORD_END_BYTES - 1];
    ensures end_bytes(b, RECORD_END_BYTES, count, crcs);
*/
void record_end_put(uint8_t *b, uint64_t count, uint32_t crcs);
/* The reader may copy the record without knowing it. */
/*@ assigns \nothing;
    ensures \result <==> 'a' <= type % 256 <= 'z';
*/
bool record_may_skip(uint32_t type);

/* Four texts, as stmt and STOP hold them: lengths at 'at', bytes after. */
struct texts {
	const uint8_t *text[RECORD_TEXTS];
	size_t len[RECORD_TEXTS];
};
/* False unless they fill b[at .. n) exactly, each within the limit. */
/*@ requires \valid_read(b + (0 .. n - 1)) && \valid(t);
    requires \separated(t, b + (0 .. n - 1));
    assigns *t;
    ensures \result <==> texts_fill(b, n, at);
    ensures \result ==> \forall integer i; 0 <= i < RECORD_TEXTS ==>
      t->len[i] == text_len(b, at, i) &&
      t->text[i] == b + text_from(b, at, i);
    ensures \result ==> \forall integer i; 0 <= i < RECORD_TEXTS ==>
      text_from(b, at, i) + t->len[i] <= n &&
      \valid_read(t->text[i] + (0 .. t->len[i] - 1));
*/
bool record_texts(const uint8_t *b, size_t n, size_t at, struct texts *t);

/* A STOP payload: status 1 or 2 and its texts. */
/*@ requires \valid_read(b + (0 .. n - 1)) && \valid(status) && \valid(t);
    requires \separated(b + (0 .. n - 1), status, t);
    assigns *status, *t;
    ensures \result == FAULT_NONE <==> n >= 8 &&
      (u32_at(b, 0) == STATUS_REFUSED || u32_at(b, 0) == STATUS_TROUBLE) &&
      u32_at(b, 4) == 0 && texts_fill(b, n, 8);
    ensures \result == FAULT_NONE ==> *status == u32_at(b, 0) &&
      \forall integer i; 0 <= i < RECORD_TEXTS ==>
        t->len[i] == text_len(b, 8, i) &&
        t->text[i] == b + text_from(b, 8, i);
*/
enum fault_code record_stop(
    const uint8_t *b, size_t n, uint32_t *status, struct texts *t);

#endif
