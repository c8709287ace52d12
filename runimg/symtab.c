#include "symtab.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	uint64_t value, size;
	uint32_t name; /* where it begins in names */
	uint16_t name_len;
};

struct symtab {
	struct entry entry[SYMTAB_MAX];
	uint8_t names[SYMTAB_NAMES];
	size_t n, used;
	bool dropped;
};

struct symtab *
symtab_new(void)
{
	return calloc(1, sizeof(struct symtab));
}

void
symtab_free(struct symtab *t)
{
	free(t);
}

static void
add(struct symtab *t, const struct symbol *s)
{
	size_t len = s->name_len < NEAREST_NAME ? s->name_len : NEAREST_NAME;
	struct entry *e;

	if (t->n == SYMTAB_MAX || SYMTAB_NAMES - t->used < len) {
		t->dropped = true;
		return;
	}
	e = &t->entry[t->n++];
	e->value = s->value;
	e->size = s->size;
	e->name = (uint32_t)t->used;
	e->name_len = (uint16_t)len;
	memcpy(t->names + t->used, s->name, len);
	t->used += len;
}

void
symtab_record(struct symtab *t, const uint8_t *b, size_t len)
{
	struct symbol s;
	size_t at = 0;

	while (at < len && codec_symbol(b, len, &at, &s) == FAULT_NONE)
		add(t, &s);
}

/* One after the other: few names are asked for, and sorting all costs more. */
void
symtab_nearest(
    const struct symtab *t, uint64_t addr, uint64_t base, struct nearest *n)
{
	struct symbol s;
	size_t i;

	nearest_start(n, addr - base);
	if (addr < base)
		return;
	for (i = 0; i < t->n; i++) {
		s.value = t->entry[i].value;
		s.size = t->entry[i].size;
		s.name = t->names + t->entry[i].name;
		s.name_len = t->entry[i].name_len;
		nearest_symbol(n, &s);
	}
	if (t->dropped && !n->inside)
		n->found = false;
}
