#include "btfview.h"

#include <stdlib.h>
#include <string.h>

#include "le.h"

enum { HEADER = 24, TYPE = 12, MAGIC = 0xeb9f, TYPES = 1 << 22, DEEP = 512 };

enum kind {
	VOID,
	INT,
	PTR,
	ARRAY,
	STRUCT,
	UNION,
	ENUM,
	FWD,
	TYPEDEF,
	VOLATILE,
	CONST,
	RESTRICT,
	FUNC,
	FUNC_PROTO,
	VAR,
	DATASEC,
	FLOAT,
	DECL_TAG,
	TYPE_TAG,
	ENUM64,
	KINDS
};

/* Bytes behind a type: fixed, and for each of its vlen parts. In a part, where
   a name and a type stand, plus one. */
static const struct shape {
	uint8_t fixed, part, name, type;
	bool refers;   /* the type's own size field is a type */
	bool encloses; /* the type it refers to is a part of it */
	bool encloses_parts;
} shapes[KINDS] = {
    [INT] = {.fixed = 4},
    [PTR] = {.refers = true},
    [ARRAY] = {.fixed = 12},
    [STRUCT] = {.part = 12, .name = 1, .type = 5, .encloses_parts = true},
    [UNION] = {.part = 12, .name = 1, .type = 5, .encloses_parts = true},
    [ENUM] = {.part = 8, .name = 1},
    [TYPEDEF] = {.refers = true, .encloses = true},
    [VOLATILE] = {.refers = true, .encloses = true},
    [CONST] = {.refers = true, .encloses = true},
    [RESTRICT] = {.refers = true, .encloses = true},
    [FUNC] = {.refers = true},
    [FUNC_PROTO] = {.part = 8, .name = 1, .type = 5, .refers = true},
    [VAR] = {.fixed = 4, .refers = true, .encloses = true},
    [DATASEC] = {.part = 12, .type = 1, .encloses_parts = true},
    [DECL_TAG] = {.fixed = 4, .refers = true},
    [TYPE_TAG] = {.refers = true, .encloses = true},
    [ENUM64] = {.part = 12, .name = 1},
};

static struct fault
bad(const struct btfview *v, uint64_t at)
{
	return fault_at(FAULT_BPF_BTF, AT_FILE, v->base + at);
}

static unsigned
kind_of(uint32_t info)
{
	return info >> 24 & 0x1f;
}

/* FUNC says its linkage there. */
static uint32_t
parts_of(uint32_t info)
{
	return kind_of(info) == FUNC ? 0 : info & 0xffff;
}

static bool
within(const struct btfview *v, uint32_t at, uint32_t n)
{
	return at <= v->len - HEADER && n <= v->len - HEADER - at;
}

static struct fault
header(struct btfview *v)
{
	const uint8_t *b = v->bytes;

	if (v->len < HEADER || v->len > UINT32_MAX || le16(b, 0) != MAGIC ||
	    b[2] != 1 || b[3] != 0)
		return bad(v, 0);
	/* Longer headers are not known to anyone. */
	if (le32(b, 4) != HEADER)
		return bad(v, 4);
	v->types = le32(b, 8);
	v->types_len = le32(b, 12);
	v->strings = le32(b, 16);
	v->strings_len = le32(b, 20);
	if (!within(v, v->types, v->types_len) || v->types % 4 != 0 ||
	    !within(v, v->strings, v->strings_len) || v->strings_len == 0 ||
	    v->types + v->types_len > v->strings)
		return bad(v, 8);
	v->types += HEADER;
	v->strings += HEADER;
	if (b[v->strings] != 0 || b[v->strings + v->strings_len - 1] != 0)
		return bad(v, v->strings);
	return fault_none();
}

