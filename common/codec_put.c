#include "codec.h"

#include "codec_lemmas.h"
#include "word_lemmas.h"

/*@ requires at + n <= SIZE_MAX && \valid(b + (at .. at + n - 1));
    requires \valid_read(from + (0 .. n - 1));
    requires \separated(b + (at .. at + n - 1), from + (0 .. n - 1));
    assigns b[at .. at + n - 1];
    ensures same_bytes(b, at, from, n);
*/
static void
put_bytes(uint8_t *b, size_t at, const uint8_t *from, size_t n)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant same_bytes(b, at, from, i);
	    loop assigns i, b[at .. at + n - 1];
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++) {
		b[at + i] = from[i];
		/*@ assert \forall integer k; 0 <= k < i ==>
		      b[at + k] == \at(b[at + k], LoopCurrent) &&
		      from[k] == \at(from[k], LoopCurrent); */
		/*@ assert b[at + i] == from[i]; */
	}
}

/*@ requires from <= end && \valid(b + (from .. end - 1));
    assigns b[from .. end - 1];
    ensures zeros(b, from, end);
*/
static void
put_zeros(uint8_t *b, size_t from, size_t end)
{
	size_t i;

	/*@ loop invariant from <= i <= end;
	    loop invariant zeros(b, from, i);
	    loop assigns i, b[from .. end - 1];
	    loop variant end - i;
	*/
	for (i = from; i < end; i++)
		b[i] = 0;
}

/*@ requires at <= SIZE_MAX - 7 && \valid(b + (at .. at + 7));
    assigns b[at .. at + 7];
    ensures u32_at(b, at) == x && u32_at(b, at + 4) == y;
*/
static void
put_pair(uint8_t *b, size_t at, uint32_t x, uint32_t y)
{
	le32_put(b, at, x);
	le32_put(b, at + 4, y);
	/*@ assert u32_at(b, at) == x; */
}

/*@ requires at <= SIZE_MAX - 23 && \valid(b + (at .. at + 23));
    assigns b[at .. at + 23];
    ensures u64_at(b, at) == x && u64_at(b, at + 8) == y &&
      u64_at(b, at + 16) == z;
*/
static void
put_three(uint8_t *b, size_t at, uint64_t x, uint64_t y, uint64_t z)
{
	le64_put(b, at, x);
	le64_put(b, at + 8, y);
	/*@ assert u64_at(b, at) == x; */
	le64_put(b, at + 16, z);
	/*@ assert u64_at(b, at) == x; */
	/*@ assert u64_at(b, at + 8) == y; */
}

void
codec_put_phdr(uint8_t *b, size_t at, const struct phdr *p)
{
	put_pair(b, at, p->type, p->flags);
	put_three(b, at + 8, p->offset, p->vaddr, p->paddr);
	/*@ assert p->type == u32_at(b, at); */
	/*@ assert p->flags == u32_at(b, at + 4); */
	put_three(b, at + 32, p->filesz, p->memsz, p->align);
	/*@ assert p->type == u32_at(b, at); */
	/*@ assert p->flags == u32_at(b, at + 4); */
	/*@ assert p->offset == u64_at(b, at + 8); */
	/*@ assert p->vaddr == u64_at(b, at + 16); */
	/*@ assert p->paddr == u64_at(b, at + 24); */
}

