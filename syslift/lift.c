#include "lift.h"

#include "pattern.h"
#include "slot.h"

enum { MOVE_BYTES = 5 };

static bool
same_set(const struct number_set *a, const struct number_set *b)
{
	size_t i;

	for (i = 0; i < ARCH_NUMBERS / 8; i++)
		if (a->bits[i] != b->bits[i])
			return false;
	return true;
}

/* FNV-1a: thousands of sites may have a set each. */
static uint32_t
hash_of(const struct number_set *set)
{
	uint32_t h = 2166136261u;
	size_t i;

	for (i = 0; i < ARCH_NUMBERS / 8; i++)
		h = (h ^ set->bits[i]) * 16777619u;
	return h;
}

/* The index of an equal set, or of a new one; IMAGE_SETS if there is no room. */
static size_t
set_index(struct lift *l, const struct number_set *set)
{
	uint32_t h = hash_of(set);
	size_t i;

	for (; l->hashed < l->nsets; l->hashed++)
		l->hash[l->hashed] = hash_of(&l->sets[l->hashed]);
	for (i = 0; i < l->nsets; i++)
		if (l->hash[i] == h && same_set(&l->sets[i], set))
			return i;
	if (l->nsets < IMAGE_SETS)
		l->sets[l->nsets++] = *set;
	return i;
}

/* What the site's number may be, in its fields. */
static void
set_numbers(struct lift *l, struct site *s, size_t at)
{
	struct number_set found;
	size_t k;

	if (!number_find(l->number, at, &found))
		return;
	if (set_count(&found) == 1) {
		s->numbers = NUMBERS_ONE;
		s->number = set_least(&found);
		s->known |= SITE_KNOWS_NUMBER;
		return;
	}
	k = set_index(l, &found);
	if (k == IMAGE_SETS)
		return;
	s->numbers = NUMBERS_SET;
	s->number = (uint32_t)k;
}

static void
count(struct lift *l, const struct site *s)
{
	struct lift_counts *n = &l->counts;

	n->stubs += s->kind == SITE_STUB;
	n->moves += s->kind == SITE_MOV;
	n->calls += s->kind == SITE_CALL;
	n->traps += s->kind == SITE_TRAP;
	n->embedded += s->kind == SITE_EMBEDDED;
	if (s->kind == SITE_EMBEDDED)
		return;
	n->one += s->numbers == NUMBERS_ONE;
	n->several += s->numbers == NUMBERS_SET;
	n->unknown += s->numbers == NUMBERS_NONE;
}

static void
append(struct lift *l, const struct site *s)
{
	if (l->nsites == l->room)
		return;
	count(l, s);
	l->sites[l->nsites++] = *s;
}

/* The image's own sites below vaddr. */
static void
stubs_below(struct lift *l, uint64_t vaddr)
{
	struct site s;
	size_t at;

	while (
	    l->stub < l->img->nsites && l->img->sites[l->stub].vaddr < vaddr) {
		s = l->img->sites[l->stub++];
		if (s.numbers == NUMBERS_NONE && s.kind != SITE_EMBEDDED &&
		    code_offset(l->code, s.vaddr, &at) &&
		    code_is(l->code, CODE_INSN, at))
			set_numbers(l, &s, at);
		append(l, &s);
	}
}

static void
fill(const struct lift *l, struct site *s, size_t at, size_t n, int kind)
{
	size_t i;

	s->vaddr = parts_vaddr(&l->code->parts, at);
	s->kind = (uint8_t)kind;
	s->length = (uint8_t)n;
	s->numbers = NUMBERS_NONE;
	s->number = s->known = 0;
	for (i = 0; i < ARCH_SLOT; i++)
		s->original[i] = i < n ? l->code->bytes[at + i] : 0;
	for (i = 0; i < SITE_ARGS; i++)
		s->args[i] = 0;
}

/* Something may go to a byte of [from, end). */
static bool
entered(const struct code *c, size_t from, size_t end)
{
	return bits_next(c->map[CODE_TARGET], from, end) < end ||
	    bits_next(c->map[CODE_START], from, end) < end;
}

/* mov $nr,%eax right before the call, and nobody comes in between. */
static bool
is_move(const struct lift *l, size_t at)
{
	const struct code *c = l->code;
	size_t from = at - MOVE_BYTES;

	return c->arch->calls == ARCH_CALLS_X86_64 &&
	    at - parts_of(&c->parts, at)->at >= MOVE_BYTES &&
	    code_is(c, CODE_INSN, from) && c->bytes[from] == 0xb8 &&
	    bits_next(c->map[CODE_INSN], from + 1, at + 1) == at &&
	    bits_some(c->map[CODE_TAKEN], from, MOVE_BYTES) == 0x1f &&
	    le32(c->bytes, from + 1) < ARCH_NUMBERS &&
	    !entered(c, from + 1, at + 2);
}

