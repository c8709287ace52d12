/*
 * scan - find call instructions in executable bytes.
 *
 * The patterns, by machine (image-stream(5), "Call instructions"):
 * x86-64 syscall, sysenter and int $0x80 (Intel SDM volume 2), at any
 * address; AArch64 SVC, HVC and SMC (Arm ARM C4.1, exception generation), at
 * multiples of 4; RISC-V ECALL, at multiples of 2.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch.h"

enum { SCAN_TAIL = 3 };

/*
 * A scan is fed the bytes of the composed image in address order, in pieces
 * of any size. A pattern split over two pieces is found; one split over a gap
 * in the addresses is not: the processor would not execute it.
 */
struct scan {
	const struct arch *arch;
	uint64_t next;		 /* address after the last byte fed */
	uint8_t tail[SCAN_TAIL]; /* the last bytes fed, */
	size_t ntail;		 /* fewer than a pattern has */
};

void scan_start(struct scan *s, const struct arch *arch);

/* The next piece begins at vaddr: forgets the tail if that is not 'next'. */
void scan_at(struct scan *s, uint64_t vaddr);

/*
 * Looks in the piece d[0 .. n) that begins at s->next. *pos is 0 at first and
 * kept between calls for one piece: each call gives the address of one more
 * pattern in *hit, in ascending order; false ends the piece.
 */
bool scan_piece(
    struct scan *s, const uint8_t *d, size_t n, size_t *pos, uint64_t *hit);

/*
 * The piece of count zero bytes, however many. At most one pattern can end in
 * it (a RISC-V ECALL is 73 00 00 00); true if one does.
 */
bool scan_zeros(struct scan *s, uint64_t count, uint64_t *hit);

/*
 * Offset of the first pattern wholly inside d[from .. n), or n; vaddr is
 * d[0]'s address.
 */
size_t scan_first(const struct arch *arch, uint64_t vaddr, const uint8_t *d,
    size_t n, size_t from);

/* The pattern stands in d[at ..], which holds arch->call_len bytes. */
bool scan_pattern(const struct arch *arch, const uint8_t *d, size_t at);

#endif
