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
#include "le.h"
#include "record.h"
#include "same.h"

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

/* X_bytes: the entry's bytes at b[at ..] are those of the struct, reserved ones
   zero; X_alone: what makes an entry good by itself. */
/*@ predicate same_bytes(uint8_t *b, integer at, uint8_t *s, integer n) =
      \forall integer k; 0 <= k < n ==> b[at + k] == s[k];
    predicate zeros(uint8_t *b, integer from, integer end) =
      \forall integer k; from <= k < end ==> b[k] == 0;
    predicate no_zeros(uint8_t *b, integer from, integer end) =
      \forall integer k; from <= k < end ==> b[k] != 0;

    // v is the integer at b[at ..): a quantifier keeps its sum from provers
    // that do not ask for it.
    predicate word_at(uint8_t *b, integer at, integer v) =
      \forall integer i; at <= i <= at ==> v == u64_at(b, i);
    predicate half_at(uint8_t *b, integer at, integer v) =
      \forall integer i; at <= i <= at ==> v == u32_at(b, i);

    // Of the fields, the first n.
    predicate phdr_upto(uint8_t *b, integer at, struct phdr *p, integer n) =
      (n > 0 ==> p->type == u32_at(b, at)) &&
      (n > 1 ==> p->flags == u32_at(b, at + 4)) &&
      (n > 2 ==> p->offset == u64_at(b, at + 8)) &&
      (n > 3 ==> p->vaddr == u64_at(b, at + 16)) &&
      (n > 4 ==> p->paddr == u64_at(b, at + 24)) &&
      (n > 5 ==> p->filesz == u64_at(b, at + 32)) &&
      (n > 6 ==> p->memsz == u64_at(b, at + 40)) &&
      (n > 7 ==> p->align == u64_at(b, at + 48));
    predicate phdr_bytes(uint8_t *b, integer at, struct phdr *p) =
      phdr_upto(b, at, p, 8);
    predicate phdr_at(uint8_t *b, integer at, struct phdr *p, integer i) =
      phdr_bytes(b, at + i * IMAGE_PHDR_BYTES, &p[i]);
    predicate phdrs_bytes(uint8_t *b, integer at, struct phdr *p, integer n) =
      \forall integer i; 0 <= i < n ==> phdr_at(b, at, p, i);

    predicate name_alone(uint8_t *name, integer n) =
      0 < n <= IMAGE_NAME &&
      \forall integer i; 0 <= i < n ==> name[i] != 0 && name[i] != '/';

    logic integer prog_name(integer phnum) =
      CODEC_PROG + phnum * IMAGE_PHDR_BYTES;

    // PROG as bytes alone.
    predicate prog_sizes(uint8_t *b, integer n) =
      n >= CODEC_PROG && u32_at(b, 28) == 0 &&
      0 < u16_at(b, 24) <= IMAGE_PHDRS &&
      n == prog_name(u16_at(b, 24)) + u16_at(b, 26);
    predicate prog_good(uint8_t *b, integer n) =
      prog_sizes(b, n) &&
      name_alone(b + prog_name(u16_at(b, 24)), u16_at(b, 26));

    predicate prog_head(uint8_t *b, struct program *prog) =
      prog->machine == u16_at(b, 0) && prog->type == u16_at(b, 2) &&
      prog->flags == u32_at(b, 4) && prog->entry == u64_at(b, 8) &&
      prog->phoff == u64_at(b, 16) && prog->phnum == u16_at(b, 24) &&
      prog->name_len == u16_at(b, 26);

    predicate prog_name_bytes(uint8_t *b, struct program *prog) =
      same_bytes(b, prog_name(prog->phnum), &prog->name[0], prog->name_len);

    predicate segment_upto(uint8_t *b, integer at, struct segment *s,
      integer n) =
      (n > 0 ==> s->vaddr == u64_at(b, at)) &&
      (n > 1 ==> s->memsz == u64_at(b, at + 8)) &&
      (n > 2 ==> s->filesz == u64_at(b, at + 16)) &&
      (n > 3 ==> s->offset == u64_at(b, at + 24)) &&
      (n > 4 ==> s->align == u64_at(b, at + 32)) &&
      (n > 5 ==> s->flags == u32_at(b, at + 40)) &&
      (n > 6 ==> u32_at(b, at + 44) == 0);
    predicate segment_bytes(uint8_t *b, integer at, struct segment *s) =
      segment_upto(b, at, s, 7);

    predicate site_scalars(uint8_t *b, integer at, struct site *s) =
      s->vaddr == u64_at(b, at) && s->kind == b[at + 8] &&
      s->length == b[at + 9] && s->numbers == b[at + 10] &&
      s->number == u32_at(b, at + 12) && s->known == u32_at(b, at + 24);
    predicate site_originals(uint8_t *b, integer at, struct site *s) =
      same_bytes(b, at + 16, &s->original[0], ARCH_SLOT);
    predicate arg_at(uint8_t *b, integer at, uint64_t *args, integer k) =
      args[k] == u64_at(b, at + 8 * k);
    predicate site_args(uint8_t *b, integer at, struct site *s) =
      \forall integer k; 0 <= k < SITE_ARGS ==>
        arg_at(b, at + 32, &s->args[0], k);
    predicate site_reserved(uint8_t *b, integer at) =
      b[at + 11] == 0 && u32_at(b, at + 28) == 0;
    predicate site_bytes(uint8_t *b, integer at, struct site *s) =
      site_scalars(b, at, s) && site_originals(b, at, s) &&
      site_args(b, at, s) && site_reserved(b, at);

    predicate site_alone(struct site *s) =
      SITE_STUB <= s->kind <= SITE_TRAP && 0 < s->length <= ARCH_SLOT &&
      zeros(&s->original[0], s->length, ARCH_SLOT) &&
      s->numbers <= NUMBERS_SET && s->known <= SITE_KNOWN_ALL &&
      (s->numbers == NUMBERS_ONE <==> (s->known & SITE_KNOWS_NUMBER) != 0) &&
      (s->numbers == NUMBERS_NONE ==> s->number == 0) &&
      (s->numbers == NUMBERS_ONE ==> s->number < ARCH_NUMBERS) &&
      (s->numbers == NUMBERS_SET ==> s->number < IMAGE_SETS) &&
      (\forall integer k; 0 <= k < SITE_ARGS ==>
        ((s->known >> (k + 1)) & 1) == 0 ==> s->args[k] == 0);

    predicate set_bytes(uint8_t *b, integer at, struct number_set *s) =
      same_bytes(b, at, &s->bits[0], CODEC_SET);

    predicate decision_fields(uint8_t *b, integer at, struct decision *d) =
      word_at(b, at, d->vaddr) && half_at(b, at + 8, d->number) &&
      d->numbers == b[at + 12] && d->decision == b[at + 13] &&
      d->holder == b[at + 14];
    predicate decision_bytes(uint8_t *b, integer at, struct decision *d) =
      decision_fields(b, at, d) && b[at + 15] == d->exec;

    predicate exec_alone(struct decision *d) = d->exec <= 1 &&
      (d->decision == DECISION_DENY ==> d->exec == 0);

    predicate decision_alone(struct decision *d) =
      d->numbers <= NUMBERS_SET && d->decision <= DECISION_ALLOW &&
      d->holder <= HOLDER_FILTER &&
      d->holder != (d->decision == DECISION_DENY ? HOLDER_BYTES
                                                 : HOLDER_NOBODY) &&
      (d->decision == DECISION_ALLOW ==> d->numbers != NUMBERS_NONE) &&
      (d->holder == HOLDER_BYTES ==> d->numbers == NUMBERS_ONE) &&
      (d->numbers == NUMBERS_NONE ==> d->number == 0) &&
      (d->numbers == NUMBERS_ONE ==> d->number < ARCH_NUMBERS) &&
      (d->numbers == NUMBERS_SET ==> d->number < IMAGE_SETS);

    logic integer symbol_size(integer name_len) =
      (CODEC_SYMBOL + name_len + 7) / 8 * 8;

    predicate symbol_head(uint8_t *b, integer at, struct symbol *s) =
      s->value == u64_at(b, at) && s->size == u64_at(b, at + 8) &&
      s->name_len == u16_at(b, at + 16);
    predicate symbol_bytes(uint8_t *b, integer at, struct symbol *s) =
      symbol_head(b, at, s) &&
      same_bytes(b, at + CODEC_SYMBOL, s->name, s->name_len) &&
      zeros(b, at + CODEC_SYMBOL + s->name_len,
        at + symbol_size(s->name_len));

    // A symbol's entry as bytes alone: its name has no zero, its padding is.
    predicate symbol_fits(uint8_t *b, integer n, integer at) =
      at + CODEC_SYMBOL <= n && 0 < u16_at(b, at + 16) <= RECORD_TEXT_MAX &&
      at + symbol_size(u16_at(b, at + 16)) <= n;
    predicate symbol_good(uint8_t *b, integer n, integer at) =
      symbol_fits(b, n, at) &&
      no_zeros(b, at + CODEC_SYMBOL,
        at + CODEC_SYMBOL + u16_at(b, at + 16)) &&
      zeros(b, at + CODEC_SYMBOL + u16_at(b, at + 16),
        at + symbol_size(u16_at(b, at + 16)));
*/

