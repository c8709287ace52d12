/*
 * ptprotect - attributes changed. A frame stays mapped all the while, unless
 * its memory type or scope changes where the architecture demands
 * break-before-make (Arm ARM D8.14): then it is away until the flush returned.
 */
#include "ptchange.h"
#include "ptcheck.h"
#include "ptone.h"
#include "ptops.h"

struct change {
	struct pt *pt;
	unsigned attrs;
	uint64_t seen, bits; /* entries with attribute bits seen get bits */
	bool broke, changed;
};

static uint64_t
bits_for(struct change *c, uint64_t e)
{
	e &= c->pt->arch->attr_bits;
	if (e != c->seen)
		c->bits = pt_bits_for(c->pt->arch, c->attrs, e);
	c->seen = e;
	return c->bits;
}

/* Entries whose change needs it stop being present. */
static void
break_entries(struct change *c, uint64_t *t, size_t n)
{
	uint64_t e;
	size_t i;

	for (i = 0; i < n; i++) {
		e = pt_load(t + i);
		if (((e ^ bits_for(c, e)) & c->pt->arch->break_bits) == 0)
			continue;
		/* B2: what hardware notes until then is in e. */
		while (!pt_swap(t + i, &e, e & ~PT_PRESENT))
			;
		c->broke = true;
	}
}

static void
make_entries(struct change *c, uint64_t *t, size_t n)
{
	uint64_t e, v;
	size_t i;

	for (i = 0; i < n; i++) {
		e = pt_load(t + i);
		do {
			v = (e & ~c->pt->arch->attr_bits) | bits_for(c, e) |
			    PT_PRESENT;
			if (v != e && (e & PT_PRESENT) != 0)
				c->changed = true;
		} while (v != e && !pt_swap(t + i, &e, v));
	}
}

/* Frames of the path's table from va on that begin by last; *end is the last
   byte of them. */
static size_t
leaves(const struct pt *pt, const struct pt_path *p, uint64_t va, uint64_t last,
    uint64_t *end)
{
	size_t room = pt_entries(pt, p->level) - p->i, n = 1;
	const uint64_t *t = pt_table(pt, p->f[p->level]) + p->i;

	*end = pt_ceil(pt, p->level, va);
	while (n < room && *end < last && !pt_is_table(pt, p->level, t[n])) {
		*end += pt_span(pt, p->level);
		n++;
	}
	return n;
}

static void
each(struct change *c, uint64_t va, uint64_t last,
    void (*act)(struct change *c, uint64_t *t, size_t n))
{
	struct pt_path p;
	uint64_t end;
	size_t n;

	for (;; va = end + 1) {
		pt_find(c->pt, va, 0, &p);
		n = leaves(c->pt, &p, va, last, &end);
		act(c, pt_table(c->pt, p.f[p.level]) + p.i, n);
		if (end >= last)
			return;
	}
}

static bool
all_mapped(const struct pt *pt, uint64_t va, uint64_t last)
{
	const uint64_t *t;
	struct pt_path p;
	uint64_t end;
	size_t n, i;

	for (;; va = end + 1) {
		pt_find(pt, va, 0, &p);
		n = leaves(pt, &p, va, last, &end);
		t = pt_table(pt, p.f[p.level]) + p.i;
		for (i = 0; i < n; i++)
			if ((t[i] & PT_PRESENT) == 0)
				return false;
		if (end >= last)
			return true;
	}
}

enum pt_error
pt_protect_range(struct pt *pt, uint64_t va, uint64_t len, unsigned attrs)
{
	struct change c = {pt, attrs, UINT64_MAX, 0, false, false};
	struct pt_ends ends = {{va, va + len}};
	uint64_t last = va + (len - 1);
	enum pt_error error = pt_check_va(pt, va, len);
	uint32_t need;

	if (error != PT_OK)
		return error;
	if (!pt_arch_allows(pt->arch, attrs))
		return PT_ATTRIBUTES;
	if (!all_mapped(pt, va, last))
		return PT_NOT_MAPPED;
	need = pt_cut_need(pt, &ends);
	error = pt_reserve(pt, need);
	if (error != PT_OK)
		return error;
	pt_cut(pt, &ends);
	/* B1: broken, flushed, made. */
	if (pt->arch->break_bits != 0)
		each(&c, va, last, break_entries);
	if (c.broke)
		pt_flush(pt, need > 0 ? PT_FLUSH_TABLES : PT_FLUSH_LEAVES, va,
		    len, pt->page);
	each(&c, va, last, make_entries);
	if (c.changed || (need > 0 && !c.broke))
		pt_flush(pt, need > 0 ? PT_FLUSH_TABLES : PT_FLUSH_LEAVES, va,
		    len, pt->page);
	return PT_OK;
}

enum pt_error
pt_protect(struct pt *pt, uint64_t va, unsigned attrs)
{
	const struct pt_arch *a = pt->arch;
	struct pt_path p;
	uint64_t size;
	enum pt_error error = pt_begins(pt, va, &p);

	if (error != PT_OK)
		return error;
	if (!pt_arch_allows(a, attrs))
		return PT_ATTRIBUTES;
	if (p.level == 0)
		pt_remember(pt, p.f[0], va);
	size = pt_span(pt, p.level);
	/* B1: broken, flushed, made. */
	if (((p.entry ^ pt_bits_for(a, attrs, p.entry)) & a->break_bits) != 0) {
		pt_break_one(pt, va, &p);
		pt_flush(pt, PT_FLUSH_LEAVES, va, size, size);
	}
	if (pt_make_one(pt, va, &p, attrs))
		pt_flush(pt, PT_FLUSH_LEAVES, va, size, size);
	return PT_OK;
}
