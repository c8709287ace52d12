#include "symbols.h"

#include <stdlib.h>
#include <string.h>

#include "btftype.h"
#include "slurp.h"

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
by_id(const void *a, const void *b)
{
	const struct vf_ksym *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* The third word of a line, which ends there; NULL: it has none. */
static char *
third(char *line)
{
	char *rest, *word = strtok_r(line, " \t", &rest);

	for (int i = 0; i < 2 && word != NULL; i++)
		word = strtok_r(NULL, " \t", &rest);
	return word;
}

static size_t
lines_of(const uint8_t *bytes, size_t len)
{
	size_t n = 1;

	for (size_t i = 0; i < len; i++)
		n += bytes[i] == '\n';
	return n;
}

/* A last line without an end is none. */
static bool
names_taken(struct symbols *s, size_t len)
{
	char *at = (char *)s->bytes, *end;

	s->names = calloc(lines_of(s->bytes, len), sizeof *s->names);
	if (s->names == NULL)
		return false;
	while ((end = memchr(at, '\n', len)) != NULL) {
		char *name;

		*end = '\0';
		name = third(at);
		if (name != NULL)
			s->names[s->nnames++] = name;
		len -= (size_t)(end + 1 - at);
		at = end + 1;
	}
	qsort(s->names, s->nnames, sizeof *s->names, by_name);
	return true;
}

enum fault_code
symbols_open(struct symbols *s, const char **why)
{
	enum fault_code code = FAULT_NONE;
	size_t len;

	*why = NULL;
	if (s->tried || s->path == NULL)
		return FAULT_NONE;
	s->tried = true;
	code = slurp(s->path, &s->bytes, &len, why);
	if (code == FAULT_NONE && !names_taken(s, len))
		code = FAULT_MEMORY;
	if (code != FAULT_NONE)
		symbols_free(s);
	return code;
}

static bool
names_one(const struct vf_program *p, uint32_t i)
{
	return p->insns[i].code == INSN_LD_IMM64 &&
	    p->insns[i].src == PSEUDO_BTF_ID;
}

bool
symbols_named(const struct vf_program *p)
{
	for (uint32_t i = 0; i < p->len; i++)
		if (names_one(p, i))
			return true;
	return false;
}

/* How many differ, of n that ascend. */
static uint32_t
once(struct vf_ksym *all, uint32_t n)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++)
		if (kept == 0 || all[i].id != all[kept - 1].id)
			all[kept++] = all[i];
	return kept;
}

void
symbols_find(struct symbols *s, struct vf_program *p)
{
	const char *why;
	uint32_t n = 0;
	struct btftype t;

	p->ksyms = NULL;
	p->nksyms = 0;
	free(s->found);
	s->found = NULL;
	if (p->btf == NULL || symbols_open(s, &why) != FAULT_NONE ||
	    s->nnames == 0)
		return;
	s->found = calloc(p->len, sizeof *s->found);
	if (s->found == NULL)
		return;
	for (uint32_t i = 0; i < p->len; i++)
		if (names_one(p, i))
			s->found[n++].id = (uint32_t)p->insns[i].imm;
	qsort(s->found, n, sizeof *s->found, by_id);
	n = once(s->found, n);
	for (uint32_t i = 0; i < n; i++)
		s->found[i].there = btftype_get(p->btf, s->found[i].id, &t) &&
		    bsearch(&t.name, s->names, s->nnames, sizeof *s->names,
			by_name) != NULL;
	p->ksyms = s->found;
	p->nksyms = n;
}

void
symbols_free(struct symbols *s)
{
	free(s->bytes);
	free(s->names);
	free(s->found);
	s->bytes = NULL;
	s->names = NULL;
	s->found = NULL;
	s->nnames = 0;
}
