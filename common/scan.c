#include "scan.h"

/*
 * Bytes looked at in one branch-free pass, which the compiler vectorises.
 * Larger blocks cost less when nothing is found and more when something is.
 */
enum { BLOCK = 128 };

static bool
pattern_x86_64(const uint8_t *d, size_t at)
{
	return (d[at] == 0x0f && (d[at + 1] == 0x05 || d[at + 1] == 0x34)) ||
	    (d[at] == 0xcd && d[at + 1] == 0x80);
}

/* 1101 0100 000 imm16 000 LL, LL not 00. */
static bool
pattern_aarch64(const uint8_t *d, size_t at)
{
	return d[at + 3] == 0xd4 && (d[at + 2] & 0xe0) == 0 &&
	    (d[at] & 0x1c) == 0 && (d[at] & 3) != 0;
}

static bool
pattern_riscv64(const uint8_t *d, size_t at)
{
	return d[at] == 0x73 && d[at + 1] == 0 && d[at + 2] == 0 &&
	    d[at + 3] == 0;
}

bool
scan_pattern(const struct arch *arch, const uint8_t *d, size_t at)
{
	switch (arch->calls) {
	case ARCH_CALLS_X86_64:
		return pattern_x86_64(d, at);
	case ARCH_CALLS_AARCH64:
		return pattern_aarch64(d, at);
	default:
		return pattern_riscv64(d, at);
	}
}

/*
 * block_M: 0 if no pattern of the machine starts in d[at .. at + BLOCK),
 * whatever the alignment; d has call_len - 1 bytes more.
 */
static uint8_t
block_x86_64(const uint8_t *d, size_t at)
{
	uint8_t found = 0;
	size_t i;

	for (i = at; i < at + BLOCK; i++)
		found |=
		    (uint8_t)(((d[i] == 0x0f) &
				  ((d[i + 1] == 0x05) | (d[i + 1] == 0x34))) |
			((d[i] == 0xcd) & (d[i + 1] == 0x80)));
	return found;
}

static uint8_t
block_aarch64(const uint8_t *d, size_t at)
{
	uint8_t found = 0;
	size_t i;

	for (i = at; i < at + BLOCK; i++)
		found |=
		    (uint8_t)((d[i + 3] == 0xd4) & ((d[i + 2] & 0xe0) == 0) &
			((d[i] & 0x1c) == 0) & ((d[i] & 3) != 0));
	return found;
}

static uint8_t
block_riscv64(const uint8_t *d, size_t at)
{
	uint8_t found = 0;
	size_t i;

	for (i = at; i < at + BLOCK; i++)
		found |= (uint8_t)((d[i] == 0x73) & (d[i + 1] == 0) &
		    (d[i + 2] == 0) & (d[i + 3] == 0));
	return found;
}

static uint8_t
block(const struct arch *arch, const uint8_t *d, size_t at)
{
	switch (arch->calls) {
	case ARCH_CALLS_X86_64:
		return block_x86_64(d, at);
	case ARCH_CALLS_AARCH64:
		return block_aarch64(d, at);
	default:
		return block_riscv64(d, at);
	}
}

size_t
scan_first(const struct arch *arch, uint64_t vaddr, const uint8_t *d, size_t n,
    size_t from)
{
	size_t i = from, end, len = arch->call_len;

	while (i < n && n - i >= len) {
		if (n - i >= BLOCK + len - 1 && block(arch, d, i) == 0) {
			i += BLOCK;
			continue;
		}
		end = n - len + 1;
		if (end - i > BLOCK)
			end = i + BLOCK;
		for (; i < end; i++)
			if (scan_pattern(arch, d, i) &&
			    (vaddr + i) % arch->insn_align == 0)
				return i;
	}
	return n;
}

void
scan_start(struct scan *s, const struct arch *arch)
{
	s->arch = arch;
	s->next = 0;
	s->ntail = 0;
}

void
scan_at(struct scan *s, uint64_t vaddr)
{
	if (vaddr != s->next)
		s->ntail = 0;
	s->next = vaddr;
}

/* A pattern that starts in the tail, at position from or after it. */
static bool
straddling(
    const struct scan *s, const uint8_t *d, size_t n, size_t from, size_t *at)
{
	uint8_t join[2 * SCAN_TAIL];
	size_t i, len = s->ntail;

	for (i = 0; i < s->ntail; i++)
		join[i] = s->tail[i];
	for (i = 0; i < n && i < SCAN_TAIL; i++)
		join[len++] = d[i];
	for (i = from; i < s->ntail; i++)
		if (len - i >= s->arch->call_len &&
		    scan_pattern(s->arch, join, i) &&
		    (s->next - s->ntail + i) % s->arch->insn_align == 0) {
			*at = i;
			return true;
		}
	return false;
}

/* The last bytes of tail and piece together become the tail. */
static void
keep_tail(struct scan *s, const uint8_t *d, size_t n)
{
	size_t i, keep = s->arch->call_len - 1u, old;

	if (n >= keep) {
		for (i = 0; i < keep; i++)
			s->tail[i] = d[n - keep + i];
		s->ntail = keep;
		return;
	}
	old = s->ntail;
	if (old > keep - n)
		old = keep - n;
	for (i = 0; i < old; i++)
		s->tail[i] = s->tail[s->ntail - old + i];
	for (i = 0; i < n; i++)
		s->tail[old + i] = d[i];
	s->ntail = old + n;
}

bool
scan_piece(
    struct scan *s, const uint8_t *d, size_t n, size_t *pos, uint64_t *hit)
{
	size_t at;

	if (*pos < s->ntail) {
		if (straddling(s, d, n, *pos, &at)) {
			*hit = s->next - s->ntail + at;
			*pos = at + 1;
			return true;
		}
		*pos = s->ntail;
	}
	at = scan_first(s->arch, s->next, d, n, *pos - s->ntail);
	if (at < n) {
		*hit = s->next + at;
		*pos = s->ntail + at + 1;
		return true;
	}
	keep_tail(s, d, n);
	s->next += n;
	return false;
}

bool
scan_zeros(struct scan *s, uint64_t count, uint64_t *hit)
{
	static const uint8_t zeros[SCAN_TAIL] = {0};
	uint64_t end = s->next + count, ignored;
	size_t pos = 0, n = SCAN_TAIL;
	bool found;

	if (count < n)
		n = (size_t)count;
	found = scan_piece(s, zeros, n, &pos, hit);
	if (found)
		while (scan_piece(s, zeros, n, &pos, &ignored))
			;
	s->next = end;
	return found;
}
