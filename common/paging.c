#include "paging.h"

void
paging_put(uint8_t *b, const struct paging *p)
{
	size_t i;

	for (i = 0; i < PAGING_NAME; i++)
		b[i] = 0;
	for (i = 0; i < PAGING_NAME && p->arch[i] != '\0'; i++)
		b[i] = (uint8_t)p->arch[i];
	le64_put(b, 32, p->root);
	le64_put(b, 40, p->tables);
	le64_put(b, 48, p->table_bytes);
	le64_put(b, 56, p->ntables);
	le64_put(b, 64, p->nranges);
}

void
paging_range_put(uint8_t *b, const struct paging_range *r)
{
	le64_put(b, 0, r->va);
	le64_put(b, 8, r->pa);
	le64_put(b, 16, r->len);
	le32_put(b, 24, r->flags);
	le32_put(b, 28, 0);
}

static bool
take_root(struct paging_seen *s, const uint8_t *b, size_t n)
{
	struct paging *p = &s->head;
	size_t i;

	if (s->root || n != PAGING_ROOT)
		return false;
	for (i = 0; i < PAGING_NAME; i++)
		p->arch[i] = (char)b[i];
	p->arch[PAGING_NAME] = '\0';
	p->root = le64(b, 32);
	p->tables = le64(b, 40);
	p->table_bytes = le64(b, 48);
	p->ntables = le64(b, 56);
	p->nranges = le64(b, 64);
	s->root = p->table_bytes >= 4096 &&
	    p->table_bytes <= UINT64_C(1) << PAGING_SHIFT_MAX &&
	    (p->table_bytes & (p->table_bytes - 1)) == 0 && p->ntables > 0 &&
	    p->ntables <= PAGING_TABLES_MAX / p->table_bytes &&
	    p->nranges > 0 && p->nranges <= IMAGE_PHDRS &&
	    p->tables <= UINT64_MAX - PAGING_TABLES_MAX && p->root == p->tables;
	return s->root;
}

static bool
take_ranges(struct paging_seen *s, const uint8_t *b, size_t n)
{
	struct paging_range *r;
	size_t at;

	if (!s->root || s->ntables > 0 || n == 0 || n % PAGING_RANGE != 0 ||
	    n / PAGING_RANGE > s->head.nranges - s->nranges)
		return false;
	for (at = 0; at < n; at += PAGING_RANGE) {
		r = &s->ranges[s->nranges++];
		r->va = le64(b, at);
		r->pa = le64(b, at + 8);
		r->len = le64(b, at + 16);
		r->flags = le32(b, at + 24);
		if (le32(b, at + 28) != 0 || r->flags > 7 || r->len == 0 ||
		    r->va > UINT64_MAX - r->len || r->pa > UINT64_MAX - r->len)
			return false;
	}
	return true;
}

static bool
take_tables(struct paging_seen *s, const uint8_t *b, size_t n)
{
	uint64_t bytes = s->head.table_bytes, count;
	size_t i, to;

	if (!s->root || s->nranges != s->head.nranges || n <= PAGING_PAGES)
		return false;
	count = (n - PAGING_PAGES) / bytes;
	if ((n - PAGING_PAGES) % bytes != 0 || le64(b, 0) != s->ntables ||
	    count > s->head.ntables - s->ntables)
		return false;
	to = (size_t)(s->ntables * bytes);
	if (s->tables != NULL)
		for (i = 0; i < count * bytes; i++)
			s->tables[to + i] = b[PAGING_PAGES + i];
	s->ntables += count;
	return true;
}

enum fault_code
paging_take(struct paging_seen *s, uint32_t type, const uint8_t *b, size_t n)
{
	bool good = true;

	if (type == RECORD_PTBL)
		good = take_root(s, b, n);
	else if (type == RECORD_PMAP)
		good = take_ranges(s, b, n);
	else if (type == RECORD_PTPG)
		good = take_tables(s, b, n);
	return good ? FAULT_NONE : FAULT_BAD_PAGING;
}

bool
paging_whole(const struct paging_seen *s)
{
	return !s->root ||
	    (s->nranges == s->head.nranges && s->ntables == s->head.ntables);
}

/* Pages [from, to) of the next range, whose last one is r or nothing. */
static bool
place(struct paging_range *r, uint64_t from, uint64_t to, uint64_t block,
    uint64_t pa_end, uint64_t *end)
{
	uint64_t pa = *end;

	if (to - from >= block)
		pa += (from - pa) & (block - 1);
	if (pa < *end || pa > pa_end || to - from > pa_end - pa)
		return false;
	r->va = from;
	r->pa = pa;
	r->len = to - from;
	*end = pa + r->len;
	return true;
}

bool
paging_lay(const struct image *img, uint64_t page, uint64_t block,
    uint64_t base, uint64_t pa_end, struct paging_range *ranges,
    uint64_t *nranges, uint64_t *end)
{
	const struct segment *s;
	uint64_t from, to, mapped = 0;
	size_t i;

	*nranges = 0;
	*end = base;
	for (i = 0; i < img->nsegs; i++) {
		s = &img->segs[i];
		from = s->vaddr & ~(page - 1);
		to = (s->vaddr + s->memsz + page - 1) & ~(page - 1);
		/* A page that two share is the first one's. */
		if (*nranges > 0 && from < mapped) {
			if (s->flags != ranges[*nranges - 1].flags)
				return false;
			from = mapped;
		}
		if (from >= to)
			continue;
		if (!place(&ranges[*nranges], from, to, block, pa_end, end))
			return false;
		ranges[*nranges].flags = s->flags;
		mapped = to;
		++*nranges;
	}
	return true;
}
