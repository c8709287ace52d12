/*
 * le - little-endian integers in byte arrays, read and written byte by byte:
 * no struct is ever laid over input.
 */
#ifndef LE_H
#define LE_H

#include <stddef.h>
#include <stdint.h>

/*@ logic integer u16_at{L}(uint8_t *b, integer at) = b[at] + 256 * b[at + 1];
    logic integer u32_at{L}(uint8_t *b, integer at) =
      b[at] + 256 * b[at + 1] + 65536 * b[at + 2] + 16777216 * b[at + 3];
    logic integer u64_at{L}(uint8_t *b, integer at) =
      u32_at(b, at) + 4294967296 * u32_at(b, at + 4);
*/

/* b[at ..] must hold the bytes read or written. */
/*@ requires at <= SIZE_MAX - 1;
    requires \valid_read(b + (at .. at + 1));
    assigns \nothing;
    ensures \result == u16_at(b, at);
*/
static inline uint16_t
le16(const uint8_t *b, size_t at)
{
	return (uint16_t)(b[at] + 256u * b[at + 1]);
}

/*@ requires at <= SIZE_MAX - 3;
    requires \valid_read(b + (at .. at + 3));
    assigns \nothing;
    ensures \result == u32_at(b, at);
*/
static inline uint32_t
le32(const uint8_t *b, size_t at)
{
	return b[at] + 256u * b[at + 1] + 65536u * b[at + 2] +
	    16777216u * b[at + 3];
}

/*@ requires at <= SIZE_MAX - 7;
    requires \valid_read(b + (at .. at + 7));
    assigns \nothing;
    ensures \result == u64_at(b, at);
*/
static inline uint64_t
le64(const uint8_t *b, size_t at)
{
	return le32(b, at) + 4294967296u * (uint64_t)le32(b, at + 4);
}

/*@ requires at <= SIZE_MAX - 1;
    requires \valid(b + (at .. at + 1));
    assigns b[at .. at + 1];
    ensures u16_at(b, at) == v;
*/
static inline void
le16_put(uint8_t *b, size_t at, uint16_t v)
{
	b[at] = (uint8_t)(v % 256);
	b[at + 1] = (uint8_t)(v / 256);
}

/*@ requires at <= SIZE_MAX - 3;
    requires \valid(b + (at .. at + 3));
    assigns b[at .. at + 3];
    ensures u32_at(b, at) == v;
*/
static inline void
le32_put(uint8_t *b, size_t at, uint32_t v)
{
	le16_put(b, at, (uint16_t)(v % 65536));
	le16_put(b, at + 2, (uint16_t)(v / 65536));
}

/*@ requires at <= SIZE_MAX - 7;
    requires \valid(b + (at .. at + 7));
    assigns b[at .. at + 7];
    ensures u64_at(b, at) == v;
*/
static inline void
le64_put(uint8_t *b, size_t at, uint64_t v)
{
	le32_put(b, at, (uint32_t)(v % 4294967296u));
	le32_put(b, at + 4, (uint32_t)(v / 4294967296u));
}

#endif
