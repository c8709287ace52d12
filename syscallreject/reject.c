#include "reject.h"

#include "slot.h"

void
reject_start(struct reject *r, const struct image *img)
{
	r->img = img;
	r->site = 0;
	sweep_start(&r->sweep, img, SWEEP_NOTHING);
}

struct fault
reject_data(
    struct reject *r, size_t seg, uint64_t vaddr, const uint8_t *d, size_t n)
{
	struct fault f = slot_check(r->img, SLOT_DENY, vaddr, d, n, &r->site);

	if (f.code == FAULT_NONE)
		f = sweep_data(&r->sweep, seg, vaddr, d, n);
	return f;
}

struct fault
reject_end(struct reject *r)
{
	return sweep_end(&r->sweep);
}
