/*
 * scan - find call instructions in bytes that come in pieces.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spec.h"

enum { SCAN_TAIL = 3 };

/*
 * A scan is fed the bytes of the composed image in address order, in pieces
 * of any size. A pattern split over two pieces is found; one split over a gap
 * in the addresses is not: the processor would not execute it.
 */
struct scan {
	const struct arch *arch;
	uint64_t next;	     /* address after the last byte fed */
	int tail[SCAN_TAIL]; /* the last bytes fed: int, so that proofs
				    can tell them from the image's */
	size_t ntail;	     /* fewer than a pattern has */
};

/*@ // The tail is what the image has before 'next'.
    predicate scan_sound(struct scan *s, integer image) =
      arch_is_one(s->arch) && s->ntail < s->arch->call_len &&
      s->ntail <= s->next &&
      \forall integer j; 0 <= j < s->ntail ==> 0 <= s->tail[j] <= 255 &&
        s->tail[j] == byte_at(image, s->next - s->ntail + j);

    // No call instruction lies in [from, end).
    predicate no_call(struct arch *arch, integer image, integer from,
      integer end) =
      \forall integer a; from <= a && a + arch->call_len <= end ==>
        !raw_syscall_at(arch, image, a);

    // After n more bytes.
    predicate scan_moved{L1, L2}(struct scan *s, integer n) =
      \at(s->next, L2) == \at(s->next, L1) + n &&
      \at(s->ntail, L2) == \min(\at(s->ntail, L1) + n,
        \at(s->arch->call_len, L1) - 1);
*/

/*@ requires \valid(s) && arch_known(arch) && \separated(s, arch);
    assigns s->arch, s->next, s->ntail;
    ensures s->arch == arch && s->next == 0 && s->ntail == 0;
    ensures \forall integer image; scan_sound(s, image);
*/
void scan_start(struct scan *s, const struct arch *arch);

/* The next piece begins at vaddr: forgets the tail if that is not 'next'. */
/*@ requires \valid(s) && \separated(s, s->arch);
    requires \valid_read(s->arch) && scan_sound(s, image);
    assigns s->next, s->ntail;
    ensures scan_sound(s, image) && s->next == vaddr;
    ensures s->ntail == (vaddr == \old(s->next) ? \old(s->ntail) : 0);
*/
void scan_at(struct scan *s, uint64_t vaddr) /*@ ghost (int image) */;

/*
 * Looks in the piece d[0 .. n) that begins at s->next. *pos is 0 at first and
 * kept between calls for one piece: each call gives the address of one more
 * pattern in *hit, in ascending order; false ends the piece.
 */
/*@ requires \valid(s) && \valid(pos) && \valid(hit);
    requires \valid_read(d + (0 .. n - 1)) && n <= SIZE_MAX - 256;
    requires \separated(s, s->arch, pos, hit, d + (0 .. n - 1));
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires holds_bytes(image, s->next, d, n);
    requires s->next + n <= UINT64_MAX - SCAN_TAIL;
    requires *pos <= s->ntail + n;
    assigns *pos, *hit, s->next, s->ntail, s->tail[0 .. 2];
    ensures scan_sound(s, image);
    behavior found:
      assumes \true;
      ensures \result != 0 ==>
        s->next == \old(s->next) && s->ntail == \old(s->ntail) &&
        \old(*pos) < *pos <= s->ntail + n &&
        *hit == s->next - s->ntail + *pos - 1 &&
        *hit + s->arch->call_len <= s->next + n &&
        raw_syscall_at(s->arch, image, *hit) &&
        no_call(s->arch, image, s->next - s->ntail + \old(*pos),
          *hit + s->arch->call_len - 1);
    behavior none:
      assumes \true;
      ensures \result == 0 ==> scan_moved{Pre, Post}(s, n) &&
        no_call(s->arch, image, \old(s->next - s->ntail + *pos), s->next);
*/
bool scan_piece(struct scan *s, const uint8_t *d, size_t n, size_t *pos,
    uint64_t *hit) /*@ ghost (int image) */;

/*
 * The piece of count zero bytes, however many. At most one pattern can end in
 * it (a RISC-V ECALL is 73 00 00 00); true if one does.
 */
/*@ requires \valid(s) && \valid(hit) && \separated(s, s->arch, hit);
    requires \valid_read(s->arch) && scan_sound(s, image);
    requires s->next + count <= UINT64_MAX - SCAN_TAIL;
    requires \forall integer a; s->next <= a < s->next + count ==>
      byte_at(image, a) == 0;
    assigns *hit, s->next, s->ntail, s->tail[0 .. 2];
    ensures sound: scan_sound(s, image);
    ensures moved: scan_moved{Pre, Post}(s, count);
    ensures none: \result == 0 ==>
      no_call(s->arch, image, \old(s->next - s->ntail), s->next);
    ensures found: \result != 0 ==> raw_syscall_at(s->arch, image, *hit) &&
      \old(s->next - s->ntail) <= *hit &&
      \old(s->next) < *hit + s->arch->call_len <= s->next;
*/
bool scan_zeros(
    struct scan *s, uint64_t count, uint64_t *hit) /*@ ghost (int image) */;

#endif
