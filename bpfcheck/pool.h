/* pool - memory of the host, in blocks that are used again. */
#ifndef POOL_H
#define POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "verify.h"

enum { POOL_STEP = 32, POOL_SIZES = 256 };

struct pool_block {
	struct pool_block *next;
	size_t size;
};

struct pool {
	const struct vf_host *host;
	size_t limit, used, peak;
	bool over;		   /* more than limit was asked for */
	struct pool_block *blocks; /* all that the host gave */
	char *at;		   /* what is left of the last one */
	size_t left;
	size_t chunk; /* bytes of the next one: small programs need little */
	struct pool_block *free[POOL_SIZES + 1];
};

void pool_init(struct pool *p, const struct vf_host *host, size_t limit);
/* Gives all back to the host. */
void pool_end(struct pool *p);
/* NULL: no more, or over the limit. What it holds is anything. */
void *pool_alloc(struct pool *p, size_t bytes);
void *pool_zero(struct pool *p, size_t bytes);
/* of n elements; NULL also if that is no size. */
void *pool_array(struct pool *p, size_t n, size_t bytes);
/* bytes as they were asked for. */
void pool_free(struct pool *p, void *at, size_t bytes);

#endif
