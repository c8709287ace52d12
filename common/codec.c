#include "codec.h"

#include "le.h"
#include "record.h"

static bool
name_good(const uint8_t *name, size_t n)
{
	size_t i;

	if (n == 0 || n > IMAGE_NAME)
		return false;
	for (i = 0; i < n; i++)
		if (name[i] == 0 || name[i] == '/')
			return false;
	return true;
}

enum fault_code
codec_program(
    const uint8_t *b, size_t n, struct program *prog, struct phdr *phdrs)
{
	size_t i, name_at, name_len;

	/* Nobody reads a name that was not accepted. */
	prog->name_len = 0;
	if (n < CODEC_PROG)
		return FAULT_BAD_LENGTH;
	prog->machine = le16(b, 0);
	prog->type = le16(b, 2);
	prog->flags = le32(b, 4);
	prog->entry = le64(b, 8);
	prog->phoff = le64(b, 16);
	prog->phnum = le16(b, 24);
	name_len = le16(b, 26);
	if (le32(b, 28) != 0)
		return FAULT_RESERVED_FIELD;
	if (prog->phnum == 0 || prog->phnum > IMAGE_PHDRS)
		return FAULT_PHDR_COUNT;
	name_at = CODEC_PROG + (size_t)prog->phnum * IMAGE_PHDR_BYTES;
	if (n != name_at + name_len)
		return FAULT_BAD_LENGTH;
	if (!name_good(b + name_at, name_len))
		return FAULT_BAD_NAME;
	for (i = 0; i < name_len; i++)
		prog->name[i] = b[name_at + i];
	prog->name[name_len] = 0;
	prog->name_len = (uint32_t)name_len;
	for (i = 0; i < prog->phnum; i++)
		codec_phdr(b, CODEC_PROG + i * IMAGE_PHDR_BYTES, &phdrs[i]);
	return FAULT_NONE;
}

void
codec_phdr(const uint8_t *b, size_t at, struct phdr *p)
{
	p->type = le32(b, at);
	p->flags = le32(b, at + 4);
	p->offset = le64(b, at + 8);
	p->vaddr = le64(b, at + 16);
	p->paddr = le64(b, at + 24);
	p->filesz = le64(b, at + 32);
	p->memsz = le64(b, at + 40);
	p->align = le64(b, at + 48);
}

enum fault_code
codec_segment(const uint8_t *b, size_t at, struct segment *s)
{
	s->vaddr = le64(b, at);
	s->memsz = le64(b, at + 8);
	s->filesz = le64(b, at + 16);
	s->offset = le64(b, at + 24);
	s->align = le64(b, at + 32);
	s->flags = le32(b, at + 40);
	return le32(b, at + 44) == 0 ? FAULT_NONE : FAULT_RESERVED_FIELD;
}

static enum fault_code
site_good(const struct site *s)
{
	size_t i;

	if (s->kind != SITE_STUB || s->length != ARCH_SLOT ||
	    s->numbers > NUMBERS_SET)
		return FAULT_BAD_SITE;
	if (s->known > SITE_KNOWN_ALL)
		return FAULT_SITE_MASK;
	if ((s->numbers == NUMBERS_ONE) !=
	    ((s->known & SITE_KNOWS_NUMBER) != 0))
		return FAULT_BAD_SITE;
	if (s->numbers == NUMBERS_NONE && s->number != 0)
		return FAULT_BAD_SITE;
	if (s->numbers == NUMBERS_ONE && s->number >= ARCH_NUMBERS)
		return FAULT_SITE_NUMBER;
	if (s->numbers == NUMBERS_SET && s->number >= IMAGE_SETS)
		return FAULT_BAD_SET;
	for (i = 0; i < SITE_ARGS; i++)
		if (((s->known >> (i + 1)) & 1) == 0 && s->args[i] != 0)
			return FAULT_BAD_SITE;
	return FAULT_NONE;
}

enum fault_code
codec_site(const uint8_t *b, size_t at, struct site *s)
{
	size_t i;

	s->vaddr = le64(b, at);
	s->kind = b[at + 8];
	s->length = b[at + 9];
	s->numbers = b[at + 10];
	s->number = le32(b, at + 12);
	for (i = 0; i < ARCH_SLOT; i++)
		s->original[i] = b[at + 16 + i];
	s->known = le32(b, at + 24);
	for (i = 0; i < SITE_ARGS; i++)
		s->args[i] = le64(b, at + 32 + 8 * i);
	if (b[at + 11] != 0 || le32(b, at + 28) != 0)
		return FAULT_RESERVED_FIELD;
	return site_good(s);
}

enum fault_code
codec_set(const uint8_t *b, size_t at, struct number_set *s)
{
	size_t i;

	for (i = 0; i < CODEC_SET; i++)
		s->bits[i] = b[at + i];
	return set_count(s) >= 2 ? FAULT_NONE : FAULT_BAD_SET;
}

