#include "slot.h"

/* The part of a slot that lies in a chunk: slot[skip .. skip + len) is
   chunk[at .. at + len). */
struct part {
	size_t skip, at, len;
};

void
slot_decided(const struct arch *arch, const struct decision *d, uint8_t *slot)
{
	size_t i;

	if (d->decision == DECISION_ALLOW && d->holder == HOLDER_BYTES) {
		arch_allow_form(arch, d->number, slot);
		return;
	}
	for (i = 0; i < ARCH_SLOT; i++)
		slot[i] = d->decision == DECISION_ALLOW ? arch->bare[i]
							: arch->deny[i];
}

size_t
slot_from(const struct image *img, size_t from, uint64_t vaddr)
{
	size_t k = from;

	while (k < img->nsites &&
	    img->sites[k].vaddr + img->sites[k].length <= vaddr)
		k++;
	return k;
}

/* The slot of s ends after vaddr; false if it starts after the chunk. */
static bool
part_of(const struct site *s, uint64_t vaddr, size_t n, struct part *p)
{
	if (s->vaddr >= vaddr) {
		if (s->vaddr - vaddr >= n)
			return false;
		p->skip = 0;
		p->at = (size_t)(s->vaddr - vaddr);
	} else {
		p->skip = (size_t)(vaddr - s->vaddr);
		p->at = 0;
	}
	p->len = s->length - p->skip;
	if (p->len > n - p->at)
		p->len = n - p->at;
	return true;
}

static bool
same(const uint8_t *slot, const struct part *p, const uint8_t *d)
{
	size_t i;

	for (i = 0; i < p->len; i++)
		if (d[p->at + i] != slot[p->skip + i])
			return false;
	return true;
}

static void
expected(const struct image *img, enum slot_form form, size_t k, uint8_t *slot)
{
	size_t i;

	if (form == SLOT_DECIDED) {
		slot_decided(img->arch, &img->plan[k], slot);
		return;
	}
	for (i = 0; i < ARCH_SLOT; i++)
		slot[i] = img->arch->deny[i];
}

struct fault
slot_check(const struct image *img, enum slot_form form, uint64_t vaddr,
    const uint8_t *d, size_t n, size_t *site)
{
	enum fault_code code =
	    form == SLOT_DENY ? FAULT_SLOT_STUB : FAULT_NOT_PATCHED;
	uint8_t slot[ARCH_SLOT];
	struct part p;
	size_t k;

	*site = slot_from(img, *site, vaddr);
	for (k = *site; k < img->nsites; k++) {
		if (!part_of(&img->sites[k], vaddr, n, &p))
			break;
		expected(img, form, k, slot);
		if (!same(slot, &p, d))
			return fault_full(code, AT_ADDRESS, img->sites[k].vaddr,
			    ITEM_SITE, k);
	}
	return fault_none();
}

bool
slot_patch(
    const struct image *img, uint64_t vaddr, uint8_t *d, size_t n, size_t *site)
{
	uint8_t slot[ARCH_SLOT];
	bool changed = false;
	struct part p;
	size_t i, k;

	*site = slot_from(img, *site, vaddr);
	for (k = *site; k < img->nsites; k++) {
		if (!part_of(&img->sites[k], vaddr, n, &p))
			break;
		if (img->plan[k].decision != DECISION_ALLOW)
			continue;
		slot_decided(img->arch, &img->plan[k], slot);
		for (i = 0; i < p.len; i++)
			d[p.at + i] = slot[p.skip + i];
		changed = true;
	}
	return changed;
}

bool
slot_allows(const struct image *img, uint64_t vaddr, size_t *site)
{
	*site = slot_from(img, *site, vaddr);
	return *site < img->nsites &&
	    img->plan[*site].decision == DECISION_ALLOW &&
	    vaddr >= img->sites[*site].vaddr &&
	    vaddr - img->sites[*site].vaddr == img->arch->call_at;
}