/* The whole of PROG: b[0 .. n). */
/*@ requires \valid_read(b + (0 .. n - 1)) && \valid(prog);
    requires \valid(phdrs + (0 .. IMAGE_PHDRS - 1));
    requires \separated(b + (0 .. n - 1), prog,
      phdrs + (0 .. IMAGE_PHDRS - 1));
    assigns *prog, phdrs[0 .. IMAGE_PHDRS - 1];
    ensures \result == FAULT_NONE <==> \old(prog_good(b, n));
    ensures \result == FAULT_NONE ==> prog_head(b, prog);
    ensures \result == FAULT_NONE ==> prog_name_bytes(b, prog);
    ensures \result == FAULT_NONE ==>
      phdrs_bytes(b, CODEC_PROG, phdrs, prog->phnum);
    ensures \result == FAULT_NONE ==>
      0 < prog->phnum <= IMAGE_PHDRS && prog->name[prog->name_len] == 0;
    ensures \result != FAULT_NONE ==> prog->name_len == 0;
    ensures prog->name_len <= IMAGE_NAME;
*/
enum fault_code codec_program(
    const uint8_t *b, size_t n, struct program *prog, struct phdr *phdrs);
/* Elf64_Phdr, as in the file. */
/*@ requires at <= SIZE_MAX - IMAGE_PHDR_BYTES;
    requires \valid_read(b + (at .. at + IMAGE_PHDR_BYTES - 1)) && \valid(p);
    requires \separated(b + (at .. at + IMAGE_PHDR_BYTES - 1), p);
    assigns p->type, p->flags, p->offset, p->vaddr, p->paddr, p->filesz,
      p->memsz, p->align;
    ensures phdr_bytes(b, at, p);
*/
void codec_phdr(const uint8_t *b, size_t at, struct phdr *p);
/*@ requires n <= 65535 && at <= SIZE_MAX - n * IMAGE_PHDR_BYTES;
    requires \valid_read(b + (at .. at + n * IMAGE_PHDR_BYTES - 1));
    requires \valid(phdrs + (0 .. n - 1));
    requires \separated(b + (at .. at + n * IMAGE_PHDR_BYTES - 1),
      phdrs + (0 .. n - 1));
    assigns phdrs[0 .. n - 1];
    ensures phdrs_bytes(b, at, phdrs, n);
*/
/* n of them, one after the other. */
void codec_phdrs(const uint8_t *b, size_t at, struct phdr *phdrs, size_t n);
/*@ requires at <= SIZE_MAX - CODEC_SEGMENT;
    requires \valid_read(b + (at .. at + CODEC_SEGMENT - 1)) && \valid(s);
    requires \separated(b + (at .. at + CODEC_SEGMENT - 1), s);
    assigns *s;
    ensures segment_upto(b, at, s, 6);
    ensures \result == FAULT_NONE <==> u32_at(b, at + 44) == 0;
*/
enum fault_code codec_segment(const uint8_t *b, size_t at, struct segment *s);
/*@ requires at <= SIZE_MAX - CODEC_SITE;
    requires \valid_read(b + (at .. at + CODEC_SITE - 1)) && \valid(s);
    requires \separated(b + (at .. at + CODEC_SITE - 1), s);
    assigns *s;
    ensures site_scalars(b, at, s) && site_originals(b, at, s) &&
      site_args(b, at, s);
    ensures \result == FAULT_NONE <==>
      site_reserved(b, at) && site_alone(s);
*/
enum fault_code codec_site(const uint8_t *b, size_t at, struct site *s);
/*@ requires at <= SIZE_MAX - CODEC_SET;
    requires \valid_read(b + (at .. at + CODEC_SET - 1)) && \valid(s);
    requires \separated(b + (at .. at + CODEC_SET - 1), s);
    assigns *s;
    ensures set_bytes(b, at, s);
    ensures \result == FAULT_NONE <==> members(s, ARCH_NUMBERS) >= 2;
*/
enum fault_code codec_set(const uint8_t *b, size_t at, struct number_set *s);
/*@ requires at <= SIZE_MAX - CODEC_DECISION;
    requires \valid_read(b + (at .. at + CODEC_DECISION - 1)) && \valid(d);
    requires \separated(b + (at .. at + CODEC_DECISION - 1), d);
    assigns *d;
    ensures decision_fields(b, at, d);
    ensures decision_bytes(b, at, d);
    ensures \result == FAULT_NONE <==> exec_alone(d) && decision_alone(d);
*/
enum fault_code codec_decision(const uint8_t *b, size_t at, struct decision *d);
/* The symbol at b[*at ..) of n bytes; *at moves to the next. */
/*@ requires \valid_read(b + (0 .. n - 1)) && \valid(at) && \valid(s);
    requires \separated(b + (0 .. n - 1), at, s) && *at <= n;
    assigns *at, *s;
    ensures \result == FAULT_NONE <==> symbol_good(b, n, \old(*at));
    ensures \result == FAULT_NONE ==> symbol_bytes(b, \old(*at), s);
    ensures \result == FAULT_NONE ==>
      s->name == b + (\old(*at) + CODEC_SYMBOL) &&
      0 < s->name_len <= RECORD_TEXT_MAX;
    ensures \result == FAULT_NONE ==>
      *at == \old(*at) + symbol_size(s->name_len) && \old(*at) < *at <= n;
    ensures \result == FAULT_NONE ==>
      \valid_read(s->name + (0 .. s->name_len - 1));
    ensures \result != FAULT_NONE ==> *at == \old(*at);
*/
enum fault_code codec_symbol(
    const uint8_t *b, size_t n, size_t *at, struct symbol *s);

