/*
 * starts - where instructions begin for certain: symbols, the entry point,
 * recorded slots, and the functions in Go's table; frames.h has more.
 *
 * Sources: Go, src/internal/abi/symtab.go and
 * src/debug/gosym/pclntab.go.
 */
#ifndef STARTS_H
#define STARTS_H

#include "codec.h"
#include "peek.h"

/* A symb record's payload, which was checked. */
void starts_symbols(struct code *c, const uint8_t *b, size_t n);
/* After the last of them: bytes that AArch64's and RISC-V's mapping symbols
   call data are not decoded. */
void starts_settle(struct code *c);

void starts_program(struct code *c, const struct image *img);
/* The table whose first bytes are at vaddr, if they are those of one. */
void starts_go(struct code *c, const struct peek *p, uint64_t vaddr);
/* The eight bytes may begin such a table. */
bool starts_go_magic(uint64_t word);

#endif
