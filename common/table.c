#include "table.h"

#include "codec.h"
#include "le.h"
#include "rules.h"

/*
 * Checks the head of one record of a table: seen entries came before, *total
 * is what the first record said. Sets *count to the entries in this record.
 */
static enum fault_code
table_head(const uint8_t *b, size_t n, size_t entry, size_t room, size_t seen,
    size_t *total, size_t *count, bool first)
{
	if (n < CODEC_TABLE || (n - CODEC_TABLE) % entry != 0)
		return FAULT_BAD_LENGTH;
	*count = (n - CODEC_TABLE) / entry;
	if (first)
		*total = le32(b, 0);
	if (le32(b, 0) != *total || le32(b, 4) != seen ||
	    *count > *total - seen || (*count == 0) != (*total == 0 && first))
		return FAULT_BAD_TABLE;
	return *total <= room ? FAULT_NONE : FAULT_MEMORY;
}

struct fault
table_sites(struct image *img, const uint8_t *b, size_t n, bool first)
{
	enum fault_code code;
	size_t i, k, count;
	struct fault f;

	if (n >= CODEC_TABLE && le32(b, 0) > IMAGE_SITES)
		return fault_of(FAULT_SITE_COUNT);
	code = table_head(b, n, CODEC_SITE, img->sites_room, img->nsites,
	    &img->sites_total, &count, first);
	if (code != FAULT_NONE)
		return fault_of(code);
	for (i = 0; i < count; i++) {
		k = img->nsites;
		code =
		    codec_site(b, CODEC_TABLE + i * CODEC_SITE, &img->sites[k]);
		if (code != FAULT_NONE)
			return fault_full(code, AT_ADDRESS, img->sites[k].vaddr,
			    ITEM_SITE, k);
		f = rules_site(img->arch, img->segs, img->nsegs, img->sites, k);
		if (f.code == FAULT_NONE)
			f = rules_site_stub(img->arch, img->sites, k);
		if (f.code == FAULT_NONE && k > 0)
			f = rules_site_order(img->sites, k);
		if (f.code != FAULT_NONE)
			return f;
		img->nsites++;
	}
	return fault_none();
}

static struct fault
table_of_sets(const uint8_t *b, size_t n, struct number_set *sets, size_t room,
    size_t *seen, size_t *total, bool first)
{
	enum fault_code code;
	size_t i, count;

	if (n >= CODEC_TABLE && le32(b, 0) > IMAGE_SETS)
		return fault_of(FAULT_BAD_TABLE);
	code = table_head(b, n, CODEC_SET, room, *seen, total, &count, first);
	if (code == FAULT_NONE && count == 0)
		code = FAULT_BAD_TABLE;
	for (i = 0; code == FAULT_NONE && i < count; i++) {
		code = codec_set(b, CODEC_TABLE + i * CODEC_SET, &sets[*seen]);
		if (code != FAULT_NONE)
			return fault_in(code, ITEM_SET, *seen);
		(*seen)++;
	}
	return fault_of(code);
}

struct fault
table_sets(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_of_sets(b, n, img->sets, img->sets_room, &img->nsets,
	    &img->sets_total, first);
}

struct fault
table_plan_sets(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_of_sets(b, n, img->psets, img->psets_room, &img->npsets,
	    &img->psets_total, first);
}

struct fault
table_plan(struct image *img, const uint8_t *b, size_t n, bool first)
{
	enum fault_code code;
	size_t i, count;

	if (n >= CODEC_TABLE && le32(b, 0) != img->sites_total)
		return fault_of(FAULT_PLAN_MISMATCH);
	code = table_head(b, n, CODEC_DECISION, img->plan_room, img->nplan,
	    &img->plan_total, &count, first);
	if (code != FAULT_NONE)
		return fault_of(code);
	img->has_plan = true;
	for (i = 0; i < count; i++) {
		code = codec_decision(b, CODEC_TABLE + i * CODEC_DECISION,
		    &img->plan[img->nplan]);
		if (code != FAULT_NONE)
			return fault_in(code, ITEM_SITE, img->nplan);
		img->nplan++;
	}
	return fault_none();
}

struct fault
table_sites_whole(const struct image *img)
{
	size_t i;

	if (img->nsites != img->sites_total || img->nsets != img->sets_total)
		return fault_of(FAULT_BAD_TABLE);
	for (i = 0; i < img->nsites; i++)
		if (img->sites[i].numbers == NUMBERS_SET &&
		    img->sites[i].number >= img->nsets)
			return fault_full(FAULT_BAD_SET, AT_ADDRESS,
			    img->sites[i].vaddr, ITEM_SITE, i);
	return fault_none();
}

/* Every number of the decision is in the site's set. */
static bool
within(const struct image *img, const struct site *s, const struct decision *d)
{
	const struct number_set *set = &img->sets[s->number];
	uint32_t k;

	if (d->numbers == NUMBERS_ONE)
		return set_has(set, d->number);
	for (k = 0; k < ARCH_NUMBERS; k++)
		if (set_has(&img->psets[d->number], k) && !set_has(set, k))
			return false;
	return true;
}

static enum fault_code
fits(const struct image *img, const struct site *s, const struct decision *d)
{
	if (d->vaddr != s->vaddr)
		return FAULT_PLAN_MISMATCH;
	if (d->numbers == NUMBERS_SET && d->number >= img->npsets)
		return FAULT_BAD_SET;
	if (s->numbers == NUMBERS_ONE)
		return d->numbers == NUMBERS_ONE && d->number == s->number
		    ? FAULT_NONE
		    : FAULT_PLAN_MISMATCH;
	if (d->decision == DECISION_DENY)
		return d->numbers == NUMBERS_NONE ? FAULT_NONE
						  : FAULT_PLAN_MISMATCH;
	if (d->holder != HOLDER_FILTER)
		return FAULT_PLAN_MISMATCH;
	return s->numbers == NUMBERS_NONE || within(img, s, d)
	    ? FAULT_NONE
	    : FAULT_PLAN_MISMATCH;
}

struct fault
table_plan_whole(const struct image *img)
{
	enum fault_code code;
	size_t i;

	if (!img->has_plan)
		return fault_none();
	if (img->nplan != img->plan_total || img->npsets != img->psets_total)
		return fault_of(FAULT_BAD_TABLE);
	for (i = 0; i < img->nplan; i++) {
		code = fits(img, &img->sites[i], &img->plan[i]);
		if (code != FAULT_NONE)
			return fault_full(
			    code, AT_ADDRESS, img->plan[i].vaddr, ITEM_SITE, i);
	}
	return fault_none();
}
