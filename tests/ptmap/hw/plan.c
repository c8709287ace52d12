/* plan - tables in a guest's memory, changed at random through the library. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

uint64_t
plan_random(struct plan *p)
{
	p->seed ^= p->seed << 13;
	p->seed ^= p->seed >> 7;
	p->seed ^= p->seed << 17;
	return p->seed * UINT64_C(0x2545f4914f6cdd1d) >> 8;
}

static void
die(const char *what)
{
	fprintf(stderr, "plan: %s\n", what);
	exit(2);
}

static void
flush(void *own, enum pt_flush what, uint64_t va, uint64_t len, uint64_t stride)
{
	struct plan *p = own;
	struct hw_flush f = {(uint64_t)what, va, len, stride};

	if (p->nflush == HW_FLUSHES)
		die("more flushes than there is room for");
	p->flush[p->nflush++] = f;
	p->count.flushes++;
}

static const struct pt_hooks hooks = {.flush = flush};

static uint64_t
span(const struct plan *p, unsigned level)
{
	return UINT64_C(1) << (p->arch->page_shift +
		   level * p->arch->index_bits);
}

/* Largest frames that may be mapped. */
static unsigned
top_leaf(const struct plan *p)
{
	unsigned leaves = p->arch->leaf_levels & ~p->pt.no_levels, l = 0;

	while ((leaves >> (l + 1) & 1) != 0)
		l++;
	return l;
}

/* Both ends of each half, and places that are multiples of large frames. */
static void
choose_anchors(struct plan *p)
{
	uint64_t half = UINT64_C(1) << p->arch->va_bits;
	uint64_t base = p->pt.low ? 0 : -half, va;
	bool ends = p->pt.low && p->pt.high;

	p->anchors = 0;
	p->anchor[p->anchors++] = base;
	p->anchor[p->anchors++] = base + half;
	if (ends)
		p->anchor[p->anchors++] = -half;
	while (p->anchors < PLAN_ANCHORS) {
		va = plan_random(p) * 251 % half;
		va -=
		    va % span(p, (unsigned)(plan_random(p) % p->arch->levels));
		if (ends && plan_random(p) % 2 == 0)
			va -= half;
		p->anchor[p->anchors++] = base + va;
	}
}

static enum plan_family
family(const char *arch)
{
	if (strncmp(arch, "x86_64", 6) == 0)
		return PLAN_X86_64;
	if (strncmp(arch, "riscv64", 7) == 0)
		return PLAN_RISCV64;
	return strstr(arch, "stage2") != NULL ? PLAN_STAGE2 : PLAN_AARCH64;
}

void
plan_init(struct plan *p, const char *arch, uint64_t seed, unsigned no_levels,
    unsigned features)
{
	struct pt_config c = {.arch = pt_arch_named(arch),
	    .tables = (uint64_t *)(void *)(p->mem + PLAN_TABLES),
	    .tables_pa = p->base + PLAN_TABLES,
	    .features = features,
	    .no_levels = no_levels,
	    .hooks = &hooks,
	    .own = p};
	uint64_t pa;

	if (c.arch == NULL)
		die("no such architecture");
	p->arch = c.arch;
	p->family = family(arch);
	p->seed = seed * 2 + 1;
	c.nframes = c.given =
	    (uint32_t)(PLAN_TABLE_BYTES >> c.arch->page_shift);
	c.frames = calloc(c.nframes, sizeof *c.frames);
	p->flush = calloc(HW_FLUSHES, sizeof *p->flush);
	if (c.frames == NULL || p->flush == NULL)
		die("no memory");
	if (pt_init(&p->pt, &c) != PT_OK)
		die("pt_init");
	choose_anchors(p);
	for (pa = 0; pa < PLAN_FRAME_BYTES; pa += 4096)
		plan_stamp(p, p->base + PLAN_FRAMES + pa);
}

void
plan_own(struct plan *p, uint64_t va, uint64_t pa, uint64_t len, unsigned attrs)
{
	struct plan_own own = {va, pa, len, attrs};

	if (p->nown == PLAN_OWN ||
	    pt_map_range(&p->pt, va, pa, len, attrs) != PT_OK)
		die("the guest's own memory is not mapped");
	p->own[p->nown++] = own;
}

void
plan_avoid(struct plan *p, uint64_t va, uint64_t len)
{
	struct plan_own own = {va, 0, len, 0};

	if (p->nown == PLAN_OWN)
		die("too much is avoided");
	p->own[p->nown++] = own;
}

static bool
hits_own(const struct plan *p, uint64_t va, uint64_t len)
{
	unsigned i;

	for (i = 0; i < p->nown; i++)
		if (va <= p->own[i].va + (p->own[i].len - 1) &&
		    va + (len - 1) >= p->own[i].va)
			return true;
	return false;
}

