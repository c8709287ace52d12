#include "patch.h"

bool
patch_bare(uint8_t *b, size_t n)
{
	bool changed = false;
	struct decision d;
	size_t at;

	for (at = CODEC_TABLE; at < n; at += CODEC_DECISION) {
		if (codec_decision(b, at, &d) != FAULT_NONE ||
		    d.holder != HOLDER_BYTES)
			continue;
		d.holder = HOLDER_FILTER;
		codec_put_decision(b, at, &d);
		changed = true;
	}
	return changed;
}

struct fault
patch_start(
    struct patch *p, struct image *img, bool bare) /*@ ghost (int after) */
{
	size_t i;

	if (!img->has_plan)
		return fault_of(FAULT_NO_PLAN);
	for (i = 0; bare && i < img->nplan; i++)
		if (img->plan[i].holder == HOLDER_BYTES)
			img->plan[i].holder = HOLDER_FILTER;
	p->checked = p->patched = 0;
	sweep_start(&p->sweep, img, SWEEP_PLANNED) /*@ ghost (after) */;
	return fault_none();
}

struct fault
patch_data(struct patch *p, size_t seg, uint64_t vaddr, uint8_t *d, size_t n,
    bool *changed) /*@ ghost (int before, int after) */
{
	const struct image *img = p->sweep.img;
	struct fault f;

	*changed = false;
	if ((img->segs[seg].flags & IMAGE_X) == 0)
		return fault_none();
	f = slot_stubs(img, vaddr, d, n, &p->checked) /*@ ghost (before) */;
	if (f.code != FAULT_NONE)
		return f;
	*changed = slot_patch(
	    img, vaddr, d, n, &p->patched) /*@ ghost (before, after) */;
	return sweep_data(&p->sweep, seg, vaddr, d, n) /*@ ghost (after) */;
}

struct fault
patch_end(struct patch *p) /*@ ghost (int before, int after) */
{
	struct fault f = sweep_end(&p->sweep) /*@ ghost (after) */;

	return f;
}
