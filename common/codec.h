/*
 * codec - the entries of image-stream(5)'s payloads, decoded and encoded.
 *
 * decode reads a fixed number of bytes at b[at ..], which must be there, and
 * returns FAULT_NONE or what is wrong with the entry by itself; encode writes
 * as many. What entries must be together is rules.h's and take.h's.
 */
#ifndef CODEC_H
#define CODEC_H

#include "image.h"

enum {
	CODEC_PROG = 32, /* before the program headers and the name */
	CODEC_SEGMENT = 48,
	CODEC_TABLE = 8, /* total and first */
	CODEC_SITE = 80,
	CODEC_SET = 128,
	CODEC_DECISION = 16,
	CODEC_DATA = 8,	  /* the address before the bytes */
	CODEC_SYMBOL = 18 /* before the name */
};

struct symbol {
	uint64_t value, size;
	const uint8_t *name;
	size_t name_len;
};

/* The whole of PROG: b[0 .. n). */
enum fault_code codec_program(
    const uint8_t *b, size_t n, struct program *prog, struct phdr *phdrs);
/* Elf64_Phdr, as in the file. */
void codec_phdr(const uint8_t *b, size_t at, struct phdr *p);
enum fault_code codec_segment(const uint8_t *b, size_t at, struct segment *s);
enum fault_code codec_site(const uint8_t *b, size_t at, struct site *s);
enum fault_code codec_set(const uint8_t *b, size_t at, struct number_set *s);
enum fault_code codec_decision(const uint8_t *b, size_t at, struct decision *d);
/* The symbol at b[*at ..) of n bytes; *at moves to the next. */
enum fault_code codec_symbol(
    const uint8_t *b, size_t n, size_t *at, struct symbol *s);

/* Bytes written: CODEC_PROG, 56 for each header, and the name. */
size_t codec_put_program(
    uint8_t *b, const struct program *prog, const struct phdr *phdrs);
void codec_put_phdr(uint8_t *b, size_t at, const struct phdr *p);
void codec_put_segment(uint8_t *b, size_t at, const struct segment *s);
void codec_put_site(uint8_t *b, size_t at, const struct site *s);
void codec_put_set(uint8_t *b, size_t at, const struct number_set *s);
void codec_put_decision(uint8_t *b, size_t at, const struct decision *d);

/* Bytes of a symbol's entry with a name of that length. */
size_t codec_symbol_size(size_t name_len);
void codec_put_symbol(uint8_t *b, size_t at, const struct symbol *s);

#endif
