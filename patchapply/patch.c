#include "patch.h"

#include "codec.h"
#include "slot.h"

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
patch_start(struct patch *p, struct image *img, bool bare)
{
	size_t i;

	if (!img->has_plan)
		return fault_of(FAULT_NO_PLAN);
	for (i = 0; bare && i < img->nplan; i++)
		if (img->plan[i].holder == HOLDER_BYTES)
			img->plan[i].holder = HOLDER_FILTER;
	p->img = img;
	p->checked = p->patched = 0;
	sweep_start(&p->sweep, img, SWEEP_PLANNED);
	return fault_none();
}

struct fault
patch_data(struct patch *p, size_t seg, uint64_t vaddr, uint8_t *d, size_t n,
    bool *changed)
{
	struct fault f;

	f = slot_check(p->img, SLOT_DENY, vaddr, d, n, &p->checked);
	if (f.code != FAULT_NONE)
		return f;
	*changed = slot_patch(p->img, vaddr, d, n, &p->patched);
	return sweep_data(&p->sweep, seg, vaddr, d, n);
}

struct fault
patch_end(struct patch *p)
{
	return sweep_end(&p->sweep);
}