/* The call instruction whose pattern is at 'at' starts there, or before it with
   prefixes: where, or the code's size if it is none. */
static size_t
true_call(struct lift *l, size_t at)
{
	const struct code *c = l->code;
	const struct part *part = parts_of(&c->parts, at);
	size_t low = at - part->at > 15 ? at - 15 : part->at, from;
	struct insn in;

	from = bits_last(c->map[CODE_INSN], low, at + 1);
	if (from == at + 1 ||
	    !insn_decode(l->number->decoder, c->bytes + from,
		part->at + part->n - from, part->vaddr + (from - part->at),
		&in) ||
	    in.kind != INSN_SYSCALL ||
	    from + in.length != at + c->arch->call_len)
		return c->parts.size;
	/* It may be data that looks like code. */
	if (code_is(c, CODE_SWEPT, from)) {
		l->counts.swept++;
		return c->parts.size;
	}
	return from;
}

static void
add_call(struct lift *l, size_t at)
{
	const struct code *c = l->code;
	size_t from = true_call(l, at), n = c->arch->call_len;
	struct site s;

	if (from == c->parts.size) {
		fill(l, &s, at, n, SITE_EMBEDDED);
	} else if (from == at && is_move(l, at)) {
		fill(l, &s, at - MOVE_BYTES, ARCH_MOV, SITE_MOV);
		s.numbers = NUMBERS_ONE;
		s.number = le32(c->bytes, at - MOVE_BYTES + 1);
		s.known = SITE_KNOWS_NUMBER;
	} else {
		fill(
		    l, &s, at, n, l->deny == LIFT_TRAP ? SITE_TRAP : SITE_CALL);
		set_numbers(l, &s, from);
	}
	stubs_below(l, s.vaddr);
	append(l, &s);
}

static void
count_bytes(struct lift *l)
{
	const struct code *c = l->code;
	size_t at = 0, end, size = c->parts.size;

	/* Taken bytes that are data by a symbol's word are not decoded; they
	   follow no instruction. */
	for (at = bits_next(c->map[CODE_INSN], 0, size); at < size; at = end) {
		end = bits_next(c->map[CODE_INSN], at + 1, size);
		while (at < end && code_is(c, CODE_TAKEN, at)) {
			l->counts.decoded++;
			at++;
		}
	}
	l->counts.skipped = size - l->counts.decoded;
}

size_t
lift_patterns(const struct code *c)
{
	size_t i, at, n = 0;

	for (i = 0; i < c->parts.count; i++) {
		const struct part *p = &c->parts.part[i];
		const uint8_t *b = c->bytes + p->at;

		at = pattern_first(c->arch, p->vaddr, b, p->n, 0);
		for (; at < p->n; n++)
			at = pattern_first(
			    c->arch, p->vaddr, b, p->n, at + c->arch->call_len);
	}
	return n;
}

/* A record has it; asked in ascending order. */
static bool
recorded(struct lift *l, uint64_t vaddr)
{
	const struct site *s = l->img->sites;
	size_t n = l->img->nsites;

	while (l->past < n && s[l->past].vaddr <= vaddr &&
	    vaddr - s[l->past].vaddr >= s[l->past].length)
		l->past++;
	return l->past < n && s[l->past].vaddr <= vaddr;
}

void
lift_sites(struct lift *l)
{
	const struct code *c = l->code;
	size_t i, at;

	for (i = 0; i < c->parts.count; i++) {
		const struct part *p = &c->parts.part[i];
		const uint8_t *b = c->bytes + p->at;

		at = pattern_first(c->arch, p->vaddr, b, p->n, 0);
		while (at < p->n) {
			if (!recorded(l, p->vaddr + at))
				add_call(l, p->at + at);
			at = pattern_first(
			    c->arch, p->vaddr, b, p->n, at + c->arch->call_len);
		}
	}
	stubs_below(l, UINT64_MAX);
	count_bytes(l);
}

void
lift_write(const struct lift *l, struct code *c)
{
	size_t i, k, at;

	for (i = 0; i < l->nsites; i++) {
		const struct site *s = &l->sites[i];

		if ((s->kind != SITE_MOV && s->kind != SITE_TRAP) ||
		    !code_offset(c, s->vaddr, &at))
			continue;
		for (k = 0; k < s->length; k++)
			c->bytes[at + k] = slot_stub_byte(c->arch, s, k);
	}
}
