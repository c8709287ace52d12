/*
 * le - little-endian integers in byte arrays, read and written byte by byte:
 * no struct is ever laid over input.
 */
#ifndef LE_H
#define LE_H

#include <stddef.h>
#include <stdint.h>

/* b[at ..] must hold the bytes read or written. */
static inline uint16_t
le16(const uint8_t *b, size_t at)
{
	return (uint16_t)(b[at] + 256u * b[at + 1]);
}

static inline uint32_t
le32(const uint8_t *b, size_t at)
{
	return b[at] + 256u * b[at + 1] + 65536u * b[at + 2] +
	    16777216u * b[at + 3];
}

static inline uint64_t
le64(const uint8_t *b, size_t at)
{
	return le32(b, at) + 4294967296u * (uint64_t)le32(b, at + 4);
}

static inline void
le16_put(uint8_t *b, size_t at, uint16_t v)
{
	b[at] = (uint8_t)(v % 256);
	b[at + 1] = (uint8_t)(v / 256);
}

static inline void
le32_put(uint8_t *b, size_t at, uint32_t v)
{
	le16_put(b, at, (uint16_t)(v % 65536));
	le16_put(b, at + 2, (uint16_t)(v / 65536));
}

static inline void
le64_put(uint8_t *b, size_t at, uint64_t v)
{
	le32_put(b, at, (uint32_t)(v % 4294967296u));
	le32_put(b, at + 4, (uint32_t)(v / 4294967296u));
}

#endif