/*@ requires n <= IMAGE_PHDRS && at <= CODEC_PROG;
    requires \valid(b + (at .. at + n * IMAGE_PHDR_BYTES - 1));
    requires \valid_read(phdrs + (0 .. n - 1));
    requires \separated(b + (at .. at + n * IMAGE_PHDR_BYTES - 1),
      phdrs + (0 .. n - 1));
    assigns b[at .. at + n * IMAGE_PHDR_BYTES - 1];
    ensures phdrs_bytes(b, at, phdrs, n);
*/
static void
put_phdrs(uint8_t *b, size_t at, const struct phdr *phdrs, size_t n)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant phdrs_bytes(b, at, phdrs, i);
	    loop assigns i, b[at .. at + n * IMAGE_PHDR_BYTES - 1];
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++) {
		codec_put_phdr(b, at + i * IMAGE_PHDR_BYTES, &phdrs[i]);
		/*@ assert \forall integer k;
		      at <= k < at + i * IMAGE_PHDR_BYTES ==>
			b[k] == \at(b[k], LoopCurrent); */
		/*@ assert \forall integer k; 0 <= k < i ==>
		      phdr_at{LoopCurrent}(b, at, phdrs, k); */
		/*@ assert \forall integer k; 0 <= k < i ==>
		      phdr_same{LoopCurrent,Here}(phdrs + k); */
		/*@ assert \forall integer k, j; 0 <= k < i &&
		      at + k * IMAGE_PHDR_BYTES <= j <
			at + (k + 1) * IMAGE_PHDR_BYTES ==>
			b[j] == \at(b[j], LoopCurrent); */
		/*@ assert \forall integer k; 0 <= k < i ==>
		      phdr_at(b, at, phdrs, k); */
		/*@ assert phdr_at(b, at, phdrs, i); */
	}
}

/*@ requires at <= SIZE_MAX - 3 && \valid(b + (at .. at + 3));
    assigns b[at .. at + 3];
    ensures u16_at(b, at) == x && u16_at(b, at + 2) == y;
*/
static void
put_short_pair(uint8_t *b, size_t at, uint16_t x, uint16_t y)
{
	le16_put(b, at, x);
	le16_put(b, at + 2, y);
	/*@ assert u16_at(b, at) == x; */
}

/*@ requires \valid(b + (8 .. CODEC_PROG - 1)) && \valid_read(prog);
    requires prog->phnum <= IMAGE_PHDRS && prog->name_len <= IMAGE_NAME;
    requires \separated(b + (8 .. CODEC_PROG - 1), prog);
    assigns b[8 .. CODEC_PROG - 1];
    ensures prog->entry == u64_at(b, 8) && prog->phoff == u64_at(b, 16) &&
      prog->phnum == u16_at(b, 24) && prog->name_len == u16_at(b, 26) &&
      u32_at(b, 28) == 0;
*/
static void
put_numbers(uint8_t *b, const struct program *prog)
{
	le32_put(b, 28, 0);
	put_short_pair(b, 24, (uint16_t)prog->phnum, (uint16_t)prog->name_len);
	/*@ assert u32_at(b, 28) == 0; */
	le64_put(b, 16, prog->phoff);
	/*@ assert u32_at(b, 28) == 0; */
	/*@ assert prog->phnum == u16_at(b, 24); */
	/*@ assert prog->name_len == u16_at(b, 26); */
	le64_put(b, 8, prog->entry);
	/*@ assert u32_at(b, 28) == 0; */
	/*@ assert prog->phnum == u16_at(b, 24); */
	/*@ assert prog->name_len == u16_at(b, 26); */
	/*@ assert prog->phoff == u64_at(b, 16); */
}

/*@ requires \valid(b + (0 .. CODEC_PROG - 1)) && \valid_read(prog);
    requires prog->phnum <= IMAGE_PHDRS && prog->name_len <= IMAGE_NAME;
    requires \separated(b + (0 .. CODEC_PROG - 1), prog);
    assigns b[0 .. CODEC_PROG - 1];
    ensures prog_head(b, prog) && u32_at(b, 28) == 0;
*/
static void
put_head(uint8_t *b, const struct program *prog)
{
	put_short_pair(b, 0, prog->machine, prog->type);
	le32_put(b, 4, prog->flags);
	/*@ assert prog->machine == u16_at(b, 0); */
	/*@ assert prog->type == u16_at(b, 2); */
	put_numbers(b, prog);
	/*@ assert prog->machine == u16_at(b, 0); */
	/*@ assert prog->type == u16_at(b, 2); */
	/*@ assert prog->flags == u32_at(b, 4); */
}

