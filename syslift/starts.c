#include "starts.h"

/* Encodings of .eh_frame_hdr: counts of 4 bytes, pairs of 4 signed bytes from
   the section's start. */
enum { EH_VERSION = 1, EH_UDATA4 = 0x03, EH_DATAREL_SDATA4 = 0x3b };
enum { EH_HEAD = 12, EH_PAIR = 8, PIECE = 4096 };

static void
function(struct code *c, uint64_t vaddr)
{
	size_t at;

	if (!code_offset(c, vaddr, &at))
		return;
	code_mark(c, CODE_START, at);
	code_mark(c, CODE_FUNC, at);
}

/* $d and $x, alone or before a dot: the ABIs' mapping symbols. */
static uint8_t
mapping(const struct symbol *s)
{
	if (s->name_len < 2 || s->name[0] != '$' ||
	    (s->name_len > 2 && s->name[2] != '.'))
		return 0;
	return s->name[1];
}

void
starts_symbols(struct code *c, const uint8_t *b, size_t n)
{
	struct symbol s;
	size_t i = 0, at;

	while (i < n && codec_symbol(b, n, &i, &s) == FAULT_NONE) {
		if (!code_offset(c, s.value, &at))
			continue;
		/* Until starts_settle, a pending byte begins data. */
		if (c->arch->calls != ARCH_CALLS_X86_64 && mapping(&s) == 'd')
			code_mark(c, CODE_PENDING, at);
		else
			code_mark(c, CODE_START, at);
		if (s.size > 0)
			code_mark(c, CODE_FUNC, at);
	}
}

void
starts_settle(struct code *c)
{
	uint64_t *begin = c->map[CODE_PENDING];
	size_t at, i, end, size = c->parts.size;

	for (at = bits_next(begin, 0, size); at < size;
	     at = bits_next(begin, at + 1, size)) {
		bits_drop(begin, at);
		end = bits_next(c->map[CODE_START], at, size);
		for (i = at; i < end && !code_is(c, CODE_TAKEN, i); i++)
			code_mark(c, CODE_TAKEN, i);
	}
}

void
starts_program(struct code *c, const struct image *img)
{
	size_t i, at;

	/* What lies before a segment may run into it. */
	for (i = 0; i < c->parts.count; i++)
		if (c->parts.part[i].vaddr % c->arch->insn_align == 0)
			code_mark(c, CODE_OPEN, c->parts.part[i].at);
	if (code_offset(c, img->prog.entry, &at)) {
		code_mark(c, CODE_START, at);
		code_open(c, at);
	}
	for (i = 0; i < img->nsites; i++) {
		if (code_offset(c, img->sites[i].vaddr, &at))
			code_mark(c, CODE_START, at);
		if (code_offset(
			c, img->sites[i].vaddr + img->sites[i].length, &at))
			code_mark(c, CODE_START, at);
	}
}

static const struct phdr *
unwind_header(const struct image *img)
{
	size_t i;

	for (i = 0; i < img->prog.phnum; i++)
		if (img->phdrs[i].type == PHDR_GNU_EH_FRAME)
			return &img->phdrs[i];
	return NULL;
}

static uint64_t
signed_word(const uint8_t *b, size_t at)
{
	return (uint64_t)(int64_t)(int32_t)le32(b, at);
}

void
starts_unwind(struct code *c, const struct image *img, const struct peek *p)
{
	const struct phdr *h = unwind_header(img);
	uint8_t b[PIECE];
	uint64_t left, at = EH_HEAD;
	size_t n, i;

	if (h == NULL || peek_at(p, h->vaddr, b, EH_HEAD) < EH_HEAD ||
	    b[0] != EH_VERSION || b[2] != EH_UDATA4 ||
	    b[3] != EH_DATAREL_SDATA4)
		return;
	left = le32(b, 8);
	while (left > 0) {
		n = peek_at(p, h->vaddr + at, b, PIECE);
		if (n < EH_PAIR)
			return;
		for (i = 0; i + EH_PAIR <= n && left > 0; i += EH_PAIR) {
			function(c, h->vaddr + signed_word(b, i));
			left--;
		}
		at += i;
	}
}
