/* core - vf_check with malloc, timed, for tests. */
#ifndef CORE_H
#define CORE_H

#include "batch.h"
#include "verify.h"

struct found {
	struct vf_result r;
	double usec;
	size_t leaked; /* bytes that were not freed */
};

void core_check(const struct prog *p, struct found *f);

#endif
