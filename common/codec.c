#include "codec.h"

#include "codec_lemmas.h"
#include "word_lemmas.h"

/*@ requires \valid_read(name + (0 .. n - 1));
    assigns \nothing;
    ensures \result <==> name_alone(name, n);
*/
static bool
name_good(const uint8_t *name, size_t n)
{
	size_t i;

	if (n == 0 || n > IMAGE_NAME)
		return false;
	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      name[k] != 0 && name[k] != '/';
	    loop assigns i;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		if (name[i] == 0 || name[i] == '/')
			return false;
	return true;
}

/*@ requires at + n <= SIZE_MAX && \valid_read(b + (at .. at + n - 1));
    requires \valid(to + (0 .. n - 1));
    requires \separated(b + (at .. at + n - 1), to + (0 .. n - 1));
    assigns to[0 .. n - 1];
    ensures same_bytes(b, at, to, n);
*/
static void
get_bytes(uint8_t *to, const uint8_t *b, size_t at, size_t n)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant same_bytes(b, at, to, i);
	    loop assigns i, to[0 .. n - 1];
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		to[i] = b[at + i];
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

/*@ requires i < 65535 && at <= SIZE_MAX - (i + 1) * IMAGE_PHDR_BYTES;
    requires \valid_read(b + (at .. at + (i + 1) * IMAGE_PHDR_BYTES - 1));
    requires \valid(phdrs + (0 .. i));
    requires \separated(b + (at .. at + (i + 1) * IMAGE_PHDR_BYTES - 1),
      phdrs + (0 .. i));
    assigns phdrs[i].type, phdrs[i].flags, phdrs[i].offset, phdrs[i].vaddr,
      phdrs[i].paddr, phdrs[i].filesz, phdrs[i].memsz, phdrs[i].align;
    ensures phdr_at(b, at, phdrs, i);
    ensures \forall integer k; 0 <= k < i ==>
      phdr_same{Pre, Post}(phdrs + k);
*/
static void
get_phdr(const uint8_t *b, size_t at, struct phdr *phdrs, size_t i)
{
	codec_phdr(b, at + i * IMAGE_PHDR_BYTES, &phdrs[i]);
}

void
codec_phdrs(const uint8_t *b, size_t at, struct phdr *phdrs, size_t n)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant phdrs_bytes(b, at, phdrs, i);
	    loop assigns i, phdrs[0 .. n - 1];
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++) {
		get_phdr(b, at, phdrs, i);
		/*@ assert \forall integer k; 0 <= k < i ==>
		      phdr_at{LoopCurrent}(b, at, phdrs, k) &&
		      phdr_same{LoopCurrent, Here}(phdrs + k); */
		/*@ assert \forall integer k; 0 <= k < i ==>
		      phdr_at(b, at, phdrs, k); */
	}
}

/* n is what PROG's counts say; the counts are in range, but for the name's. */
/*@ requires \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result == FAULT_NONE <==> prog_sizes(b, n);
*/
static enum fault_code
program_sizes(const uint8_t *b, size_t n)
{
	size_t phnum;

	if (n < CODEC_PROG)
		return FAULT_BAD_LENGTH;
	if (le32(b, 28) != 0)
		return FAULT_RESERVED_FIELD;
	phnum = le16(b, 24);
	if (phnum == 0 || phnum > IMAGE_PHDRS)
		return FAULT_PHDR_COUNT;
	if (n != CODEC_PROG + phnum * IMAGE_PHDR_BYTES + le16(b, 26))
		return FAULT_BAD_LENGTH;
	return FAULT_NONE;
}

/*@ requires \valid_read(b + (0 .. CODEC_PROG - 1)) && \valid(prog);
    assigns prog->machine, prog->type, prog->flags, prog->entry, prog->phoff,
      prog->phnum, prog->name_len;
    ensures prog_head(b, prog);
    ensures \forall struct phdr *p; \separated(p, prog) ==>
      phdr_same{Pre, Post}(p);
*/
static void
get_head(const uint8_t *b, struct program *prog)
{
	prog->machine = le16(b, 0);
	prog->type = le16(b, 2);
	prog->flags = le32(b, 4);
	prog->entry = le64(b, 8);
	prog->phoff = le64(b, 16);
	prog->phnum = le16(b, 24);
	prog->name_len = le16(b, 26);
}

