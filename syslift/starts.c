#include "starts.h"

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
		if (img->sites[i].kind == SITE_EMBEDDED)
			continue;
		if (code_offset(c, img->sites[i].vaddr, &at))
			code_mark(c, CODE_START, at);
		if (code_offset(
			c, img->sites[i].vaddr + img->sites[i].length, &at))
			code_mark(c, CODE_START, at);
	}
}
