#include "layout.h"

#include "loads.h"
#include "phtable.h"
#include "place.h"

size_t
layout_load_of(const struct layout *l, size_t seg)
{
	size_t i = 0;

	/*@ loop invariant 0 <= i < l->nloads;
	    loop invariant l->loads[i].first <= seg || i == 0;
	    loop assigns i;
	    loop variant l->nloads - i;
	*/
	while (i + 1 < l->nloads && l->loads[i + 1].first <= seg)
		i++;
	return i;
}

struct fault
layout_make(const struct image *img, uint64_t shift, struct layout *l)
{
	enum fault_code code;

	l->phoff = img->prog.phoff;
	l->phnum = img->prog.phnum;
	l->nloads = loads_find(img->arch, img->segs, img->nsegs, l->loads);
	if (!phtable_takes_stack(img, l)) {
		/* A table that no segment maps may grow. */
		if (place_holder(img->segs, img->nsegs, l->phoff) < img->nsegs)
			return fault_of(FAULT_NO_STACK);
		l->phnum++;
	}
	code = place_loads(img, shift, l);
	if (code == FAULT_NONE)
		phtable_fill(img, l);
	return fault_of(code);
}

uint64_t
layout_offset(const struct layout *l, size_t seg, uint64_t vaddr)
{
	const struct load *ld = &l->loads[layout_load_of(l, seg)];

	return ld->offset + (vaddr - ld->vaddr);
}