/* Where each type stands; the lengths of all of them. */
static struct fault
places(struct btfview *v)
{
	uint32_t at = v->types, end = v->types + v->types_len, most;

	most = v->types_len / TYPE + 1;
	if (most > TYPES)
		return bad(v, 12);
	v->at = calloc(most, sizeof *v->at);
	v->state = calloc(most, 1);
	if (v->at == NULL || v->state == NULL)
		return fault_of(FAULT_MEMORY);
	for (v->ntypes = 1; at < end; v->ntypes++) {
		uint32_t info, kind;
		uint64_t n = TYPE;

		if (end - at < TYPE)
			return bad(v, at);
		info = le32(v->bytes, at + 4);
		kind = kind_of(info);
		if (kind == VOID || kind >= KINDS)
			return bad(v, at + 4);
		n += shapes[kind].fixed +
		    (uint64_t)shapes[kind].part * parts_of(info);
		if (n > end - at)
			return bad(v, at);
		v->at[v->ntypes] = at;
		at += (uint32_t)n;
	}
	return fault_none();
}

/* The i-th type that a type names, and whether it is a part of it. */
static bool
named(const struct btfview *v, uint32_t id, uint32_t i, uint32_t *type,
    bool *encloses)
{
	uint32_t at = v->at[id], info = le32(v->bytes, at + 4);
	const struct shape *s = &shapes[kind_of(info)];

	if (kind_of(info) == ARRAY) {
		*type = le32(v->bytes, at + TYPE + 4 * (i & 1));
		*encloses = i == 0;
		return i < 2;
	}
	if (s->refers && i == 0) {
		*type = le32(v->bytes, at + 8);
		*encloses = s->encloses;
		return true;
	}
	i -= s->refers;
	if (s->type == 0 || i >= parts_of(info))
		return false;
	*type =
	    le32(v->bytes, at + TYPE + s->fixed + i * s->part + (s->type - 1u));
	*encloses = s->encloses_parts;
	return true;
}

static struct fault
names(const struct btfview *v, uint32_t id)
{
	uint32_t at = v->at[id], info = le32(v->bytes, at + 4);
	const struct shape *s = &shapes[kind_of(info)];
	uint32_t type;
	bool encloses;

	if (le32(v->bytes, at) >= v->strings_len)
		return bad(v, at);
	for (uint32_t i = 0; s->name != 0 && i < parts_of(info); i++)
		if (le32(v->bytes, at + TYPE + i * s->part) >= v->strings_len)
			return bad(v, at + TYPE + (uint64_t)i * s->part);
	for (uint32_t i = 0; named(v, id, i, &type, &encloses); i++)
		if (type >= v->ntypes)
			return bad(v, at);
	return fault_none();
}

/*
 * Depth first; a type met again while it is on the way is a part of itself.
 * Types nested deeper than DEEP are in no program.
 */
static struct fault
nesting(struct btfview *v, uint32_t root)
{
	enum { NEW, OPEN, DONE };
	struct {
		uint32_t id, next;
	} way[DEEP];
	uint32_t n = 0, type;
	bool encloses;

	if (v->state[root] != NEW)
		return fault_none();
	way[n].id = root;
	way[n++].next = 0;
	v->state[root] = OPEN;
	while (n > 0) {
		uint32_t id = way[n - 1].id;

		if (!named(v, id, way[n - 1].next++, &type, &encloses)) {
			v->state[id] = DONE;
			n--;
			continue;
		}
		if (!encloses || type == 0 || v->state[type] == DONE)
			continue;
		if (v->state[type] == OPEN || n == DEEP)
			return bad(v, v->at[id]);
		v->state[type] = OPEN;
		way[n].id = type;
		way[n++].next = 0;
	}
	return fault_none();
}

struct fault
btfview_open(struct btfview *v, const uint8_t *b, size_t len, uint64_t base)
{
	struct fault f;

	memset(v, 0, sizeof *v);
	v->bytes = b;
	v->len = len;
	v->base = base;
	f = header(v);
	if (f.code == FAULT_NONE)
		f = places(v);
	for (uint32_t i = 1; i < v->ntypes && f.code == FAULT_NONE; i++)
		f = names(v, i);
	for (uint32_t i = 1; i < v->ntypes && f.code == FAULT_NONE; i++)
		f = nesting(v, i);
	return f;
}

