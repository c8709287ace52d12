/* pages - one walk over all tables, an entry at a time. */
#include "pages.h"

#include "ptarch.h"

struct walk {
	const struct paging_seen *s;
	const struct pt_arch *arch;
	uint64_t visits, mapped; /* tables; bytes */
	uint64_t next;		 /* range that a frame may be in, or a later */
};

static struct fault
wrong(uint64_t va)
{
	return fault_at(FAULT_PAGING_WRONG, AT_ADDRESS, va);
}

static uint64_t
entry_at(const struct walk *w, uint64_t table, uint64_t i)
{
	return le64(
	    w->s->tables, (size_t)(table * w->s->head.table_bytes + i * 8));
}

static unsigned
attributes(uint32_t flags)
{
	return (unsigned)PT_USER | PT_ACCESSED |
	    ((flags & IMAGE_R) != 0 ? (unsigned)PT_READ : 0) |
	    ((flags & IMAGE_W) != 0 ? (unsigned)PT_WRITE | PT_DIRTY : 0) |
	    ((flags & IMAGE_X) != 0 ? (unsigned)PT_EXEC : 0);
}

/* The entry is exactly that of the frame which the ranges put there. */
static bool
frame_right(struct walk *w, uint64_t e, unsigned level, uint64_t va)
{
	const struct pt_arch *a = w->arch;
	uint64_t size = UINT64_C(1) << (a->page_shift + level * a->index_bits);
	const struct paging_range *r;
	uint64_t want;

	while (w->next < w->s->nranges &&
	    w->s->ranges[w->next].va + w->s->ranges[w->next].len <= va)
		w->next++;
	if (w->next == w->s->nranges || (a->leaf_levels >> level & 1) == 0)
		return false;
	r = &w->s->ranges[w->next];
	if (va < r->va || size > r->len - (va - r->va) ||
	    !pt_arch_allows(a, attributes(r->flags)))
		return false;
	want = (r->pa + (va - r->va)) >> a->pa_right |
	    pt_arch_encode(a, attributes(r->flags)) |
	    (level == 0 ? a->page_bits : a->block_bits);
	w->mapped += size;
	return e == want && (r->pa + (va - r->va)) % size == 0;
}

/* The table that an entry points to; the number of tables if it is none. */
static uint64_t
child_of(const struct walk *w, uint64_t e)
{
	const struct paging *p = &w->s->head;
	uint64_t pa = (e & w->arch->pa_field) << w->arch->pa_right;

	if (e != (pa >> w->arch->pa_right | w->arch->table_bits) ||
	    pa <= p->tables || (pa - p->tables) % p->table_bytes != 0 ||
	    (pa - p->tables) / p->table_bytes >= p->ntables)
		return p->ntables;
	return (pa - p->tables) / p->table_bytes;
}

/* The path from the root to an entry. */
struct path {
	uint64_t table[PT_LEVELS_MAX], i[PT_LEVELS_MAX];
	unsigned level;
};

static uint64_t
address(const struct walk *w, const struct path *p)
{
	uint64_t va = 0;
	unsigned l;

	for (l = p->level; l < w->arch->levels; l++)
		va += p->i[l]
		    << (w->arch->page_shift + l * w->arch->index_bits);
	return va;
}

/* One present entry: down into its table, or its frame looked at. */
static bool
enter(struct walk *w, struct path *p, uint64_t e)
{
	uint64_t child;

	if (p->level == 0 ||
	    (e & w->arch->table_mask) != w->arch->table_value) {
		if (!frame_right(w, e, p->level, address(w, p)))
			return false;
		p->i[p->level]++;
		return true;
	}
	child = child_of(w, e);
	/* Tables of one tree are entered once each. */
	if (child == w->s->head.ntables || ++w->visits > w->s->head.ntables)
		return false;
	p->level--;
	p->table[p->level] = child;
	p->i[p->level] = 0;
	return true;
}

static struct fault
walk(struct walk *w)
{
	const struct pt_arch *a = w->arch;
	struct path p = {{0}, {0}, a->levels - 1u};
	uint64_t n, e;

	for (;;) {
		n = UINT64_C(1) << (p.level + 1u == a->levels ? a->root_bits
							      : a->index_bits);
		if (p.i[p.level] == n) {
			if (++p.level == a->levels)
				return fault_none();
			p.i[p.level]++;
			continue;
		}
		e = entry_at(w, p.table[p.level], p.i[p.level]);
		if ((e & PT_PRESENT) == 0)
			p.i[p.level]++;
		else if (!enter(w, &p, e))
			return wrong(address(w, &p));
	}
}

/* Ranges ascend; no two share a frame, or have one with the tables. */
static bool
ranges_apart(const struct paging_seen *s)
{
	const struct paging *p = &s->head;
	uint64_t end = p->tables + p->ntables * p->table_bytes, i, k;
	const struct paging_range *r, *q;

	for (i = 0; i < s->nranges; i++) {
		r = &s->ranges[i];
		if (r->pa < end && p->tables < r->pa + r->len)
			return false;
		if (i > 0 && r->va < s->ranges[i - 1].va + s->ranges[i - 1].len)
			return false;
		for (k = 0; k < i; k++) {
			q = &s->ranges[k];
			if (r->pa < q->pa + q->len && q->pa < r->pa + r->len)
				return false;
		}
	}
	return true;
}

/* The range has the flags of each of its pages' segments, and no other page. */
static bool
range_of_segments(
    const struct image *img, const struct paging_range *r, uint64_t page)
{
	uint64_t va = r->va, from, to;
	const struct segment *s;
	size_t i;

	for (i = 0; i < img->nsegs && va < r->va + r->len; i++) {
		s = &img->segs[i];
		from = s->vaddr / page * page;
		to = (s->vaddr + s->memsz + page - 1) / page * page;
		if (va < from)
			return false;
		if (va >= to)
			continue;
		if (s->flags != r->flags)
			return false;
		va = to;
	}
	return va == r->va + r->len;
}

/* Bytes of all pages that segments have a byte of. */
static uint64_t
pages_bytes(const struct image *img, uint64_t page)
{
	uint64_t bytes = 0, end = 0, from, to;
	size_t i;

	for (i = 0; i < img->nsegs; i++) {
		from = img->segs[i].vaddr / page * page;
		to = (img->segs[i].vaddr + img->segs[i].memsz + page - 1) /
		    page * page;
		if (from < end)
			from = end;
		if (to > from)
			bytes += to - from;
		end = to > end ? to : end;
	}
	return bytes;
}

struct fault
pages_check(const struct paging_seen *s, const struct image *img)
{
	const struct pt_arch *a = pt_arch_named(s->head.arch);
	uint64_t page = s->head.table_bytes, i, bytes = 0;
	struct walk w = {s, a, 1, 0, 0};
	struct fault f;

	if (a == NULL || page != UINT64_C(1) << a->page_shift ||
	    page > img->arch->page || (a->attrs & PT_USER) == 0 ||
	    s->head.ntables < (a->root_bits > a->index_bits ? 2u : 1u))
		return fault_of(FAULT_PAGING_ARCH);
	if (!ranges_apart(s))
		return fault_of(FAULT_PAGING_WRONG);
	for (i = 0; i < s->nranges; i++) {
		if (!range_of_segments(img, &s->ranges[i], page))
			return wrong(s->ranges[i].va);
		bytes += s->ranges[i].len;
	}
	if (bytes != pages_bytes(img, page))
		return fault_of(FAULT_PAGING_WRONG);
	f = walk(&w);
	if (f.code == FAULT_NONE && w.mapped != bytes)
		return fault_of(FAULT_PAGING_WRONG);
	return f;
}
