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

enum pt_error
pt_map(struct pt *pt, uint64_t va, uint64_t pa, uint64_t size, unsigned attrs)
{
	uint16_t *live = pt->leaf_live;
	uint64_t *e;
	size_t at;

	/* A page, attributes used last, into a table that there is. */
	if (size != pt->page || attrs != pt->memo ||
	    ((va | pa) & (pt->page - 1)) != 0 ||
	    pa - pt->pa_first >= pt->pa_end - pt->pa_first)
		return map_slowly(pt, va, pa, size, attrs);
	if (va >> pt->tag_shift == pt->tag) {
		e = pt->leaf + ((va >> pt->page_shift) & pt->index_mask);
	} else {
		at = va < pt->fast_end ? pt_page(pt, va) : PT_NO_PAGE;
		if (at == PT_NO_PAGE)
			return map_slowly(pt, va, pa, size, attrs);
		e = pt->e + at;
		live = &pt->frame[pt_touch(pt, at, va)].live;
	}
	if ((*e & PT_PRESENT) != 0)
		return PT_VIRT_OVERLAP;
	pt_store(e, (pa >> pt->pa_right) | pt->memo_bits);
	++*live;
	return PT_OK;
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
