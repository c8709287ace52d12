#include "sites.h"

#include <stdlib.h>

#include "rules.h"
#include "sitesort.h"
#include "syslift.h"

enum { BATCH = 512 };

static struct fault
read_section(
    struct elffile *e, const struct sections_part *part, struct image *img)
{
	uint8_t raw[BATCH * SYSLIFT_ENTRY];
	uint64_t into, left;
	enum fault_code code;
	struct fault f;
	size_t k, n;

	for (into = 0; into < part->size; into += n) {
		left = part->size - into;
		n = left < sizeof raw ? (size_t)left : sizeof raw;
		f = elffile_read(e, part->offset + into, raw, n);
		if (f.code != FAULT_NONE)
			return f;
		for (k = 0; k + SYSLIFT_ENTRY <= n; k += SYSLIFT_ENTRY) {
			code = syslift_entry(raw, k, &img->sites[img->nsites]);
			if (code != FAULT_NONE)
				return fault_full(code, AT_FILE,
				    part->offset + into + k, ITEM_SITE,
				    img->nsites);
			img->nsites++;
		}
	}
	return fault_none();
}

/* The slot's bytes, which must be the deny stub, become the site's. */
static struct fault
read_slot(struct elffile *e, struct image *img, size_t i)
{
	struct site *s = &img->sites[i];
	uint64_t off = 0;
	struct fault f;

	if (!headers_offset(img, s->vaddr, ARCH_SLOT, &off))
		return fault_full(
		    FAULT_SITE_RANGE, AT_ADDRESS, s->vaddr, ITEM_SITE, i);
	f = elffile_read(e, off, s->original, ARCH_SLOT);
	if (f.code == FAULT_NONE)
		f = rules_site_slot(img->arch, img->sites, i);
	return f;
}

static struct fault
check(struct elffile *e, struct image *img)
{
	struct fault f = fault_none();
	size_t i;

	for (i = 0; i < img->nsites && f.code == FAULT_NONE; i++) {
		f = rules_site(img->arch, img->segs, img->nsegs, img->sites, i);
		if (f.code == FAULT_NONE && i > 0)
			f = rules_site_order(img->sites, i);
		if (f.code == FAULT_NONE)
			f = read_slot(e, img, i);
	}
	return f;
}

struct fault
sites_read(struct elffile *e, const struct sections *s, struct image *img)
{
	size_t i, total = 0;
	struct fault f = syslift_count(s->syslift, s->nsyslift, &total);

	img->nsites = 0;
	img->sites = NULL;
	if (f.code != FAULT_NONE || total == 0)
		return f;
	img->sites = calloc(total, sizeof *img->sites);
	if (img->sites == NULL)
		return fault_of(FAULT_MEMORY);
	for (i = 0; i < s->nsyslift && f.code == FAULT_NONE; i++)
		f = read_section(e, &s->syslift[i], img);
	if (f.code != FAULT_NONE)
		return f;
	sitesort(img->sites, img->nsites);
	return check(e, img);
}