size_t
codec_put_program(
    uint8_t *b, const struct program *prog, const struct phdr *phdrs)
{
	size_t at = CODEC_PROG + (size_t)prog->phnum * IMAGE_PHDR_BYTES;

	put_head(b, prog);
	put_bytes(b, at, prog->name, prog->name_len);
	/*@ assert prog->machine == u16_at(b, 0); */
	/*@ assert prog->type == u16_at(b, 2); */
	/*@ assert prog->flags == u32_at(b, 4); */
	/*@ assert prog->entry == u64_at(b, 8); */
	/*@ assert prog->phoff == u64_at(b, 16); */
	/*@ assert prog->phnum == u16_at(b, 24); */
	/*@ assert prog->name_len == u16_at(b, 26); */
	/*@ assert u32_at(b, 28) == 0; */
	put_phdrs(b, CODEC_PROG, phdrs, prog->phnum);
	/*@ assert prog->machine == u16_at(b, 0); */
	/*@ assert prog->type == u16_at(b, 2); */
	/*@ assert prog->flags == u32_at(b, 4); */
	/*@ assert prog->entry == u64_at(b, 8); */
	/*@ assert prog->phoff == u64_at(b, 16); */
	/*@ assert prog->phnum == u16_at(b, 24); */
	/*@ assert prog->name_len == u16_at(b, 26); */
	/*@ assert u32_at(b, 28) == 0; */
	/*@ assert same_bytes(b, at, &prog->name[0], prog->name_len); */
	/*@ assert prog_name_bytes(b, prog); */
	return at + prog->name_len;
}

void
codec_put_segment(uint8_t *b, size_t at, const struct segment *s)
{
	put_three(b, at, s->vaddr, s->memsz, s->filesz);
	le64_put(b, at + 24, s->offset);
	/*@ assert s->vaddr == u64_at(b, at); */
	/*@ assert s->memsz == u64_at(b, at + 8); */
	/*@ assert s->filesz == u64_at(b, at + 16); */
	le64_put(b, at + 32, s->align);
	/*@ assert s->vaddr == u64_at(b, at); */
	/*@ assert s->memsz == u64_at(b, at + 8); */
	/*@ assert s->filesz == u64_at(b, at + 16); */
	/*@ assert s->offset == u64_at(b, at + 24); */
	put_pair(b, at + 40, s->flags, 0);
	/*@ assert s->vaddr == u64_at(b, at); */
	/*@ assert s->memsz == u64_at(b, at + 8); */
	/*@ assert s->filesz == u64_at(b, at + 16); */
	/*@ assert s->offset == u64_at(b, at + 24); */
	/*@ assert s->align == u64_at(b, at + 32); */
}

/*@ lemma arg_frame{L1,L2}:
      \forall uint8_t *b, integer at, uint64_t *args, integer k;
        arg_at{L1}(b, at, args, k) &&
        \at(args[k], L1) == \at(args[k], L2) &&
        (\forall integer j; at + 8 * k <= j < at + 8 * k + 8 ==>
          \at(b[j], L1) == \at(b[j], L2)) ==>
        arg_at{L2}(b, at, args, k);
*/

/*@ requires at <= SIZE_MAX - 47 && \valid(b + (at .. at + 47));
    requires \valid_read(args + (0 .. SITE_ARGS - 1));
    assigns b[at .. at + 47];
    ensures \forall integer k; 0 <= k < SITE_ARGS ==>
      arg_at(b, at, args, k);
*/
static void
put_args(uint8_t *b, size_t at, const uint64_t *args)
{
	size_t i;

	/*@ loop invariant 0 <= i <= SITE_ARGS;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      arg_at(b, at, args, k);
	    loop assigns i, b[at .. at + 47];
	    loop variant SITE_ARGS - i;
	*/
	for (i = 0; i < SITE_ARGS; i++) {
		le64_put(b, at + 8 * i, args[i]);
		/*@ assert \forall integer k; at <= k < at + 8 * i ==>
		      b[k] == \at(b[k], LoopCurrent); */
		/*@ assert \forall integer k; 0 <= k < i ==>
		      arg_at(b, at, args, k); */
		/*@ assert arg_at(b, at, args, i); */
	}
}

/*@ predicate site_begins(uint8_t *b, integer at, struct site *s) =
      s->vaddr == u64_at(b, at) && s->kind == b[at + 8] &&
      s->length == b[at + 9] && s->numbers == b[at + 10] &&
      b[at + 11] == 0 && s->number == u32_at(b, at + 12);
*/

