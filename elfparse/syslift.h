/*
 * syslift - .syslift entries to sites.
 *
 * An entry is 68 bytes: u64 slot address, u32 known mask (bit 0 the number,
 * bits 1 to 6 the arguments), u64 values[7] (number, then arguments).
 */
#ifndef SYSLIFT_H
#define SYSLIFT_H

#include "shcheck.h"

enum { SYSLIFT_ENTRY = 68 };

/*@ // Entries in the first n sections.
    logic integer entries(struct sections_part *parts, integer n) =
      n <= 0 ? 0
      : entries(parts, n - 1) + parts[n - 1].size / SYSLIFT_ENTRY;
*/
/*@ requires \valid_read(parts + (0 .. nparts - 1)) && \valid(total);
    requires \separated(total, parts + (0 .. nparts - 1));
    assigns *total;
    ensures \result.code == FAULT_NONE <==>
      (\forall integer i; 0 <= i < nparts ==>
        \old(parts[i].size) % SYSLIFT_ENTRY == 0) &&
      (\forall integer i; 0 <= i <= nparts ==>
        entries{Pre}(parts, i) <= IMAGE_SITES);
    ensures \result.code == FAULT_NONE ==>
      *total == entries{Pre}(parts, nparts);
*/
/* The entries in all sections together, at most IMAGE_SITES. */
struct fault syslift_count(
    const struct sections_part *parts, size_t nparts, size_t *total);

/*@ predicate entry_good(uint8_t *b, integer at) =
      u32_at(b, at + 8) <= SITE_KNOWN_ALL &&
      ((u32_at(b, at + 8) & SITE_KNOWS_NUMBER) != 0 ==>
        u64_at(b, at + 12) < ARCH_NUMBERS);

    logic integer entry_arg(uint8_t *b, integer at, integer i) =
      ((u32_at(b, at + 8) >> (i + 1)) & 1) != 0 ?
        u64_at(b, at + 20 + 8 * i) : 0;

    predicate site_from{S, B}(struct site *s, uint8_t *b, integer at) =
      \at(s->vaddr, S) == u64_at{B}(b, at) &&
      \at(s->kind, S) == SITE_STUB && \at(s->length, S) == ARCH_SLOT &&
      \at(s->known, S) == u32_at{B}(b, at + 8) &&
      ((u32_at{B}(b, at + 8) & SITE_KNOWS_NUMBER) != 0 ?
        \at(s->numbers, S) == NUMBERS_ONE &&
          \at(s->number, S) == u64_at{B}(b, at + 12)
      : \at(s->numbers, S) == NUMBERS_NONE && \at(s->number, S) == 0) &&
      \forall integer i; 0 <= i < SITE_ARGS ==>
        \at(s->args[i], S) == entry_arg{B}(b, at, i);
*/
/*@ requires at <= SIZE_MAX - SYSLIFT_ENTRY;
    requires \valid_read(b + (at .. at + SYSLIFT_ENTRY - 1)) && \valid(s);
    requires \separated(s, b + (at .. at + SYSLIFT_ENTRY - 1));
    assigns *s;
    ensures \result == FAULT_NONE <==> entry_good{Pre}(b, at);
    ensures \result == FAULT_NONE ==> site_from{Post, Pre}(s, b, at);
*/
/* The entry at b[at ..]: SITE_MASK or SITE_NUMBER, or a site without its
   original bytes. */
enum fault_code syslift_entry(const uint8_t *b, size_t at, struct site *s);

#endif
