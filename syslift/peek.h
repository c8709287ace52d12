/*
 * peek - any file byte of the image: code is in memory, data where the owner
 * keeps it.
 */
#ifndef PEEK_H
#define PEEK_H

#include "code.h"

struct peek {
	const struct code *code;
	const struct parts *data;
	/* n bytes of the data's from an offset; false after an I/O fault, which
	   the owner remembers. */
	bool (*fetch)(void *own, size_t at, uint8_t *b, size_t n);
	void *own;
};

/* Bytes [vaddr, vaddr + n), or fewer where the part ends: how many. */
size_t peek_at(const struct peek *p, uint64_t vaddr, uint8_t *b, size_t n);

#endif
