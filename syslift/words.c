#include "words.h"

/* Below SMALL, other numbers may look like addresses. */
enum { PIECE = 65536, SMALL = 1 << 20 };

/* R_X86_64_RELATIVE and its like (psABIs): the addend stands behind it. */
static uint64_t
relative(const struct arch *arch)
{
	if (arch->calls == ARCH_CALLS_X86_64)
		return 8;
	return arch->calls == ARCH_CALLS_AARCH64 ? 1027 : 3;
}

struct scan_state {
	struct words *words;
	struct code *code;
	const struct bases *bases;
	bool open;	/* or only look for Go's tables */
	bool data;	/* bases are the data's */
	uint64_t table; /* the address that a table's words count from, or 0 */
};

static void
word(struct scan_state *s, uint64_t vaddr, size_t at, uint32_t w)
{
	struct code *c = s->code;
	uint64_t to;

	if (s->data && bits_has(s->bases->map, at / BASES_UNIT) &&
	    vaddr % BASES_UNIT == 0)
		s->table = vaddr;
	if (s->table != 0) {
		to = s->table + (uint64_t)(int64_t)(int32_t)w;
		if (to >= c->parts.low && to < c->parts.high &&
		    parts_at(&c->parts, to) != NULL)
			code_open_vaddr(c, to, true);
		else
			s->table = 0;
	}
}

/* Words of b[0 .. n), whose first byte is at vaddr, a multiple of 8, and at
   that offset of the part's kind. */
static void
piece(
    struct scan_state *s, uint64_t vaddr, size_t at, const uint8_t *b, size_t n)
{
	struct code *c = s->code;
	uint64_t v;
	size_t i;

	for (i = 0; i + 4 <= n; i += 4) {
		if (s->open)
			word(s, vaddr + i, at + i, le32(b, i));
		if (i % 8 != 0 || i + 8 > n)
			continue;
		v = le64(b, i);
		if (starts_go_magic(v) && s->words->go < WORDS_GO)
			s->words->go_at[s->words->go++] = vaddr + i;
		if (!s->open)
			continue;
		code_open_vaddr(c, v,
		    v >= SMALL || (c->fixed && s->data) ||
			(i >= 8 && le64(b, i - 8) == relative(c->arch)));
	}
}

static bool
part_words(struct scan_state *s, const struct part *part, const struct peek *p)
{
	uint64_t vaddr = (part->vaddr + 7) & ~UINT64_C(7);
	size_t into = (size_t)(vaddr - part->vaddr), want, n;
	uint8_t b[PIECE];

	s->table = 0;
	while (into < part->n) {
		want = part->n - into < PIECE ? part->n - into : PIECE;
		n = peek_at(p, part->vaddr + into, b, want);
		if (n < want)
			return false;
		piece(s, part->vaddr + into, part->at + into, b, n);
		into += n;
	}
	return true;
}

bool
words_scan(struct words *w, struct code *c, const struct bases *bases,
    const struct peek *p, bool open)
{
	struct scan_state s = {w, c, bases, open, false, 0};
	size_t i;

	w->go = 0;
	for (i = 0; i < c->parts.count; i++)
		if (!part_words(&s, &c->parts.part[i], p))
			return false;
	s.data = true;
	for (i = 0; i < bases->parts.count; i++)
		if (!part_words(&s, &bases->parts.part[i], p))
			return false;
	return true;
}
