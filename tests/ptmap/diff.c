/*
 * diff ARCH OPERATIONS SEED [alias] - random operations on page tables and on
 * an array of pages; results and translations must be the same.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naive.h"
#include "tables.h"

enum { TABLES = 16384, REFUSE = 50, FULL = 20000, SIDE = 3 };

struct owner {
	struct pt pt;
	struct naive naive;
	uint32_t free[TABLES + 2], nfree;
	bool refuse, refused, flushed;
	uint64_t retired; /* bytes, by this operation */
	uint64_t seed;
};

static uint64_t
rnd(struct owner *o)
{
	o->seed ^= o->seed << 13;
	o->seed ^= o->seed >> 7;
	o->seed ^= o->seed << 17;
	return o->seed * UINT64_C(0x2545f4914f6cdd1d) >> 8;
}

static void
die(const struct owner *o, const char *what)
{
	printf("%s: %s\n", o->naive.arch->name, what);
	exit(1);
}

static void
flush(void *own, enum pt_flush what, uint64_t va, uint64_t len, uint64_t stride)
{
	struct owner *o = own;

	(void)va;
	(void)len;
	(void)stride;
	if (what < PT_FLUSH_NEW)
		o->flushed = true;
}

static void
retire_frames(void *own, uint64_t pa, uint64_t len)
{
	struct owner *o = own;
	uint64_t page = o->naive.arch->sizes[0], at;

	if (!o->flushed)
		die(o, "a frame is retired before the flush");
	for (at = 0; at < len; at += page)
		if (o->naive.owned[(pa + at - o->naive.pa_first) / page] &&
		    o->naive.no_alias)
			die(o, "a frame is retired that is mapped");
	o->retired += len;
}

static void
retire_table(void *own, uint32_t f)
{
	struct owner *o = own;

	if (!o->flushed)
		die(o, "a table is retired before the flush");
	memset(o->pt.e + ((size_t)f << o->pt.index_bits), 0xa5,
	    (size_t)8 << o->pt.index_bits);
	o->free[o->nfree++] = f;
}

static void
more(void *own, struct pt *pt, uint32_t n)
{
	struct owner *o = own;

	if (o->refuse && rnd(o) % REFUSE == 0) {
		o->refused = true;
		return;
	}
	if (n > o->nfree)
		die(o, "more tables are asked for than there are");
	while (n-- > 0)
		if (pt_donate(pt, o->free[--o->nfree], 1) != PT_OK)
			die(o, "a table is not taken back");
}

static const struct pt_hooks hooks = {flush, retire_frames, retire_table, more};
/* The library uses its tables again by itself. */
static const struct pt_hooks keeping = {flush, retire_frames, NULL, more};

static void *
need(void *p)
{
	if (p == NULL)
		exit(2);
	return p;
}

static void
start(struct owner *o, const struct naive_arch *arch, bool no_alias)
{
	uint64_t page = arch->sizes[0];
	/* Physical memory that ends in the middle of a block. */
	uint64_t first = 3 * page, end = (UINT64_C(5) << 30) + 7 * page;
	struct pt_config c = {.arch = pt_arch_named(arch->name),
	    .tables = need(
		aligned_alloc((size_t)(2 * page), (size_t)(TABLES * page))),
	    .frames = need(calloc(TABLES, sizeof(struct pt_frame))),
	    .tables_pa = UINT64_C(1) << 32,
	    .nframes = TABLES,
	    .given = 2,
	    .pa_first = first,
	    .pa_end = end,
	    .owned = no_alias
		? need(calloc((size_t)((end - first) / page / 64 + 1), 8))
		: NULL,
	    .hooks = no_alias ? &keeping : &hooks,
	    .own = o};
	uint32_t f;

	naive_init(&o->naive, arch, first, end, no_alias);
	o->nfree = 0;
	for (f = TABLES - 1; f >= c.given; f--)
		o->free[o->nfree++] = f;
	if (pt_init(&o->pt, &c) != PT_OK)
		die(o, "pt_init");
	/* what tables_right counts */
	o->pt.given = c.given;
}

