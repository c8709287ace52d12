/*
 * pattern - the bytes of call instructions.
 *
 * By machine (image-stream(5), "Call instructions"): x86-64 syscall, sysenter
 * and int $0x80 (Intel SDM volume 2), at any address; AArch64 SVC, HVC and SMC
 * (Arm ARM C4.1, exception generation), at multiples of 4; RISC-V ECALL, at
 * multiples of 2.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spec.h"

/*@ predicate found_at(struct arch *arch, integer vaddr, uint8_t *d, integer i) =
      pattern_at(arch, d, i) && (vaddr + i) % arch->insn_align == 0;

    predicate none_found(struct arch *arch, integer vaddr, uint8_t *d,
      integer from, integer to) =
      \forall integer i; from <= i < to ==> !found_at(arch, vaddr, d, i);
*/

/*
 * Offset of the first pattern wholly inside d[from .. n), or n; vaddr is
 * d[0]'s address.
 */
/*@ requires arch_known(arch) && from <= n <= SIZE_MAX - 256;
    requires vaddr + n <= UINT64_MAX;
    requires \valid_read(d + (0 .. n - 1));
    assigns \nothing;
    ensures from <= \result <= n;
    ensures \result < n ==> \result + arch->call_len <= n &&
      found_at(arch, vaddr, d, \result);
    ensures \forall integer i; from <= i < \result &&
      i + arch->call_len <= n ==> !found_at(arch, vaddr, d, i);
*/
size_t pattern_first(const struct arch *arch, uint64_t vaddr, const uint8_t *d,
    size_t n, size_t from);

/* The pattern stands in d[at ..], which holds arch->call_len bytes. */
/*@ requires arch_known(arch) && at <= SIZE_MAX - 4;
    requires \valid_read(d + (at .. at + arch->call_len - 1));
    assigns \nothing;
    ensures \result != 0 <==> pattern_at(arch, d, at);
*/
bool pattern_here(const struct arch *arch, const uint8_t *d, size_t at);

#endif
