#include "parts.h"

bool
parts_layout(struct parts *p, const struct image *img, bool exec)
{
	struct part *to;
	size_t i, size = 0;

	p->count = 0;
	p->low = UINT64_MAX;
	p->high = 0;
	for (i = 0; i < img->nsegs; i++) {
		const struct segment *s = &img->segs[i];

		if (((s->flags & IMAGE_X) != 0) != exec || s->filesz == 0)
			continue;
		to = &p->part[p->count++];
		to->vaddr = s->vaddr;
		to->at = size;
		to->n = (size_t)s->filesz;
		to->mixed = s->offset == 0;
		if (to->n != s->filesz ||
		    __builtin_add_overflow(size, to->n, &size))
			return false;
		if (s->vaddr < p->low)
			p->low = s->vaddr;
		p->high = s->vaddr + s->filesz;
	}
	p->size = size;
	return true;
}

const struct part *
parts_at(const struct parts *p, uint64_t vaddr)
{
	size_t low = 0, high = p->count, mid;

	if (vaddr < p->low || vaddr >= p->high)
		return NULL;
	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (p->part[mid].vaddr <= vaddr)
			low = mid;
		else
			high = mid;
	}
	if (vaddr - p->part[low].vaddr >= p->part[low].n)
		return NULL;
	return &p->part[low];
}

const struct part *
parts_of(const struct parts *p, size_t at)
{
	size_t low = 0, high = p->count, mid;

	if (at >= p->size)
		return NULL;
	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (p->part[mid].at <= at)
			low = mid;
		else
			high = mid;
	}
	return &p->part[low];
}

bool
parts_offset(const struct parts *p, uint64_t vaddr, size_t *at)
{
	const struct part *part = parts_at(p, vaddr);

	if (part == NULL)
		return false;
	*at = part->at + (size_t)(vaddr - part->vaddr);
	return true;
}

uint64_t
parts_vaddr(const struct parts *p, size_t at)
{
	const struct part *part = parts_of(p, at);

	return part != NULL ? part->vaddr + (at - part->at) : 0;
}