/* An address in a window, or near one, or none; often a block's. */
static uint64_t
address(struct owner *o, uint64_t *room)
{
	const uint64_t *s = o->naive.arch->sizes;
	uint64_t r = rnd(o), page = s[0];
	int w = r % 16 < 8 ? 0 : r % 16 < 15 ? 1 : 2;
	uint64_t at = rnd(o) % o->naive.window[w].pages;

	if (rnd(o) % 4 == 0)
		at -= at % (s[1] / page);
	*room = o->naive.window[w].pages - at;
	at = o->naive.window[w].base + at * page;
	switch (rnd(o) % 256) {
	case 0:
		return at + rnd(o) % page;
	case 1:
		return at ^
		    UINT64_C(1) << (o->naive.arch->va_bits +
			(int)(rnd(o) %
			    (unsigned)(64 - o->naive.arch->va_bits)));
	case 2:
		return at + (UINT64_C(1) << o->naive.arch->va_bits);
	default:
		return at;
	}
}

static uint64_t
length(struct owner *o, uint64_t room)
{
	const uint64_t *s = o->naive.arch->sizes;
	uint64_t page = s[0], n;

	switch (rnd(o) % 16) {
	case 0:
		n = s[1] / page * (1 + rnd(o) % 2);
		break;
	case 1:
		n = 1 + rnd(o) % (s[1] / page);
		break;
	case 2:
		if (rnd(o) % 512 == 0 && s[2] != 0)
			n = s[2] / page;
		else
			n = 1;
		break;
	default:
		n = 1 + rnd(o) % 8;
	}
	if (n > room)
		n = room;
	if (rnd(o) % 512 == 0)
		return n * page + (rnd(o) % 2 == 0 ? rnd(o) % page : 0);
	if (rnd(o) % 512 == 0)
		return 0;
	return n * page;
}

static uint64_t
physical(struct owner *o, uint64_t va)
{
	const uint64_t *s = o->naive.arch->sizes;
	uint64_t big = s[2] != 0 && rnd(o) % 8 == 0 ? s[2] : s[1];
	uint64_t pa = rnd(o) % (o->naive.pa_end + s[1]);

	if (rnd(o) % 256 == 0)
		return pa;
	pa -= pa % s[0];
	return rnd(o) % 2 == 0 ? pa : pa - pa % big + va % big;
}

static unsigned
attributes(struct owner *o)
{
	unsigned attrs = (unsigned)rnd(o) & 255;

	if (rnd(o) % 64 != 0)
		attrs = (attrs | PT_READ | PT_WRITE) & o->naive.arch->attrs;
	return attrs;
}

static void
same_at(struct owner *o, uint64_t va)
{
	struct pt_mapping m = {0}, w = {0};
	enum pt_error got = pt_query(&o->pt, va, &m);
	enum pt_error want = naive_query(&o->naive, va, &w);
	struct pt_mapping l = {0};
	enum pt_error looked = pt_look(&o->pt, va, &l);

	if (looked != got || memcmp(&l, &m, sizeof m) != 0)
		die(o, "pt_look says something else than pt_query");
	if (got == want && m.va == w.va && m.pa == w.pa && m.size == w.size &&
	    m.attrs == w.attrs)
		return;
	printf("%" PRIx64 ": %s %" PRIx64 " %" PRIx64 " %" PRIx64
	       " %x, want %s %" PRIx64 " %" PRIx64 " %" PRIx64 " %x\n",
	    va, pt_error_name(got), m.va, m.pa, m.size, m.attrs,
	    pt_error_name(want), w.va, w.pa, w.size, w.attrs);
	die(o, "another translation");
}

static int
count(void *own, const struct pt_mapping *m)
{
	*(uint64_t *)own += m->size;
	return 0;
}

