/*
 * bits - a bitmap with one bit a byte of code, in 64-bit words.
 */
#ifndef BITS_H
#define BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Words for n bits, and one more, so that a search may look past the end. */
static inline size_t
bits_words(size_t n)
{
	return n / 64 + 2;
}

static inline bool
bits_has(const uint64_t *b, size_t i)
{
	return ((b[i / 64] >> (i % 64)) & 1) != 0;
}

static inline void
bits_add(uint64_t *b, size_t i)
{
	b[i / 64] |= UINT64_C(1) << (i % 64);
}

static inline void
bits_drop(uint64_t *b, size_t i)
{
	b[i / 64] &= ~(UINT64_C(1) << (i % 64));
}

/* Clears [from, end). */
static inline void
bits_clear(uint64_t *b, size_t from, size_t end)
{
	while (from < end) {
		if (from % 64 == 0 && end - from >= 64) {
			b[from / 64] = 0;
			from += 64;
		} else {
			bits_drop(b, from++);
		}
	}
}

/* Bits [from, from + n), n at most 64, the first the lowest. */
static inline uint64_t
bits_some(const uint64_t *b, size_t from, size_t n)
{
	uint64_t v = b[from / 64] >> (from % 64);

	if (from % 64 != 0)
		v |= b[from / 64 + 1] << (64 - from % 64);
	return n < 64 ? v & ((UINT64_C(1) << n) - 1) : v;
}

/* The first bit that is set in [from, end), or end. */
static inline size_t
bits_next(const uint64_t *b, size_t from, size_t end)
{
	size_t w = from / 64;
	uint64_t v;

	if (from >= end)
		return end;
	v = b[w] >> (from % 64) << (from % 64);
	while (v == 0) {
		if (++w * 64 >= end)
			return end;
		v = b[w];
	}
	from = w * 64 + (size_t)__builtin_ctzll(v);
	return from < end ? from : end;
}

/* The last bit that is set in [from, end), or end. */
static inline size_t
bits_last(const uint64_t *b, size_t from, size_t end)
{
	size_t i;

	for (i = end; i > from; i--)
		if (bits_has(b, i - 1))
			return i - 1;
	return end;
}

#endif
