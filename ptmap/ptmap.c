/* ptmap - map: check, count, then do what cannot fail. */
#include "ptcheck.h"
#include "ptfill.h"
#include "ptone.h"
#include "ptops.h"
#include "ptowned.h"
#include "ptpage.h"

/* The bits of a frame with these attributes, which there are. */
static uint64_t
bits_of(struct pt *pt, unsigned attrs)
{
	uint64_t bits = pt_arch_encode(pt->arch, attrs);

	if (pt->plain) {
		pt->memo = attrs;
		pt->memo_bits = bits | pt->arch->page_bits;
	}
	return bits;
}

static enum pt_error
owned_free(const struct pt *pt, uint64_t pa, uint64_t len)
{
	return pt->owned != NULL && pt_owned_any(pt, pa, len) ? PT_PHYS_OVERLAP
							      : PT_OK;
}

static void
mapped(struct pt *pt, uint64_t va, uint64_t pa, uint64_t len, uint64_t stride,
    uint32_t tables)
{
	if (pt->owned != NULL)
		pt_owned_set(pt, pa, len, true);
	if (pt->arch->flush_new)
		pt_flush(pt, tables > 0 ? PT_FLUSH_NEW_TABLES : PT_FLUSH_NEW,
		    va, len, stride);
}

static __attribute__((noinline)) enum pt_error
map_slowly(
    struct pt *pt, uint64_t va, uint64_t pa, uint64_t size, unsigned attrs)
{
	struct pt_path p;
	unsigned level = pt_level(pt, size);
	uint32_t tables;
	enum pt_error error = pt_map_check(pt, va, pa, size, level, attrs, &p);

	if (error == PT_OK)
		error = owned_free(pt, pa, size);
	if (error != PT_OK)
		return error;
	tables = p.level - level;
	error = pt_reserve(pt, tables);
	if (error != PT_OK)
		return error;
	pt_map_one(pt, va, pa, level, attrs, bits_of(pt, attrs), &p);
	if (level == 0)
		pt_remember(pt, p.f[0], va);
	mapped(pt, va, pa, size, size, tables);
	return PT_OK;
}

/* A page with the attributes used last, where nothing else is to be done. */
static inline __attribute__((always_inline)) enum pt_error
put(struct pt *pt, struct pt_page p, uint64_t pa, unsigned pa_right)
{
	if ((*p.e & PT_PRESENT) != 0)
		return PT_VIRT_OVERLAP;
	pt_store(p.e, (pa >> pa_right) | pt->memo_bits);
	++*p.live;
	return PT_OK;
}

/* Such a page it is. */
static inline __attribute__((always_inline)) bool
as_last(const struct pt *pt, uint64_t va, uint64_t pa, uint64_t size,
    unsigned attrs, uint64_t page)
{
	return size == page && attrs == pt->memo &&
	    ((va | pa) & (page - 1)) == 0 && pa - pt->pa_first < pt->pa_room;
}

static inline __attribute__((always_inline)) enum pt_error
map_near(struct pt *pt, uint64_t va, uint64_t pa, uint64_t size, unsigned attrs)
{
	struct pt_page p;

	if (!as_last(pt, va, pa, size, attrs, UINT64_C(1) << PT_USUAL_PAGE))
		return map_slowly(pt, va, pa, size, attrs);
	if (va >> PT_USUAL_TAG == pt->tag)
		return put(pt, pt_page_last(pt, va), pa, 0);
	if (!pt_page(pt, va, &p))
		return map_slowly(pt, va, pa, size, attrs);
	return put(pt, p, pa, 0);
}

static __attribute__((noinline)) enum pt_error
map_far(struct pt *pt, uint64_t va, uint64_t pa, uint64_t size, unsigned attrs)
{
	struct pt_page p;

	if (pt_page_top(pt, va))
		return map_near(pt, va, pa, size, attrs);
	if (!pt_page_unusual(pt, va, &p) ||
	    !as_last(pt, va, pa, size, attrs, pt->page))
		return map_slowly(pt, va, pa, size, attrs);
	return put(pt, p, pa, pt->pa_right);
}

enum pt_error
pt_map(struct pt *pt, uint64_t va, uint64_t pa, uint64_t size, unsigned attrs)
{
	if (!pt_page_near(pt, va))
		return map_far(pt, va, pa, size, attrs);
	return map_near(pt, va, pa, size, attrs);
}

/* Tables that the range needs; nothing of it may be mapped. */
static enum pt_error
range_need(
    const struct pt *pt, uint64_t va, uint64_t pa, uint64_t len, uint32_t *need)
{
	uint64_t counted[PT_LEVELS_MAX], done, bytes, region;
	struct pt_path p;
	struct pt_run run;
	unsigned l;

	for (l = 0; l < PT_LEVELS_MAX; l++)
		counted[l] = UINT64_MAX;
	for (done = 0; done < len; done += bytes) {
		run = pt_run_at(pt, va + done, pa + done, len - done);
		bytes = (uint64_t)run.n << pt_shift(pt, run.level);
		if (!pt_run_free(pt, &run, &p))
			return PT_VIRT_OVERLAP;
		for (l = run.level; l < p.level; l++) {
			region = run.va >> pt_shift(pt, l + 1);
			*need += counted[l] != region;
			counted[l] = region;
		}
	}
	return PT_OK;
}

static enum pt_error
range_check(const struct pt *pt, uint64_t va, uint64_t pa, uint64_t len,
    unsigned attrs, uint32_t *need)
{
	enum pt_error error = pt_check_va(pt, va, len);

	if (error == PT_OK)
		error = pt_check_pa(pt, pa, len);
	if (error == PT_OK && !pt_arch_allows(pt->arch, attrs))
		error = PT_ATTRIBUTES;
	if (error == PT_OK)
		error = range_need(pt, va, pa, len, need);
	return error == PT_OK ? owned_free(pt, pa, len) : error;
}

enum pt_error
pt_map_range(
    struct pt *pt, uint64_t va, uint64_t pa, uint64_t len, unsigned attrs)
{
	uint32_t need = 0;
	uint64_t bits, done, bytes;
	struct pt_path p;
	struct pt_run run;
	enum pt_error error = range_check(pt, va, pa, len, attrs, &need);

	if (error == PT_OK)
		error = pt_reserve(pt, need);
	if (error != PT_OK)
		return error;
	bits = bits_of(pt, attrs);
	for (done = 0; done < len; done += bytes) {
		run = pt_run_at(pt, va + done, pa + done, len - done);
		bytes = (uint64_t)run.n << pt_shift(pt, run.level);
		pt_find(pt, run.va, run.level, &p);
		pt_run_fill(pt, &run, bits, &p);
	}
	mapped(pt, va, pa, len, pt->page, need);
	return PT_OK;
}
