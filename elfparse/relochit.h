/*
 * relochit - does a relocation begin in [addr, addr + size)?
 * ELF gABI, "Relocation" and SHT_RELR.
 */
#ifndef RELOCHIT_H
#define RELOCHIT_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct relochit {
	uint64_t addr, size;
	uint64_t next; /* SHT_RELR: the word a bitmap begins with; first 0 */
};

/*@ predicate hits(struct relochit *r, integer at) =
      r->addr <= at < r->addr + r->size;

    // Bit b of a word is the last one of the word halved b times.
    logic integer halved(integer word, integer b) =
      b <= 0 ? word : halved(word, b - 1) / 2;

    // Addresses are those of a hostile file: they wrap.
    logic integer words_on(integer from, integer n) =
      n <= 0 ? from : (uint64_t)(words_on(from, n - 1) + 8);

    // The word that a bitmap in e[n] would begin with.
    logic integer relr_next(integer next, Elf64_Xword *e, integer n) =
      n <= 0 ? next
      : e[n - 1] % 2 == 0 ? (uint64_t)(e[n - 1] + 8)
      : (uint64_t)(relr_next(next, e, n - 1) + 504);

    predicate bitmap_hits(struct relochit *r, integer next, integer map) =
      \exists integer b; 1 <= b <= 63 && halved(map, b) % 2 != 0 &&
        hits(r, words_on(next, b - 1));

    predicate relr_hits(struct relochit *r, Elf64_Xword *e, integer k) =
      (e[k] % 2 == 0 && hits(r, e[k])) ||
      (e[k] % 2 != 0 && bitmap_hits(r, relr_next(r->next, e, k), e[k]));
*/
/*@ requires \valid_read(r) && \valid_read(e + (0 .. n - 1));
    assigns \nothing;
    ensures \result <==> \exists integer k; 0 <= k < n &&
      hits(r, e[k].r_offset);
*/
/* n entries of one section, in order. */
bool relochit_rela(const struct relochit *r, const Elf64_Rela *e, size_t n);
/*@ requires \valid_read(r) && \valid_read(e + (0 .. n - 1));
    assigns \nothing;
    ensures \result <==> \exists integer k; 0 <= k < n &&
      hits(r, e[k].r_offset);
*/
bool relochit_rel(const struct relochit *r, const Elf64_Rel *e, size_t n);
/*@ requires \valid(r) && \valid_read(e + (0 .. n - 1));
    requires \separated(r, e + (0 .. n - 1));
    assigns r->next;
    ensures \result <==> \exists integer k; 0 <= k < n &&
      relr_hits{Pre}(r, e, k);
    ensures !\result ==>
      r->next == relr_next{Pre}(\old(r->next), e, n);
*/
bool relochit_relr(struct relochit *r, const Elf64_Xword *e, size_t n);

#endif