enum fault_code
codec_program(
    const uint8_t *b, size_t n, struct program *prog, struct phdr *phdrs)
{
	enum fault_code code = program_sizes(b, n);
	size_t phnum, name_at;

	/* Nobody reads a name that was not accepted. */
	prog->name_len = 0;
	if (code != FAULT_NONE)
		return code;
	phnum = le16(b, 24);
	name_at = CODEC_PROG + phnum * IMAGE_PHDR_BYTES;
	/*@ assert name_at == prog_name(u16_at(b, 24)); */
	/*@ assert n - name_at == u16_at(b, 26); */
	/*@ assert prog_good(b, n) <==> name_alone(b + name_at, n - name_at); */
	if (!name_good(b + name_at, n - name_at))
		return FAULT_BAD_NAME;
	/*@ assert n - name_at <= IMAGE_NAME; */
	get_bytes(prog->name, b, name_at, n - name_at);
	prog->name[n - name_at] = 0;
	/*@ assert same_bytes(b, name_at, &prog->name[0], n - name_at); */
	/*@ assert u16_at(b, 24) == phnum; */
	/*@ assert u16_at(b, 26) == n - name_at; */
	codec_phdrs(b, CODEC_PROG, phdrs, phnum);
	/*@ ghost Before: ; */
	get_head(b, prog);
	/*@ assert \forall integer k; 0 <= k < phnum ==>
	      phdr_at{Before}(b, CODEC_PROG, phdrs, k) &&
	      \separated(phdrs + k, prog) &&
	      phdr_same{Before, Here}(phdrs + k); */
	/*@ assert phdrs_bytes(b, CODEC_PROG, phdrs, phnum); */
	/*@ assert prog->name_len == n - name_at; */
	return FAULT_NONE;
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

/*@ requires \valid_read(s);
    assigns \nothing;
    ensures \result == FAULT_NONE <==> site_alone(s);
*/
static enum fault_code
site_good(const struct site *s)
{
	size_t i;

	if (s->kind < SITE_STUB || s->kind > SITE_TRAP || s->length == 0 ||
	    s->length > ARCH_SLOT || s->numbers > NUMBERS_SET)
		return FAULT_BAD_SITE;
	/*@ loop invariant s->length <= i <= ARCH_SLOT;
	    loop invariant zeros(&s->original[0], s->length, i);
	    loop assigns i;
	    loop variant ARCH_SLOT - i;
	*/
	for (i = s->length; i < ARCH_SLOT; i++)
		if (s->original[i] != 0)
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
	/*@ loop invariant 0 <= i <= SITE_ARGS;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      ((s->known >> (k + 1)) & 1) == 0 ==> s->args[k] == 0;
	    loop assigns i;
	    loop variant SITE_ARGS - i;
	*/
	for (i = 0; i < SITE_ARGS; i++)
		if (((s->known >> (i + 1)) & 1) == 0 && s->args[i] != 0)
			return FAULT_BAD_SITE;
	return FAULT_NONE;
}

enum fault_code
codec_site(const uint8_t *b, size_t at, struct site *s)
{
	size_t i;

	get_bytes(s->original, b, at + 16, ARCH_SLOT);
	s->kind = b[at + 8];
	s->length = b[at + 9];
	s->numbers = b[at + 10];
	/*@ assert site_originals(b, at, s); */
	s->number = le32(b, at + 12);
	s->known = le32(b, at + 24);
	/*@ loop invariant 0 <= i <= SITE_ARGS;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      s->args[k] == u64_at(b, at + 32 + 8 * k);
	    loop assigns i, s->args[0 .. SITE_ARGS - 1];
	    loop variant SITE_ARGS - i;
	*/
	for (i = 0; i < SITE_ARGS; i++)
		s->args[i] = le64(b, at + 32 + 8 * i);
	s->vaddr = le64(b, at);
	/*@ assert site_originals(b, at, s); */
	/*@ assert site_args(b, at, s); */
	/*@ assert s->kind == b[at + 8]; */
	/*@ assert s->length == b[at + 9]; */
	/*@ assert s->numbers == b[at + 10]; */
	/*@ assert site_scalars(b, at, s); */
	if (b[at + 11] != 0 || le32(b, at + 28) != 0)
		return FAULT_RESERVED_FIELD;
	return site_good(s);
}

enum fault_code
codec_set(const uint8_t *b, size_t at, struct number_set *s)
{
	get_bytes(s->bits, b, at, CODEC_SET);
	return set_count(s) >= 2 ? FAULT_NONE : FAULT_BAD_SET;
}

/*@ requires \valid_read(d);
    assigns \nothing;
    ensures \result == FAULT_NONE <==> exec_alone(d) && decision_alone(d);
*/
static enum fault_code
decision_good(const struct decision *d)
{
	if (d->exec > 1)
		return FAULT_RESERVED_FIELD;
	if (d->decision == DECISION_DENY && d->exec != 0)
		return FAULT_BAD_PLAN;
	if (d->numbers > NUMBERS_SET || d->decision > DECISION_ALLOW ||
	    d->holder > HOLDER_FILTER)
		return FAULT_BAD_PLAN;
	if (d->holder ==
	    (d->decision == DECISION_DENY ? HOLDER_BYTES : HOLDER_NOBODY))
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

enum fault_code
codec_decision(const uint8_t *b, size_t at, struct decision *d)
{
	d->vaddr = le64(b, at);
	d->number = le32(b, at + 8);
	d->numbers = b[at + 12];
	d->decision = b[at + 13];
	d->holder = b[at + 14];
	d->exec = b[at + 15];
	/*@ assert d->vaddr == u64_at(b, at); */
	/*@ assert word_at(b, at, d->vaddr); */
	/*@ assert d->number == u32_at(b, at + 8); */
	/*@ assert half_at(b, at + 8, d->number); */
	/*@ assert decision_fields(b, at, d); */
	return decision_good(d);
}

size_t
codec_symbol_size(size_t name_len)
{
	return (CODEC_SYMBOL + name_len + 7) / 8 * 8;
}

/*@ requires from <= end && \valid_read(b + (from .. end - 1));
    assigns \nothing;
    ensures \result <==> no_zeros(b, from, end);
*/
static bool
without_zero(const uint8_t *b, size_t from, size_t end)
{
	uint8_t zero = 0;
	size_t i;

	/* To the end in any case: compilers take 16 bytes at once so. */
	/*@ loop invariant from <= i <= end && zero <= 1;
	    loop invariant zero == 0 <==> no_zeros(b, from, i);
	    loop assigns i, zero;
	    loop variant end - i;
	*/
	for (i = from; i < end; i++)
		if (b[i] == 0)
			zero = 1;
	return zero == 0;
}

/*@ requires from <= end && \valid_read(b + (from .. end - 1));
    assigns \nothing;
    ensures \result <==> zeros(b, from, end);
*/
static bool
all_zero(const uint8_t *b, size_t from, size_t end)
{
	size_t i;

	/*@ loop invariant from <= i <= end;
	    loop invariant zeros(b, from, i);
	    loop assigns i;
	    loop variant end - i;
	*/
	for (i = from; i < end; i++)
		if (b[i] != 0)
			return false;
	return true;
}

enum fault_code
codec_symbol(const uint8_t *b, size_t n, size_t *at, struct symbol *s)
{
	size_t from = *at, end;

	if (n - from < CODEC_SYMBOL)
		return FAULT_BAD_SYMBOL;
	s->value = le64(b, from);
	s->size = le64(b, from + 8);
	s->name_len = le16(b, from + 16);
	/*@ assert s->name_len == u16_at(b, from + 16); */
	if (s->name_len == 0 || s->name_len > RECORD_TEXT_MAX)
		return FAULT_BAD_SYMBOL;
	end = codec_symbol_size(s->name_len);
	if (n - from < end)
		return FAULT_BAD_SYMBOL;
	s->name = b + from + CODEC_SYMBOL;
	if (!without_zero(
		b, from + CODEC_SYMBOL, from + CODEC_SYMBOL + s->name_len))
		return FAULT_BAD_SYMBOL;
	if (!all_zero(b, from + CODEC_SYMBOL + s->name_len, from + end))
		return FAULT_BAD_PADDING;
	/*@ assert symbol_head(b, from, s); */
	*at = from + end;
	/*@ assert symbol_head(b, from, s); */
	/*@ assert symbol_good(b, n, from); */
	return FAULT_NONE;
}
