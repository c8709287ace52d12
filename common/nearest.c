#include "nearest.h"

void
nearest_start(struct nearest *n, uint64_t vaddr)
{
	n->vaddr = vaddr;
	n->found = false;
	n->inside = false;
	n->value = 0;
	n->name[0] = '\0';
}

/* One that contains the address is better, then the one that starts later. */
static bool
better(const struct nearest *n, const struct symbol *s)
{
	bool inside = s->value <= n->vaddr && n->vaddr - s->value < s->size;

	if (s->value > n->vaddr)
		return false;
	if (!n->found || inside != n->inside)
		return !n->found || inside;
	return s->value > n->value;
}

static void
keep(struct nearest *n, const struct symbol *s)
{
	size_t i;

	n->found = true;
	n->inside = n->vaddr - s->value < s->size;
	n->value = s->value;
	for (i = 0; i < s->name_len && i < NEAREST_NAME; i++)
		n->name[i] = (char)s->name[i];
	n->name[i] = '\0';
}

void
nearest_symbol(struct nearest *n, const struct symbol *s)
{
	if (better(n, s))
		keep(n, s);
}

void
nearest_record(struct nearest *n, const uint8_t *b, size_t len)
{
	struct symbol s;
	size_t at = 0;

	while (at < len && codec_symbol(b, len, &at, &s) == FAULT_NONE)
		nearest_symbol(n, &s);
}
