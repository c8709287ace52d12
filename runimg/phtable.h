/*
 * phtable - the composed file's ELF header and program-header table.
 *
 * Only types on a list pass (what the kernel and the C library read);
 * the others become PT_NULL, so that indices stay as linked. Of a moved image
 * the C library reads the linked table: here stands what the kernel needs.
 */
#ifndef PHTABLE_H
#define PHTABLE_H

#include "layout.h"

/* Room for the table of img: what safety needs. */
/*@ predicate table_takes(struct image *img, struct layout *l) =
      layout_holds(img, l) && img->nsegs <= IMAGE_PHDRS &&
      img->prog.phnum <= IMAGE_PHDRS && l->phnum <= LAYOUT_PHDRS;

    // All but the table.
    predicate rest_kept{A, B}(struct image *img, struct layout *l) =
      counts_kept{A, B}(l) && \at(l->size, A) == \at(l->size, B) &&
      \at(img->nsegs, A) == \at(img->nsegs, B) &&
      \at(img->arch, A) == \at(img->arch, B) &&
      \at(img->prog.phnum, A) == \at(img->prog.phnum, B) &&
      machine_same{A, B}(\at(img->arch, A)) &&
      loads_kept{A, B}(\at(&l->loads[0], A), IMAGE_PHDRS) &&
      segs_kept{A, B}(\at(&img->segs[0], A), IMAGE_PHDRS);
*/
/*@ requires \valid_read(l) && \valid_read(img);
    requires img->prog.phnum <= IMAGE_PHDRS;
    assigns \nothing;
*/
/* PT_GNU_STACK is there, or an entry that will be PT_NULL can become it. */
bool phtable_takes_stack(const struct image *img, const struct layout *l);

/*@ requires \valid_read(img) && img->prog.phnum <= IMAGE_PHDRS;
    assigns \nothing;
    ensures 2 <= \result <= 3;
*/
/* Entries that a moved image needs beside its loads: the headers' own, the
   stack, and what it says of its code (PT_GNU_PROPERTY). */
size_t phtable_front(const struct image *img);

/*@ requires \valid(l) && \valid_read(img);
    requires \separated(l, img, img->arch);
    requires table_takes(img, l) && l->phoff <= LAYOUT_FILE_MAX;
    assigns l->table[0 .. LAYOUT_PHDRS - 1];
    ensures rest_kept{Pre, Post}(img, l);
*/
/* l->table, once the loads are placed. */
void phtable_fill(const struct image *img, struct layout *l);

/*@ requires \valid_read(img) && \valid_read(l);
    requires \valid(b + (0 .. LAYOUT_EHDR - 1));
    requires \separated(b + (0 .. LAYOUT_EHDR - 1), img, l);
    assigns b[0 .. LAYOUT_EHDR - 1];
*/
/* The ELF header into b[0 .. 63], and the table into b[0 .. phnum * 56). */
void phtable_put_header(
    const struct image *img, const struct layout *l, uint8_t *b);
/*@ requires \valid_read(l) && l->phnum <= LAYOUT_PHDRS;
    requires \valid(b + (0 .. l->phnum * IMAGE_PHDR_BYTES - 1));
    requires \separated(b + (0 .. LAYOUT_TABLE - 1), l);
    assigns b[0 .. LAYOUT_TABLE - 1];
*/
void phtable_put(const struct layout *l, uint8_t *b);

#endif
