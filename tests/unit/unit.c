/*
 * unit SEED - functions that deserve a test of their own, against the obvious
 * way to say the same: scan against a loop over every byte, the sort against
 * its definition, decoding against encoding.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "layout.h"
#include "list.h"
#include "options.h"
#include "pattern.h"
#include "record.h"
#include "scan.h"
#include "sitesort.h"

static unsigned long passed, failed;

static void
check(bool good, const char *what, unsigned long n)
{
	if (good) {
		passed++;
		return;
	}
	if (failed++ < 20)
		printf("failed: %s, case %lu\n", what, n);
}

static uint32_t
some(uint32_t below)
{
	return (uint32_t)random() % below;
}

static const struct arch *const archs[] = {
    &arch_x86_64, &arch_aarch64, &arch_riscv64};

/* Bytes out of few values, so that patterns and near misses are frequent. */
static uint8_t
scan_byte(void)
{
	static const uint8_t values[] = {0x0f, 0x05, 0x34, 0xcd, 0x80, 0x00,
	    0x73, 0xd4, 0x01, 0x02, 0x03, 0x1f, 0x20, 0xe0, 0x00, 0x00};

	return some(40) == 0 ? (uint8_t)some(256) : values[some(sizeof values)];
}

enum { SPACE = 1024 };

/* Every pattern of present bytes, the plain way. */
static size_t
naive(const struct arch *a, const uint8_t *d, const bool *there, uint64_t base,
    uint64_t *hits)
{
	size_t i, k, n = 0;

	for (i = 0; i + a->call_len <= SPACE; i++) {
		for (k = 0; k < a->call_len && there[i + k]; k++)
			;
		if (k == a->call_len && (base + i) % a->insn_align == 0 &&
		    pattern_here(a, d, i))
			hits[n++] = base + i;
	}
	return n;
}

static void
test_scan(unsigned long n)
{
	const struct arch *a = archs[some(3)];
	static uint64_t want[SPACE], got[SPACE];
	uint64_t base = 0x1000 + some(8), hit;
	size_t i, len, pos, nwant, ngot = 0;
	bool there[SPACE], zeros;
	uint8_t d[SPACE];
	struct scan s;

	memset(there, 0, sizeof there);
	for (i = 0; i < SPACE; i++)
		d[i] = scan_byte();
	scan_start(&s, a);
	for (i = some(4); i < SPACE; i += len) {
		len = some(2) == 0 ? some(6) : some(400);
		if (len > SPACE - i)
			len = SPACE - i;
		if (some(12) == 0) {
			/* A gap that nothing is known of. */
			len++;
			continue;
		}
		zeros = some(8) == 0;
		if (zeros)
			memset(d + i, 0, len);
		memset(there + i, 1, len);
		scan_at(&s, base + i);
		pos = 0;
		if (zeros && scan_zeros(&s, len, &hit))
			got[ngot++] = hit;
		while (!zeros && scan_piece(&s, d + i, len, &pos, &hit))
			got[ngot++] = hit;
	}
	nwant = naive(a, d, there, base, want);
	check(nwant == ngot && memcmp(want, got, ngot * sizeof *got) == 0,
	    "scan", n);
}

static void
test_sort(unsigned long n)
{
	size_t i, count = some(200);
	struct site s[200];
	uint64_t sum = 0;
	bool good = true;

	memset(s, 0, sizeof s);
	for (i = 0; i < count; i++) {
		s[i].vaddr = some(n % 2 == 0 ? 50 : 1u << 30);
		s[i].number = (uint32_t)s[i].vaddr;
		sum += s[i].vaddr;
	}
	sitesort(s, count);
	for (i = 0; i < count; i++) {
		good = good && s[i].number == (uint32_t)s[i].vaddr;
		good = good && (i == 0 || s[i - 1].vaddr <= s[i].vaddr);
		sum -= s[i].vaddr;
	}
	check(good && sum == 0, "sort", n);
}

