#include "starts.h"

enum {
	GO_12 = 0, /* as indexes of the magics */
	GO_116,
	GO_118,
	GO_120,
	GO_VERSIONS
};
enum { GO_HEAD = 72, GO_PIECE = 4096 };

static const uint32_t magics[GO_VERSIONS] = {
    0xfffffffb, 0xfffffffa, 0xfffffff0, 0xfffffff1};

static int
version_of(uint32_t word)
{
	int i;

	for (i = 0; i < GO_VERSIONS; i++)
		if (magics[i] == word)
			return i;
	return -1;
}

/* The rest of the head: zeros, the unit of instructions, an address' bytes. */
bool
starts_go_magic(uint64_t word)
{
	unsigned unit = word >> 48 & 255;

	return version_of((uint32_t)word) >= 0 && (word >> 32 & 65535) == 0 &&
	    (unit == 1 || unit == 2 || unit == 4) && word >> 56 == 8;
}

/* Where the function table is, and what its addresses count from. */
struct table {
	uint64_t at, base, left;
	size_t entry; /* bytes of one; the address is its first half */
};

static bool
table_of(const uint8_t *b, uint64_t vaddr, struct table *t)
{
	int version = version_of(le32(b, 0));

	if (!starts_go_magic(le64(b, 0)))
		return false;
	t->left = le64(b, 8);
	t->entry = version >= GO_118 ? 8 : 16;
	t->base = version >= GO_118 ? le64(b, 24) : 0;
	if (version == GO_12)
		t->at = vaddr + 16;
	else
		t->at = vaddr + le64(b, version == GO_116 ? 56 : 64);
	return true;
}

static bool
entry_of(const struct table *t, const uint8_t *b, size_t i, uint64_t *vaddr)
{
	*vaddr = t->entry == 8 ? t->base + le32(b, i) : le64(b, i);
	return *vaddr >= t->base;
}

void
starts_go(struct code *c, const struct peek *p, uint64_t vaddr)
{
	uint8_t b[GO_PIECE];
	uint64_t to, last = 0;
	struct table t;
	size_t n, i, at;

	if (peek_at(p, vaddr, b, GO_HEAD) < GO_HEAD || !table_of(b, vaddr, &t))
		return;
	while (t.left > 0) {
		n = peek_at(p, t.at, b, GO_PIECE);
		if (n < t.entry)
			return;
		for (i = 0; i + t.entry <= n && t.left > 0; i += t.entry) {
			/* Ascending: another order means another table. */
			if (!entry_of(&t, b, i, &to) || to < last ||
			    !code_offset(c, to, &at))
				return;
			code_mark(c, CODE_START, at);
			code_mark(c, CODE_FUNC, at);
			last = to;
			t.left--;
		}
		t.at += i;
	}
}
