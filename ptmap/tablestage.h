/* tablestage - ptmap between two pipes. */
#ifndef TABLESTAGE_H
#define TABLESTAGE_H

#include "filter.h"
#include "paging.h"
#include "space.h"

struct stage {
	struct space_shape shape; /* arch NULL: the image's */
	struct space space;
	struct paging_range ranges[IMAGE_PHDRS];
	uint64_t nranges;
	bool made;
	uint8_t record[RECORD_MAX];
};

/* The hooks of a filter whose own is a struct stage. */
void stage_hooks(struct filter *f);

#endif
