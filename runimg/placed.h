/*
 * placed - the loads that stand in the composed file where they were linked.
 */
#ifndef PLACED_H
#define PLACED_H

#include "place.h"

/*@ predicate load_bounded(struct load *ld) =
      ld->vaddr + ld->memsz <= 0x1000000000000 && ld->filesz <= ld->memsz &&
      ld->first + ld->count <= IMAGE_PHDRS && align_size(ld->align) &&
      ld->vaddr % 4096 == 0 && (ld->placed != 0 ==>
        ld->offset <= LAYOUT_FILE_MAX);

    predicate loads_bounded(struct load *loads, integer n) =
      \forall integer i; 0 <= i < n ==> load_bounded(loads + i);

    predicate load_over(struct load *ld, struct segment *s) =
      ld->vaddr <= s->vaddr && s->vaddr + s->filesz <= 0x1000000000000;

    predicate loads_over(struct load *loads, integer n, struct segment *segs) =
      \forall integer i, k; 0 <= i < n && load_holds(loads + i, k) ==>
        load_over(loads + i, segs + k);
*/

/*@ logic integer file_at(struct load *ld, struct segment *s) =
      ld->offset + (s->vaddr - ld->vaddr);

    // No header over s's bytes, or they were headers.
    predicate clear_of_headers(struct load *ld, struct segment *s,
      integer phoff, integer len) =
      s->filesz == 0 || file_at(ld, s) == s->offset ||
      (ranges_apart(file_at(ld, s), s->filesz, 0, LAYOUT_EHDR) &&
        ranges_apart(file_at(ld, s), s->filesz, phoff, len));

    predicate placed_well(struct arch *arch, struct segment *segs,
      struct load *loads, integer i, integer phoff, integer len) =
      (\forall integer k; load_holds(loads + i, k) ==>
        clear_of_headers(loads + i, segs + k, phoff, len)) &&
      (\forall integer k; 0 <= k < i && loads[k].placed != 0 ==>
        files_apart(arch, loads + i, loads + k));

    predicate placed_fits(struct arch *arch, struct segment *segs,
      struct load *loads, integer n, integer phoff, integer len) =
      \forall integer i; 0 <= i < n && loads[i].placed != 0 ==>
        placed_well(arch, segs, loads, i, phoff, len);
*/
/*@ requires \valid_read(l) && \valid_read(img) && \valid_read(img->arch);
    requires arch_is_one(img->arch) && l->nloads <= IMAGE_PHDRS;
    requires loads_bounded(&l->loads[0], l->nloads);
    requires loads_over(&l->loads[0], l->nloads, &img->segs[0]);
    requires l->phoff <= LAYOUT_FILE_MAX && l->phnum <= LAYOUT_PHDRS;
    assigns \nothing;
    ensures \result <==> placed_fits(img->arch, &img->segs[0], &l->loads[0],
      l->nloads, l->phoff, l->phnum * IMAGE_PHDR_BYTES);
*/
/* The loads that stand where they were linked may stand there. */
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