/* Bytes written: CODEC_PROG, 56 for each header, and the name. */
/*@ requires \valid_read(prog) && \valid_read(phdrs + (0 .. prog->phnum - 1));
    requires prog->phnum <= IMAGE_PHDRS && prog->name_len <= IMAGE_NAME;
    requires \valid(b + (0 .. prog_name(prog->phnum) + prog->name_len - 1));
    requires \separated(
      b + (0 .. prog_name(prog->phnum) + prog->name_len - 1), prog,
      phdrs + (0 .. prog->phnum - 1));
    assigns b[0 .. prog_name(prog->phnum) + prog->name_len - 1];
    ensures \result == prog_name(prog->phnum) + prog->name_len;
    ensures prog_head(b, prog) && u32_at(b, 28) == 0;
    ensures prog_name_bytes(b, prog);
    ensures phdrs_bytes(b, CODEC_PROG, phdrs, prog->phnum);
*/
size_t codec_put_program(
    uint8_t *b, const struct program *prog, const struct phdr *phdrs);
/*@ requires at <= SIZE_MAX - IMAGE_PHDR_BYTES;
    requires \valid(b + (at .. at + IMAGE_PHDR_BYTES - 1)) && \valid_read(p);
    requires \separated(b + (at .. at + IMAGE_PHDR_BYTES - 1), p);
    assigns b[at .. at + IMAGE_PHDR_BYTES - 1];
    ensures phdr_bytes(b, at, p);
*/
void codec_put_phdr(uint8_t *b, size_t at, const struct phdr *p);
/*@ requires at <= SIZE_MAX - CODEC_SEGMENT;
    requires \valid(b + (at .. at + CODEC_SEGMENT - 1)) && \valid_read(s);
    requires \separated(b + (at .. at + CODEC_SEGMENT - 1), s);
    assigns b[at .. at + CODEC_SEGMENT - 1];
    ensures segment_bytes(b, at, s);
*/
void codec_put_segment(uint8_t *b, size_t at, const struct segment *s);
/*@ requires at <= SIZE_MAX - CODEC_SITE;
    requires \valid(b + (at .. at + CODEC_SITE - 1)) && \valid_read(s);
    requires \separated(b + (at .. at + CODEC_SITE - 1), s);
    assigns b[at .. at + CODEC_SITE - 1];
    ensures site_bytes(b, at, s);
*/
void codec_put_site(uint8_t *b, size_t at, const struct site *s);
/*@ requires at <= SIZE_MAX - CODEC_SET;
    requires \valid(b + (at .. at + CODEC_SET - 1)) && \valid_read(s);
    requires \separated(b + (at .. at + CODEC_SET - 1), s);
    assigns b[at .. at + CODEC_SET - 1];
    ensures set_bytes(b, at, s);
*/
void codec_put_set(uint8_t *b, size_t at, const struct number_set *s);
/*@ requires at <= SIZE_MAX - CODEC_DECISION;
    requires \valid(b + (at .. at + CODEC_DECISION - 1)) && \valid_read(d);
    requires \separated(b + (at .. at + CODEC_DECISION - 1), d);
    assigns b[at .. at + CODEC_DECISION - 1];
    ensures decision_bytes(b, at, d);
*/
void codec_put_decision(uint8_t *b, size_t at, const struct decision *d);

/* Bytes of a symbol's entry with a name of that length. */
/*@ requires name_len <= SIZE_MAX - CODEC_SYMBOL - 7;
    assigns \nothing;
    ensures \result == symbol_size(name_len);
    ensures CODEC_SYMBOL + name_len <= \result <= CODEC_SYMBOL + name_len + 7;
*/
size_t codec_symbol_size(size_t name_len);
/*@ requires \valid_read(s) && s->name_len <= 65535;
    requires at <= SIZE_MAX - symbol_size(s->name_len);
    requires \valid(b + (at .. at + symbol_size(s->name_len) - 1));
    requires \valid_read(s->name + (0 .. s->name_len - 1));
    requires \separated(b + (at .. at + symbol_size(s->name_len) - 1), s,
      s->name + (0 .. s->name_len - 1));
    assigns b[at .. at + symbol_size(s->name_len) - 1];
    ensures symbol_bytes(b, at, s);
*/
void codec_put_symbol(uint8_t *b, size_t at, const struct symbol *s);

#endif
