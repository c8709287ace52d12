#include "pattern.h"

/*
 * Bytes looked at in one branch-free pass, which the compiler vectorises.
 * Larger blocks cost less when nothing is found and more when something is.
 */
enum { BLOCK = 128 };

/*@ requires \valid_read(d + (at .. at + 1)) && at < SIZE_MAX;
    assigns \nothing;
    ensures \result != 0 <==>
      call_bytes(ARCH_CALLS_X86_64, d[at], d[at + 1], 0, 0);
*/
static bool
pattern_x86_64(const uint8_t *d, size_t at)
{
	return (d[at] == 0x0f && (d[at + 1] == 0x05 || d[at + 1] == 0x34)) ||
	    (d[at] == 0xcd && d[at + 1] == 0x80);
}

/* 1101 0100 000 imm16 000 LL, LL not 00. */
/*@ requires \valid_read(d + (at .. at + 3)) && at < SIZE_MAX - 3;
    assigns \nothing;
    ensures \result != 0 <==> call_bytes(ARCH_CALLS_AARCH64, d[at], d[at + 1],
      d[at + 2], d[at + 3]);
*/
static bool
pattern_aarch64(const uint8_t *d, size_t at)
{
	return d[at + 3] == 0xd4 && (d[at + 2] & 0xe0) == 0 &&
	    (d[at] & 0x1c) == 0 && (d[at] & 3) != 0;
}

/*@ requires \valid_read(d + (at .. at + 3)) && at < SIZE_MAX - 3;
    assigns \nothing;
    ensures \result != 0 <==> call_bytes(ARCH_CALLS_RISCV64, d[at], d[at + 1],
      d[at + 2], d[at + 3]);
*/
static bool
pattern_riscv64(const uint8_t *d, size_t at)
{
	return d[at] == 0x73 && d[at + 1] == 0 && d[at + 2] == 0 &&
	    d[at + 3] == 0;
}

bool
pattern_here(const struct arch *arch, const uint8_t *d, size_t at)
{
	if (arch->calls == ARCH_CALLS_X86_64)
		return pattern_x86_64(d, at);
	if (arch->calls == ARCH_CALLS_AARCH64)
		return pattern_aarch64(d, at);
	return pattern_riscv64(d, at);
}

/* Without branches, on 0 and 1. */
/*@ requires a <= 1 && b <= 1;
    assigns \nothing;
    ensures \result <= 1 && (\result == 1 <==> a == 1 && b == 1);
*/
static inline uint8_t
both(uint8_t a, uint8_t b)
{
	/*@ assert a == 0 ==> (a & b) == 0; */
	/*@ assert b == 0 ==> (a & b) == 0; */
	/*@ assert a == 1 && b == 1 ==> (a & b) == 1; */
	return a & b;
}

/*@ requires a <= 1 && b <= 1;
    assigns \nothing;
    ensures \result <= 1 && (\result == 0 <==> a == 0 && b == 0);
*/
static inline uint8_t
either(uint8_t a, uint8_t b)
{
	/*@ assert a == 0 ==> (a | b) == b; */
	/*@ assert b == 0 ==> (a | b) == a; */
	/*@ assert a == 1 && b == 1 ==> (a | b) == 1; */
	return a | b;
}

/*@ predicate none(integer calls, uint8_t *d, integer from, integer to) =
      \forall integer i; from <= i < to ==>
        !call_bytes(calls, d[i], d[i + 1], d[i + 2], d[i + 3]);
*/

/*
 * block_M: 0 if no pattern of the machine starts in d[at .. at + BLOCK),
 * whatever the alignment; d has call_len - 1 bytes more.
 */
/*@ requires at <= SIZE_MAX - BLOCK - 3;
    requires \valid_read(d + (at .. at + BLOCK));
    assigns \nothing;
    ensures \result == 0 ==> none(ARCH_CALLS_X86_64, d, at, at + BLOCK);
*/
static uint8_t
block_x86_64(const uint8_t *d, size_t at)
{
	uint8_t found = 0, b0, b1, hit;
	size_t i;

	/*@ loop invariant at <= i <= at + BLOCK && found <= 1;
	    loop invariant found == 0 ==> none(ARCH_CALLS_X86_64, d, at, i);
	    loop assigns i, found, b0, b1, hit;
	    loop variant at + BLOCK - i;
	*/
	for (i = at; i < at + BLOCK; i++) {
		b0 = d[i];
		b1 = d[i + 1];
		hit = both(b0 == 0x0f, either(b1 == 0x05, b1 == 0x34));
		hit = either(hit, both(b0 == 0xcd, b1 == 0x80));
		found = either(found, hit);
	}
	return found;
}