/*@ requires at <= SIZE_MAX - 15;
    requires \valid(b + (at .. at + 15)) && \valid_read(s);
    requires \separated(b + (at .. at + 15), s);
    assigns b[at .. at + 15];
    ensures site_begins(b, at, s);
*/
static void
put_site_begin(uint8_t *b, size_t at, const struct site *s)
{
	b[at + 8] = s->kind;
	b[at + 9] = s->length;
	b[at + 10] = s->numbers;
	b[at + 11] = 0;
	le64_put(b, at, s->vaddr);
	le32_put(b, at + 12, s->number);
	/*@ assert s->vaddr == u64_at(b, at); */
	/*@ assert s->kind == b[at + 8] && s->length == b[at + 9]; */
	/*@ assert s->numbers == b[at + 10] && b[at + 11] == 0; */
}

/*@ requires at <= SIZE_MAX - 63;
    requires \valid(b + (at .. at + 63)) && \valid_read(s);
    requires \separated(b + (at .. at + 63), s);
    assigns b[at .. at + 63];
    ensures same_bytes(b, at, &s->original[0], ARCH_SLOT);
    ensures s->known == u32_at(b, at + 8) && u32_at(b, at + 12) == 0;
    ensures site_args(b, at - 16, s);
*/
static void
put_site_rest(uint8_t *b, size_t at, const struct site *s)
{
	put_bytes(b, at, s->original, ARCH_SLOT);
	put_pair(b, at + 8, s->known, 0);
	/*@ assert same_bytes(b, at, &s->original[0], ARCH_SLOT); */
	put_args(b, at + 16, s->args);
	/*@ assert same_bytes(b, at, &s->original[0], ARCH_SLOT); */
	/*@ assert s->known == u32_at(b, at + 8); */
	/*@ assert u32_at(b, at + 12) == 0; */
}

void
codec_put_site(uint8_t *b, size_t at, const struct site *s)
{
	put_site_begin(b, at, s);
	put_site_rest(b, at + 16, s);
	/*@ assert s->vaddr == u64_at(b, at); */
	/*@ assert s->kind == b[at + 8] && s->length == b[at + 9]; */
	/*@ assert s->numbers == b[at + 10] && b[at + 11] == 0; */
	/*@ assert s->number == u32_at(b, at + 12); */
	/*@ assert site_scalars(b, at, s); */
}

void
codec_put_set(uint8_t *b, size_t at, const struct number_set *s)
{
	put_bytes(b, at, s->bits, CODEC_SET);
}

void
codec_put_decision(uint8_t *b, size_t at, const struct decision *d)
{
	le64_put(b, at, d->vaddr);
	le32_put(b, at + 8, d->number);
	b[at + 12] = d->numbers;
	b[at + 13] = d->decision;
	b[at + 14] = d->holder;
	b[at + 15] = d->exec;
	/*@ assert d->vaddr == u64_at(b, at); */
	/*@ assert word_at(b, at, d->vaddr); */
	/*@ assert d->number == u32_at(b, at + 8); */
	/*@ assert half_at(b, at + 8, d->number); */
	/*@ assert d->numbers == b[at + 12]; */
	/*@ assert d->decision == b[at + 13]; */
	/*@ assert d->holder == b[at + 14]; */
	/*@ assert d->exec == b[at + 15]; */
}

void
codec_put_symbol(uint8_t *b, size_t at, const struct symbol *s)
{
	size_t end = codec_symbol_size(s->name_len);

	le64_put(b, at, s->value);
	le64_put(b, at + 8, s->size);
	/*@ assert s->value == u64_at(b, at); */
	le16_put(b, at + 16, (uint16_t)s->name_len);
	/*@ assert s->value == u64_at(b, at) && s->size == u64_at(b, at + 8); */
	put_bytes(b, at + CODEC_SYMBOL, s->name, s->name_len);
	/*@ assert symbol_head(b, at, s); */
	put_zeros(b, at + CODEC_SYMBOL + s->name_len, at + end);
	/*@ assert symbol_head(b, at, s); */
}