/* Every page of every window, and nothing elsewhere. */
static void
same_all(struct owner *o)
{
	uint64_t page = o->naive.arch->sizes[0], i, bytes = 0, size;
	int w, stopped;

	for (w = 0; w < NAIVE_WINDOWS; w++)
		for (i = 0; i < o->naive.window[w].pages; i++)
			same_at(o, o->naive.window[w].base + i * page);
	size = UINT64_C(1) << o->naive.arch->va_bits;
	if (pt_walk(&o->pt, 0, size, count, &bytes, &stopped) != PT_OK)
		die(o, "pt_walk");
	if (o->naive.arch->both &&
	    pt_walk(&o->pt, -size, size, count, &bytes, &stopped) != PT_OK)
		die(o, "pt_walk");
	if (bytes != o->naive.mapped * page)
		die(o, "something is mapped elsewhere");
	if (!tables_right(&o->pt, o->nfree - (TABLES - 2)))
		die(o, "the tables are wrong");
}

/* Around what an operation named. */
static void
same_near(struct owner *o, uint64_t va, uint64_t len)
{
	uint64_t page = o->naive.arch->sizes[0], step, at;
	int i;

	va -= va % page;
	for (i = -SIDE; i < SIDE; i++) {
		same_at(o, va + (uint64_t)i * page);
		same_at(o, va + len + (uint64_t)i * page);
	}
	step = len / 16 / page * page + page;
	for (at = 0; at < len; at += step)
		same_at(o, va + at + rnd(o) % page);
	same_at(o, va + (UINT64_C(1) << o->naive.arch->va_bits));
}

struct call {
	int kind;
	uint64_t va, pa, len;
	unsigned attrs;
};

static enum pt_error
call(struct owner *o, const struct call *c)
{
	switch (c->kind) {
	case 0:
		return pt_map(&o->pt, c->va, c->pa, c->len, c->attrs);
	case 1:
		return pt_map_range(&o->pt, c->va, c->pa, c->len, c->attrs);
	case 2:
		return pt_unmap(&o->pt, c->va);
	case 3:
		return pt_unmap_range(&o->pt, c->va, c->len);
	case 4:
		return pt_protect(&o->pt, c->va, c->attrs);
	default:
		return pt_protect_range(&o->pt, c->va, c->len, c->attrs);
	}
}

static enum pt_error
naive_call(struct owner *o, const struct call *c, bool go)
{
	struct naive *n = &o->naive;

	switch (c->kind) {
	case 0:
		return naive_map(n, c->va, c->pa, c->len, c->attrs, go);
	case 1:
		return naive_map_range(n, c->va, c->pa, c->len, c->attrs, go);
	case 2:
		return naive_unmap(n, c->va, go);
	case 3:
		return naive_unmap_range(n, c->va, c->len, go);
	case 4:
		return naive_protect(n, c->va, c->attrs, go);
	default:
		return naive_protect_range(n, c->va, c->len, c->attrs, go);
	}
}

static void
choose(struct owner *o, struct call *c)
{
	const uint64_t *s = o->naive.arch->sizes;
	uint64_t room, r;

	c->va = address(o, &room);
	c->len = length(o, room);
	c->pa = physical(o, c->va);
	c->attrs = attributes(o);
	r = rnd(o) % 16;
	c->kind = r < 5 ? 0
	    : r < 8	? 1
	    : r < 11	? 2
	    : r < 13	? 3
	    : r < 14	? 4
			: 5;
	if (c->kind == 0) {
		c->len = rnd(o) % 8 != 0 ? s[0]
		    : rnd(o) % 64 != 0	 ? s[1]
		    : s[2] != 0		 ? s[2]
					 : s[1];
		if (rnd(o) % 512 == 0)
			c->len = rnd(o) % 2 != 0 ? s[0] * 2 : 0;
		if (rnd(o) % 2 == 0) {
			c->va -= c->va % (c->len != 0 ? c->len : 1);
			c->pa -= c->pa % (c->len != 0 ? c->len : 1);
		}
	}
}

