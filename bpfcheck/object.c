#include "object.h"

#include <stdlib.h>
#include <string.h>

#include "le.h"

struct object_block {
	struct object_block *before;
	size_t size, used;
	_Alignas(16) uint8_t bytes[];
};

enum { BLOCK = 1 << 16 };

void *
object_room(struct object *o, size_t count, size_t size)
{
	struct object_block *b = o->room;
	size_t n;

	if (__builtin_mul_overflow(count, size, &n) || n > OBJECT_BYTES)
		return NULL;
	n = (n + 15) / 16 * 16;
	if (b == NULL || n > b->size - b->used) {
		b = calloc(1, sizeof *b + (n > BLOCK ? n : BLOCK));
		if (b == NULL)
			return NULL;
		b->size = n > BLOCK ? n : BLOCK;
		b->before = o->room;
		o->room = b;
	}
	b->used += n;
	return b->bytes + b->used - n;
}

const char *
object_text(struct object *o, const char *text, size_t len)
{
	char *to = object_room(o, strnlen(text, len) + 1, 1);

	if (to != NULL)
		memcpy(to, text, strnlen(text, len));
	return to;
}

void
object_free(struct object *o)
{
	struct object_block *b, *before;

	for (b = o->room; b != NULL; b = before) {
		before = b->before;
		free(b);
	}
	free(o->kept);
	memset(o, 0, sizeof *o);
}

const char *
object_string(const struct object *o, uint32_t at)
{
	return at < o->nstrings ? o->strings + at : "";
}

/* Arrays are as long as the power of two that is not below their count. */
static void *
one_more(struct object *o, void *from, uint32_t n, uint32_t max, size_t size)
{
	void *to;

	if (n >= max)
		return NULL;
	if (n != 0 && (n & (n - 1)) != 0)
		return from;
	to = object_room(o, n == 0 ? 1 : 2 * (size_t)n, size);
	if (to != NULL && n > 0)
		memcpy(to, from, n * size);
	return to;
}

bool
object_program(struct object *o, struct object_program **p)
{
	struct object_program *all = one_more(
	    o, o->programs, o->nprograms, OBJECT_PROGRAMS, sizeof *all);

	if (all == NULL)
		return false;
	o->programs = all;
	*p = &all[o->nprograms++];
	/* One that was taken back may have stood there. */
	memset(*p, 0, sizeof **p);
	(*p)->name = (*p)->section = (*p)->undecided = "";
	return true;
}

bool
object_map(struct object *o, struct vf_map **m)
{
	struct vf_map *all =
	    one_more(o, o->maps, o->nmaps, OBJECT_MAPS, sizeof *all);

	if (all == NULL)
		return false;
	o->maps = all;
	*m = &all[o->nmaps++];
	memset(*m, 0, sizeof **m);
	(*m)->name = "";
	return true;
}

struct insn
object_insn(const uint8_t *b)
{
	struct insn i = {
	    .code = b[0],
	    .dst = b[1] & 0x0fu,
	    .src = (b[1] >> 4) & 0x0fu,
	    .off = (int16_t)le16(b, 2),
	    .imm = (int32_t)le32(b, 4),
	};

	return i;
}

bool
object_gpl(const char *license)
{
	static const char *const good[] = {
	    "GPL",
	    "GPL v2",
	    "GPL and additional rights",
	    "Dual BSD/GPL",
	    "Dual MIT/GPL",
	    "Dual MPL/GPL",
	};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		if (strcmp(license, good[i]) == 0)
			return true;
	return false;
}

void
object_share_maps(struct object *o)
{
	for (uint32_t i = 0; i < o->nprograms; i++) {
		o->programs[i].vf.maps = o->maps;
		o->programs[i].vf.nmaps = o->nmaps;
	}
}
