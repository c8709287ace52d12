/* pool - memory of the host, in blocks that are used again. */
#include "pool.h"

enum { FIRST_CHUNK = 8 * 1024, CHUNK = 64 * 1024 };

static size_t
rounded(size_t bytes)
{
	return (bytes + POOL_STEP - 1) / POOL_STEP * POOL_STEP;
}

static bool
is_large(size_t size)
{
	return size > (size_t)POOL_SIZES * POOL_STEP;
}

void
pool_init(struct pool *p, const struct vf_host *host, size_t limit)
{
	*p = (struct pool){.host = host, .limit = limit, .chunk = FIRST_CHUNK};
}

void
pool_end(struct pool *p)
{
	struct pool_block *b, *next;

	for (b = p->blocks; b != NULL; b = next) {
		next = b->next;
		p->host->give_back(p->host->arg, b, b->size);
	}
	p->blocks = NULL;
}

/* From the host, with a header of POOL_STEP. */
static char *
block(struct pool *p, size_t bytes)
{
	struct pool_block *b;
	size_t size = bytes + POOL_STEP;

	if (size > p->limit - p->used) {
		p->over = true;
		return NULL;
	}
	b = p->host->alloc(p->host->arg, size);
	if (b == NULL)
		return NULL;
	*b = (struct pool_block){p->blocks, size};
	p->blocks = b;
	p->used += size;
	if (p->used > p->peak)
		p->peak = p->used;
	return (char *)b + POOL_STEP;
}

/* The rest of the last one is lost. */
static bool
next_chunk(struct pool *p)
{
	char *at = block(p, p->chunk);

	if (at == NULL)
		return false;
	p->at = at;
	p->left = p->chunk;
	if (p->chunk < CHUNK)
		p->chunk *= 2;
	return true;
}

/* used: it was another's before, and is not zero as the host's are. */
static void *
take(struct pool *p, size_t bytes, bool *used)
{
	size_t size = rounded(bytes), i = size / POOL_STEP;
	struct pool_block *b;
	char *at;

	*used = false;
	if (bytes > p->limit) {
		p->over = true;
		return NULL;
	}
	if (is_large(size))
		return block(p, size);
	b = p->free[i];
	if (b != NULL) {
		p->free[i] = b->next;
		*used = true;
		return b;
	}
	if (p->left < size && !next_chunk(p))
		return NULL;
	at = p->at;
	p->at += size;
	p->left -= size;
	return at;
}

void *
pool_alloc(struct pool *p, size_t bytes)
{
	bool used;

	return take(p, bytes, &used);
}

void *
pool_zero(struct pool *p, size_t bytes)
{
	bool used;
	char *at = take(p, bytes, &used);
	size_t i;

	for (i = 0; at != NULL && used && i < bytes; i++)
		at[i] = 0;
	return at;
}

void *
pool_array(struct pool *p, size_t n, size_t bytes)
{
	size_t size;

	if (__builtin_mul_overflow(n, bytes, &size) || size > p->limit) {
		p->over = true;
		return NULL;
	}
	return pool_zero(p, size);
}

void
pool_free(struct pool *p, void *at, size_t bytes)
{
	size_t size = rounded(bytes);
	struct pool_block *b = at;

	/* Large ones are few, and stay until the end. */
	if (at == NULL || is_large(size))
		return;
	b->next = p->free[size / POOL_STEP];
	p->free[size / POOL_STEP] = b;
}