/* Encode, decode, encode: random entries that decode give their bytes back. */
static void
test_codec(unsigned long n)
{
	uint8_t from[128], to[128];
	struct decision d;
	struct segment g;
	struct phdr p;
	struct site s;
	size_t i;

	for (i = 0; i < sizeof from; i++)
		from[i] = (uint8_t)(some(3) == 0 ? some(256) : some(3));
	from[8] = 1;
	from[9] = 8;
	memset(to, 0xaa, sizeof to);
	codec_phdr(from, 0, &p);
	codec_put_phdr(to, 0, &p);
	check(memcmp(from, to, IMAGE_PHDR_BYTES) == 0, "phdr", n);
	if (codec_segment(from, 0, &g) == FAULT_NONE) {
		codec_put_segment(to, 0, &g);
		check(memcmp(from, to, CODEC_SEGMENT) == 0, "segment", n);
	}
	/* Sites that decode are rare among random bytes: help a little. */
	memset(from + 28, 0, 4);
	memset(from + 32, 0, 48);
	memset(from + 24, 0, 4);
	from[24] = from[10] == NUMBERS_ONE;
	from[11] = 0;
	if (codec_site(from, 0, &s) == FAULT_NONE) {
		codec_put_site(to, 0, &s);
		check(memcmp(from, to, CODEC_SITE) == 0, "site", n);
	}
	from[15] = 0;
	if (codec_decision(from, 0, &d) == FAULT_NONE) {
		codec_put_decision(to, 0, &d);
		check(memcmp(from, to, CODEC_DECISION) == 0, "decision", n);
	}
}

static void
test_forms(void)
{
	uint8_t slot[ARCH_SLOT];
	uint32_t nr;
	size_t a, i, calls;

	/* No number hides a second call instruction in a slot. */
	for (a = 0; a < 3; a++)
		for (nr = 0; nr < ARCH_NUMBERS; nr++) {
			for (i = 0; i < ARCH_SLOT; i++)
				slot[i] = arch_allow_byte(archs[a], nr, i);
			calls = 0;
			for (i = 0; i + archs[a]->call_len <= ARCH_SLOT; i++)
				if (i % archs[a]->insn_align == 0 &&
				    pattern_here(archs[a], slot, i))
					calls++;
			check(calls == 1 &&
				pattern_here(archs[a], slot, archs[a]->call_at),
			    "allow form", nr);
		}
	for (a = 0; a < 3; a++)
		check(pattern_first(archs[a], 0, archs[a]->deny, ARCH_SLOT,
			  0) == ARCH_SLOT,
		    "deny stub", a);
}

static void
test_sizes(void)
{
	static const struct {
		const char *text;
		bool good;
		uint64_t size;
	} rows[] = {
	    {"0", true, 0},
	    {"4096", true, 4096},
	    {"4G", true, 4ull << 30},
	    {"2K", true, 2048},
	    {"1M", true, 1 << 20},
	    {"", false, 0},
	    {"K", false, 0},
	    {"1KB", false, 0},
	    {"-1", false, 0},
	    {" 1", false, 0},
	    {"18446744073709551615", true, UINT64_MAX},
	    {"18446744073709551616", false, 0},
	    {"17179869184G", false, 0},
	    {"0x10", false, 0},
	};
	uint64_t size;
	size_t i;
	bool good;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		size = 0;
		good = options_size(rows[i].text, &size);
		check(good == rows[i].good && (!good || size == rows[i].size),
		    rows[i].text, i);
	}
}

int
main(int argc, char *argv[])
{
	unsigned seed = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 0) : 1;
	unsigned long n;

	printf("unit: seed %u\n", seed);
	srandom(seed);
	test_forms();
	test_sizes();
	for (n = 0; n < 20000; n++) {
		test_scan(n);
		test_sort(n);
		test_codec(n);
	}
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed != 0;
}