enum fault_code
codec_decision(const uint8_t *b, size_t at, struct decision *d)
{
	d->vaddr = le64(b, at);
	d->number = le32(b, at + 8);
	d->numbers = b[at + 12];
	d->decision = b[at + 13];
	d->holder = b[at + 14];
	if (b[at + 15] != 0)
		return FAULT_RESERVED_FIELD;
	if (d->numbers > NUMBERS_SET || d->decision > DECISION_ALLOW ||
	    d->holder > HOLDER_FILTER)
		return FAULT_BAD_PLAN;
	if ((d->decision == DECISION_DENY) != (d->holder == HOLDER_NOBODY))
		return FAULT_BAD_PLAN;
	if (d->decision == DECISION_ALLOW && d->numbers == NUMBERS_NONE)
		return FAULT_BAD_PLAN;
	if (d->holder == HOLDER_BYTES && d->numbers != NUMBERS_ONE)
		return FAULT_BAD_PLAN;
	if (d->numbers == NUMBERS_NONE && d->number != 0)
		return FAULT_BAD_PLAN;
	if (d->numbers == NUMBERS_ONE && d->number >= ARCH_NUMBERS)
		return FAULT_BAD_PLAN;
	if (d->numbers == NUMBERS_SET && d->number >= IMAGE_SETS)
		return FAULT_BAD_SET;
	return FAULT_NONE;
}

size_t
codec_symbol_size(size_t name_len)
{
	return (CODEC_SYMBOL + name_len + 7) / 8 * 8;
}

enum fault_code
codec_symbol(const uint8_t *b, size_t n, size_t *at, struct symbol *s)
{
	size_t i, from = *at, end;

	if (n - from < CODEC_SYMBOL)
		return FAULT_BAD_SYMBOL;
	s->value = le64(b, from);
	s->size = le64(b, from + 8);
	s->name_len = le16(b, from + 16);
	if (s->name_len == 0 || s->name_len > RECORD_TEXT_MAX)
		return FAULT_BAD_SYMBOL;
	end = codec_symbol_size(s->name_len);
	if (n - from < end)
		return FAULT_BAD_SYMBOL;
	s->name = b + from + CODEC_SYMBOL;
	for (i = 0; i < s->name_len; i++)
		if (s->name[i] == 0)
			return FAULT_BAD_SYMBOL;
	for (i = CODEC_SYMBOL + s->name_len; i < end; i++)
		if (b[from + i] != 0)
			return FAULT_BAD_PADDING;
	*at = from + end;
	return FAULT_NONE;
}

void
codec_put_phdr(uint8_t *b, size_t at, const struct phdr *p)
{
	le32_put(b, at, p->type);
	le32_put(b, at + 4, p->flags);
	le64_put(b, at + 8, p->offset);
	le64_put(b, at + 16, p->vaddr);
	le64_put(b, at + 24, p->paddr);
	le64_put(b, at + 32, p->filesz);
	le64_put(b, at + 40, p->memsz);
	le64_put(b, at + 48, p->align);
}

size_t
codec_put_program(
    uint8_t *b, const struct program *prog, const struct phdr *phdrs)
{
	size_t i, at = CODEC_PROG;

	le16_put(b, 0, prog->machine);
	le16_put(b, 2, prog->type);
	le32_put(b, 4, prog->flags);
	le64_put(b, 8, prog->entry);
	le64_put(b, 16, prog->phoff);
	le16_put(b, 24, (uint16_t)prog->phnum);
	le16_put(b, 26, (uint16_t)prog->name_len);
	le32_put(b, 28, 0);
	for (i = 0; i < prog->phnum; i++, at += IMAGE_PHDR_BYTES)
		codec_put_phdr(b, at, &phdrs[i]);
	for (i = 0; i < prog->name_len; i++)
		b[at + i] = prog->name[i];
	return at + prog->name_len;
}

void
codec_put_segment(uint8_t *b, size_t at, const struct segment *s)
{
	le64_put(b, at, s->vaddr);
	le64_put(b, at + 8, s->memsz);
	le64_put(b, at + 16, s->filesz);
	le64_put(b, at + 24, s->offset);
	le64_put(b, at + 32, s->align);
	le32_put(b, at + 40, s->flags);
	le32_put(b, at + 44, 0);
}

void
codec_put_site(uint8_t *b, size_t at, const struct site *s)
{
	size_t i;

	le64_put(b, at, s->vaddr);
	b[at + 8] = s->kind;
	b[at + 9] = s->length;
	b[at + 10] = s->numbers;
	b[at + 11] = 0;
	le32_put(b, at + 12, s->number);
	for (i = 0; i < ARCH_SLOT; i++)
		b[at + 16 + i] = s->original[i];
	le32_put(b, at + 24, s->known);
	le32_put(b, at + 28, 0);
	for (i = 0; i < SITE_ARGS; i++)
		le64_put(b, at + 32 + 8 * i, s->args[i]);
}

void
codec_put_set(uint8_t *b, size_t at, const struct number_set *s)
{
	size_t i;

	for (i = 0; i < CODEC_SET; i++)
		b[at + i] = s->bits[i];
}

void
codec_put_decision(uint8_t *b, size_t at, const struct decision *d)
{
	le64_put(b, at, d->vaddr);
	le32_put(b, at + 8, d->number);
	b[at + 12] = d->numbers;
	b[at + 13] = d->decision;
	b[at + 14] = d->holder;
	b[at + 15] = 0;
}

void
codec_put_symbol(uint8_t *b, size_t at, const struct symbol *s)
{
	size_t i, end = codec_symbol_size(s->name_len);

	le64_put(b, at, s->value);
	le64_put(b, at + 8, s->size);
	le16_put(b, at + 16, (uint16_t)s->name_len);
	for (i = 0; i < s->name_len; i++)
		b[at + CODEC_SYMBOL + i] = s->name[i];
	for (i = CODEC_SYMBOL + s->name_len; i < end; i++)
		b[at + i] = 0;
}
