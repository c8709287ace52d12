#include "edges.h"

static bool
target_of(const struct code *c, const struct insn_decoder *decoder, size_t at,
    size_t *to)
{
	const struct part *part = parts_of(&c->parts, at);
	struct insn in;

	return insn_decode(decoder, c->bytes + at, part->at + part->n - at,
		   part->vaddr + (at - part->at), &in) &&
	    code_offset(c, in.target, to);
}

/* Each bucket's count, in the place behind its own; the sum. */
static size_t
count(struct edges *e, const struct code *c, const struct insn_decoder *decoder)
{
	size_t at, to, n = 0, size = c->parts.size;
	const uint64_t *direct = c->map[CODE_DIRECT];

	for (at = bits_next(direct, 0, size); at < size;
	     at = bits_next(direct, at + 1, size)) {
		if (!target_of(c, decoder, at, &to))
			continue;
		if (++n > e->room)
			break;
		e->first[to / EDGES_SPAN + 1]++;
	}
	return n;
}

void
edges_build(
    struct edges *e, const struct code *c, const struct insn_decoder *decoder)
{
	size_t i, at, to, size = c->parts.size, buckets = size / EDGES_SPAN + 1;
	const uint64_t *direct = c->map[CODE_DIRECT];

	e->none = size > UINT32_MAX || count(e, c, decoder) > e->room;
	if (e->none)
		return;
	for (i = 1; i <= buckets; i++)
		e->first[i] += e->first[i - 1];
	/* From the last on: every bucket's end moves down to its start. */
	for (i = buckets; i > 0; i--)
		e->first[i] = e->first[i - 1];
	for (at = bits_next(direct, 0, size); at < size;
	     at = bits_next(direct, at + 1, size))
		if (target_of(c, decoder, at, &to))
			e->source[e->first[to / EDGES_SPAN + 1]++] =
			    (uint32_t)at;
}

void
edges_near(const struct edges *e, size_t at, size_t *from, size_t *to)
{
	*from = e->first[at / EDGES_SPAN];
	*to = e->first[at / EDGES_SPAN + 1];
}