/* If type is of that kind, what it names; else, and of void, 0. */
static uint32_t
named_by(const struct btfview *v, uint32_t type, enum kind kind)
{
	uint32_t at = v->at[type];

	if (type == 0 || kind_of(le32(v->bytes, at + 4)) != kind)
		return 0;
	return le32(v->bytes, at + 8);
}

bool
btfview_returns_number(const struct btfview *v, uint32_t type)
{
	unsigned kind = VOID;

	type = named_by(v, named_by(v, type, FUNC), FUNC_PROTO);
	while (type != 0) {
		kind = kind_of(le32(v->bytes, v->at[type] + 4));
		/* What says something of another type. */
		if (!shapes[kind].encloses || kind == VAR)
			break;
		type = named_by(v, type, (enum kind)kind);
	}
	return type != 0 &&
	    (kind == ENUM || kind == ENUM64 ||
		(kind == INT && le32(v->bytes, v->at[type] + 8) <= 8));
}

void
btfview_close(struct btfview *v)
{
	free(v->at);
	free(v->state);
	memset(v, 0, sizeof *v);
}

/* One of the three tables of .BTF.ext: words that are types, then strings. */
struct table {
	uint8_t field, least, types, strings;
};

static struct fault
records(const struct btfview *v, const struct table *t, const uint8_t *b,
    uint32_t at, uint32_t end, uint32_t each, uint64_t base)
{
	for (; at < end; at += each)
		for (uint32_t i = 1; i <= t->types + t->strings; i++)
			if (le32(b, at + i * 4) >=
			    (i <= t->types ? v->ntypes : v->strings_len))
				return fault_at(
				    FAULT_BPF_BTF, AT_FILE, base + at);
	return fault_none();
}

static struct fault
table(const struct btfview *v, const struct table *t, const uint8_t *b,
    size_t len, uint64_t base)
{
	uint32_t head = le32(b, 4), each, n;
	uint64_t at = (uint64_t)head + le32(b, t->field);
	uint64_t end = at + le32(b, t->field + 4u);
	struct fault f = fault_none(), wrong;

	wrong = fault_at(FAULT_BPF_BTF, AT_FILE, base + t->field);
	if (at == end)
		return f;
	if (end > len || end - at < 4 || at % 4 != 0)
		return wrong;
	each = le32(b, at);
	if (each < t->least || each % 4 != 0 || each > 4096)
		return wrong;
	for (at += 4; at < end && f.code == FAULT_NONE;
	     at += (uint64_t)n * each) {
		wrong.at = base + at;
		if (end - at < 8 || le32(b, at) >= v->strings_len)
			return wrong;
		n = le32(b, at + 4);
		at += 8;
		if (n == 0 || (uint64_t)n * each > end - at)
			return wrong;
		f = records(v, t, b, (uint32_t)at,
		    (uint32_t)(at + (uint64_t)n * each), each, base);
	}
	return f;
}

struct fault
btfview_ext(
    const struct btfview *v, const uint8_t *b, size_t len, uint64_t base)
{
	/* func_info {insn, type}, line_info {insn, file, line, column},
	   core_relo {insn, type, access, kind} */
	static const struct table tables[] = {
	    {8, 8, 1, 0}, {16, 16, 0, 2}, {24, 16, 1, 1}};
	struct fault f;

	if (len < HEADER || len > UINT32_MAX || le16(b, 0) != MAGIC ||
	    b[2] != 1 || b[3] != 0 || le32(b, 4) < HEADER || le32(b, 4) > len ||
	    le32(b, 4) % 4 != 0)
		return fault_at(FAULT_BPF_BTF, AT_FILE, base);
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		if (le32(b, 4) < tables[i].field + 8u)
			break;
		f = table(v, &tables[i], b, len, base);
		if (f.code != FAULT_NONE)
			return f;
	}
	return fault_none();
}