/* Where the hardware has just looked; or near an anchor: within a few pages, or a
   few frames of another size. */
static uint64_t
near(struct plan *p)
{
	uint64_t va = p->anchor[plan_random(p) % p->anchors];
	uint64_t page = span(p, 0), off = plan_random(p) % 48 * page;
	unsigned l = (unsigned)(plan_random(p) % (2 * p->arch->levels));

	if (p->nprobed != 0 && plan_random(p) % 3 == 0) {
		va = p->probed[plan_random(p) % p->nprobed].va;
		return va - va % page;
	}
	if (l < p->arch->levels)
		off += plan_random(p) % 3 * span(p, l);
	return plan_random(p) % 3 == 0 ? va - page - off : va + off;
}

static unsigned
attributes(struct plan *p)
{
	const struct pt_rule *never;
	unsigned attrs, i;
	bool right;

	do {
		attrs = (unsigned)plan_random(p) & p->arch->attrs;
		if (plan_random(p) % 8 != 0)
			attrs |= PT_READ | (PT_ACCESSED & p->arch->attrs);
		if (p->user_only && plan_random(p) % 4 != 0)
			attrs |= PT_USER;
		right = true;
		for (i = 0; i < 4; i++) {
			never = &p->arch->never[i];
			right = right &&
			    (never->mask == 0 ||
				(attrs & never->mask) != never->value);
		}
	} while (!right);
	return attrs;
}

static unsigned
level(struct plan *p)
{
	unsigned top = top_leaf(p), l = 0;

	while (l < top && plan_random(p) % 2 == 0)
		l++;
	return l;
}

/* A multiple of a frame's size, whose memory there is, or that begins before it
   and has all of it. */
static uint64_t
physical(struct plan *p, uint64_t size)
{
	uint64_t at = p->base + PLAN_FRAMES, len = PLAN_FRAME_BYTES;

	if (size > len / 2 && plan_random(p) % 2 == 0) {
		at = p->base + PLAN_USABLE;
		len = p->size - PLAN_USABLE;
	}
	at += plan_random(p) % len;
	return at - at % size;
}

static void
touch(struct plan *p, uint64_t va, uint64_t len)
{
	unsigned i = p->ntouched < PLAN_TOUCHED
	    ? p->ntouched++
	    : (unsigned)(plan_random(p) % PLAN_TOUCHED);

	p->touched[i].va = va;
	p->touched[i].len = len;
}

static enum pt_error
change_frame(struct plan *p)
{
	uint64_t va = near(p), size = span(p, level(p));
	unsigned kind = (unsigned)(plan_random(p) % 4);
	struct pt_mapping m;

	if (kind < 2) {
		va -= va % size;
		if (hits_own(p, va, size))
			return PT_VIRT_OVERLAP;
		touch(p, va, size);
		return pt_map(
		    &p->pt, va, physical(p, size), size, attributes(p));
	}
	if (pt_look(&p->pt, va, &m) != PT_OK || hits_own(p, m.va, m.size))
		return PT_NOT_MAPPED;
	touch(p, m.va, m.size);
	if (kind == 2)
		return pt_unmap(&p->pt, m.va);
	return pt_protect(&p->pt, m.va, attributes(p));
}

static enum pt_error
change_range(struct plan *p)
{
	uint64_t va = near(p), len, pa, big = span(p, 1);
	unsigned kind = (unsigned)(plan_random(p) % 4);

	len = (1 + plan_random(p) % 24) * span(p, 0);
	if (plan_random(p) % 3 == 0)
		len += (1 + plan_random(p) % 2) * big;
	if (hits_own(p, va, len))
		return PT_VIRT_OVERLAP;
	touch(p, va, len);
	if (kind == 2)
		return pt_unmap_range(&p->pt, va, len);
	if (kind == 3)
		return pt_protect_range(&p->pt, va, len, attributes(p));
	pa = physical(p, span(p, 0));
	if (plan_random(p) % 4 != 0)
		pa = pa - pa % big + va % big;
	return pt_map_range(&p->pt, va, pa, len, attributes(p));
}

void
plan_change(struct plan *p, unsigned n)
{
	enum pt_error error;

	p->nflush = 0;
	p->ntouched = 0;
	p->count.rounds++;
	while (n-- > 0) {
		error =
		    plan_random(p) % 2 == 0 ? change_frame(p) : change_range(p);
		p->count.changes++;
		p->count.done += error == PT_OK;
		if (error == PT_NO_TABLES)
			die("out of tables");
	}
}