/*@ requires at <= SIZE_MAX - BLOCK - 3;
    requires \valid_read(d + (at .. at + BLOCK + 2));
    assigns \nothing;
    ensures \result == 0 ==> none(ARCH_CALLS_AARCH64, d, at, at + BLOCK);
*/
static uint8_t
block_aarch64(const uint8_t *d, size_t at)
{
	uint8_t found = 0, b0, b2, b3, hit;
	size_t i;

	/*@ loop invariant at <= i <= at + BLOCK && found <= 1;
	    loop invariant found == 0 ==> none(ARCH_CALLS_AARCH64, d, at, i);
	    loop assigns i, found, b0, b2, b3, hit;
	    loop variant at + BLOCK - i;
	*/
	for (i = at; i < at + BLOCK; i++) {
		b0 = d[i];
		b2 = d[i + 2];
		b3 = d[i + 3];
		hit = both(b3 == 0xd4, (b2 & 0xe0) == 0);
		hit = both(hit, both((b0 & 0x1c) == 0, (b0 & 3) != 0));
		found = either(found, hit);
	}
	return found;
}

/*@ requires at <= SIZE_MAX - BLOCK - 3;
    requires \valid_read(d + (at .. at + BLOCK + 2));
    assigns \nothing;
    ensures \result == 0 ==> none(ARCH_CALLS_RISCV64, d, at, at + BLOCK);
*/
static uint8_t
block_riscv64(const uint8_t *d, size_t at)
{
	uint8_t found = 0, hit;
	size_t i;

	/*@ loop invariant at <= i <= at + BLOCK && found <= 1;
	    loop invariant found == 0 ==> none(ARCH_CALLS_RISCV64, d, at, i);
	    loop assigns i, found, hit;
	    loop variant at + BLOCK - i;
	*/
	for (i = at; i < at + BLOCK; i++) {
		hit = both(d[i] == 0x73, d[i + 1] == 0);
		hit = both(hit, both(d[i + 2] == 0, d[i + 3] == 0));
		found = either(found, hit);
	}
	return found;
}

/*@ requires arch_known(arch) && at <= SIZE_MAX - BLOCK - 3;
    requires \valid_read(d + (at .. at + BLOCK + arch->call_len - 2));
    assigns \nothing;
    ensures \result == 0 ==> none(arch->calls, d, at, at + BLOCK);
*/
static uint8_t
block(const struct arch *arch, const uint8_t *d, size_t at)
{
	if (arch->calls == ARCH_CALLS_X86_64)
		return block_x86_64(d, at);
	if (arch->calls == ARCH_CALLS_AARCH64)
		return block_aarch64(d, at);
	return block_riscv64(d, at);
}

size_t
pattern_first(const struct arch *arch, uint64_t vaddr, const uint8_t *d,
    size_t n, size_t from)
{
	size_t i = from, end, len = arch->call_len;

	/*@ loop invariant from <= i <= n;
	    loop invariant none_found(arch, vaddr, d, from, i);
	    loop assigns i, end;
	    loop variant n - i;
	*/
	while (i < n && n - i >= len) {
		if (n - i >= BLOCK + len - 1 && block(arch, d, i) == 0) {
			i += BLOCK;
			continue;
		}
		end = n - len + 1;
		if (end - i > BLOCK)
			end = i + BLOCK;
		/*@ loop invariant \at(i, LoopEntry) <= i <= end;
		    loop invariant none_found(arch, vaddr, d, from, i);
		    loop assigns i;
		    loop variant end - i;
		*/
		for (; i < end; i++)
			if (pattern_here(arch, d, i) &&
			    (vaddr + i) % arch->insn_align == 0)
				return i;
	}
	return n;
}
