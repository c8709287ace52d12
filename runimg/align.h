/*
 * align - alignments of the composed file's loads: powers of two from the
 * least page to IMAGE_ALIGN_MAX.
 */
#ifndef ALIGN_H
#define ALIGN_H

#include "image.h"

/*@ predicate align_size(integer a) =
      a == 0x1000 || a == 0x2000 || a == 0x4000 || a == 0x8000 ||
      a == 0x10000 || a == 0x20000 || a == 0x40000 || a == 0x80000 ||
      a == 0x100000 || a == 0x200000 || a == 0x400000 || a == 0x800000 ||
      a == 0x1000000 || a == 0x2000000 || a == 0x4000000 || a == 0x8000000 ||
      a == 0x10000000 || a == 0x20000000 || a == 0x40000000;
*/
/*@ requires align_size(a) && b <= IMAGE_ALIGN_MAX;
    requires b != 0 ==> (b & (b - 1)) == 0;
    assigns \nothing;
    ensures align_size(\result) && \result >= a && \result >= b;
*/
/* The greater; a segment's b may be less than a page, or none: 0. */
uint64_t align_greater(uint64_t a, uint64_t b);

/*@ requires align_size(align) && vaddr % 4096 == offset % 4096;
    assigns \nothing;
    ensures align_size(\result) && \result <= align;
    ensures vaddr % \result == offset % \result;
    ensures \forall integer p; align_size(p) && p <= align &&
      vaddr % p == offset % p ==> p <= \result;
*/
/* The greatest up to align that lets vaddr stand at offset. */
uint64_t align_fit(uint64_t align, uint64_t vaddr, uint64_t offset);

/*@ requires align_size(align) && next <= UINT64_MAX - IMAGE_ALIGN_MAX;
    assigns \nothing;
    ensures next <= \result < next + align;
    ensures \result % align == vaddr % align;
    ensures \result % 4096 == vaddr % 4096;
    ensures align >= 65536 ==> \result % 65536 == vaddr % 65536;
*/
/* The least offset from next on where vaddr may stand (ELF gABI: equal modulo
   p_align). */
uint64_t align_next(uint64_t align, uint64_t vaddr, uint64_t next);

#endif
