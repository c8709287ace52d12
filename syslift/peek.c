#include "peek.h"

static size_t
least(size_t n, size_t left)
{
	return n < left ? n : left;
}

size_t
peek_at(const struct peek *p, uint64_t vaddr, uint8_t *b, size_t n)
{
	const struct part *part = parts_at(&p->code->parts, vaddr);
	size_t at, i;

	if (part != NULL) {
		at = part->at + (size_t)(vaddr - part->vaddr);
		n = least(n, part->at + part->n - at);
		for (i = 0; i < n; i++)
			b[i] = p->code->bytes[at + i];
		return n;
	}
	part = parts_at(p->data, vaddr);
	if (part == NULL)
		return 0;
	at = part->at + (size_t)(vaddr - part->vaddr);
	n = least(n, part->at + part->n - at);
	return p->fetch(p->own, at, b, n) ? n : 0;
}