/* Arrays speak of windows only; of what is no address they need not. */
static bool
sayable(struct owner *o, const struct call *c)
{
	uint64_t size = UINT64_C(1) << o->naive.arch->va_bits;
	struct naive_page *p = naive_at(&o->naive, c->va), *last;

	if (c->kind == 2 || c->kind == 4 || c->len == 0 ||
	    (c->va >= size && (!o->naive.arch->both || c->va < -size)))
		return true;
	last = naive_at(&o->naive, c->va + c->len - 1);
	return p != NULL && last != NULL &&
	    (uint64_t)(last - p) ==
	    (c->va % o->naive.arch->sizes[0] + c->len - 1) /
		o->naive.arch->sizes[0];
}

static void
step(struct owner *o, uint64_t *by)
{
	struct call c;
	enum pt_error got, want;
	uint64_t before = o->naive.mapped;

	do
		choose(o, &c);
	while (!sayable(o, &c));
	o->refuse = true;
	o->refused = o->flushed = false;
	o->retired = 0;
	want = naive_call(o, &c, false);
	if (want == PT_OK && (c.kind == 2 || c.kind == 3))
		naive_call(o, &c, true);
	got = call(o, &c);
	if (got == PT_NO_TABLES && o->refused && want == PT_OK) {
		if (c.kind == 2)
			die(o, "unmap needs tables");
		by[PT_NO_TABLES]++;
		if (c.kind == 3) {
			by[0]--;
			/* what the array forgot is done after all */
			o->refuse = false;
			got = call(o, &c);
		} else {
			if (rnd(o) % 16 == 0)
				same_all(o);
			same_near(o, c.va, c.len);
			return;
		}
	}
	if (got != want) {
		printf("%d %" PRIx64 " %" PRIx64 " %" PRIx64
		       " %x: %s, want %s\n",
		    c.kind, c.va, c.pa, c.len, c.attrs, pt_error_name(got),
		    pt_error_name(want));
		die(o, "another result");
	}
	if (want == PT_OK && c.kind != 2 && c.kind != 3)
		naive_call(o, &c, true);
	if (o->retired !=
	    (before > o->naive.mapped
		    ? (before - o->naive.mapped) * o->naive.arch->sizes[0]
		    : 0))
		die(o, "other frames are retired than were unmapped");
	by[got]++;
	same_near(o, c.va, c.kind == 2 || c.kind == 4 ? 0 : c.len);
}

int
main(int argc, char **argv)
{
	static struct owner o;
	uint64_t by[PT_NOT_MAPPED + 1] = {0}, i, n;
	const struct naive_arch *a = naive_archs;
	int e;

	if (argc < 4)
		return 2;
	while (a->name != NULL && strcmp(a->name, argv[1]) != 0)
		a++;
	if (a->name == NULL)
		return 2;
	n = strtoull(argv[2], NULL, 0);
	o.seed = strtoull(argv[3], NULL, 0) * 2 + 1;
	start(&o, a, argc > 4);
	for (i = 0; i < n; i++) {
		step(&o, by);
		if (i % FULL == 0)
			same_all(&o);
	}
	same_all(&o);
	printf("%s: %" PRIu64 " operations, seed %s:", a->name, n, argv[3]);
	for (e = 0; e <= PT_NOT_MAPPED; e++)
		if (by[e] != 0)
			printf(" %s %" PRIu64, pt_error_name((enum pt_error)e),
			    by[e]);
	printf("\n");
	o.retired = 0;
	o.flushed = o.naive.no_alias = false;
	pt_destroy(&o.pt);
	if (o.retired != o.naive.mapped * a->sizes[0])
		die(&o, "pt_destroy retires other frames than were mapped");
	if (argc == 4 && o.nfree != TABLES)
		die(&o, "pt_destroy keeps tables");
	naive_free(&o.naive);
	return 0;
}
