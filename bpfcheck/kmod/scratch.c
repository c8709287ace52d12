/* scratch - see scratch.h */
#include "scratch.h"

#include "account.h"

#include <linux/align.h>
#include <linux/minmax.h>
#include <linux/string.h>

enum { SIZE = 256 * 1024 };

void *
scratch_take(struct scratch *s, size_t bytes)
{
	u8 *at;

	if (s->at == NULL)
		s->at = account_take(SIZE);
	if (s->at == NULL || bytes > SIZE - s->used)
		return account_take(bytes);
	at = s->at + s->used;
	if (s->used < s->dirty)
		memset(at, 0, min(bytes, s->dirty - s->used));
	s->used += ALIGN(bytes, 64);
	s->dirty = max(s->dirty, s->used);
	return at;
}

void
scratch_give(const struct scratch *s, void *at, size_t bytes)
{
	u8 *from = at;

	if (s->at == NULL || from < s->at || from >= s->at + SIZE)
		account_give(at, bytes);
}

void
scratch_reset(struct scratch *s)
{
	s->used = 0;
}

void
scratch_end(struct scratch *s)
{
	account_give(s->at, SIZE);
	s->at = NULL;
}
