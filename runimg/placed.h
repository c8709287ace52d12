/*
 * placed - whether the loads may stand where they stand in the composed file,
 * and where those end that stand where they were linked.
 */
#ifndef PLACED_H
#define PLACED_H

#include "place.h"

/*@ requires \valid_read(l) && \valid_read(img) && \valid_read(img->arch);
    requires arch_is_one(img->arch) && l->nloads <= IMAGE_PHDRS;
    requires loads_bounded(&l->loads[0], l->nloads);
    requires loads_over(&l->loads[0], l->nloads, &img->segs[0]);
    requires l->phoff <= LAYOUT_FILE_MAX && l->phnum <= LAYOUT_PHDRS;
    requires l->size <= LAYOUT_FILE_MAX;
    assigns \nothing;
    ensures \result <==> layout_fits(img, l);
*/
/* Each load on file pages of its own, and no header where it may not be. */
bool placed_fit(const struct image *img, const struct layout *l);

/*@ requires \valid_read(l) && l->nloads <= IMAGE_PHDRS;
    requires loads_bounded(&l->loads[0], l->nloads);
    requires l->phoff <= LAYOUT_FILE_MAX && l->phnum <= LAYOUT_PHDRS;
    assigns \nothing;
    ensures LAYOUT_EHDR <= \result <= 0x2000000000000;
    ensures l->phoff + l->phnum * IMAGE_PHDR_BYTES <= \result;
    ensures \forall integer i; 0 <= i < l->nloads &&
      l->loads[i].placed != 0 ==>
        l->loads[i].offset + l->loads[i].filesz <= \result;
*/
/* Where the headers, and the loads that hold them, end. */
uint64_t placed_end(const struct layout *l);

/*@ requires \valid_read(l) && l->nloads <= IMAGE_PHDRS;
    assigns \nothing;
    ensures \result <==> \exists integer i; 0 <= i < l->nloads &&
      l->loads[i].placed != 0 && (l->loads[i].flags & IMAGE_X) != 0;
*/
bool placed_exec(const struct layout *l);

#endif
