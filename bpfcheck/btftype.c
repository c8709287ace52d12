#include "btftype.h"
#include "le.h"

/* DEEP: as many as the kernel follows, MAX_RESOLVE_DEPTH. */
enum {
	HEADER = 24,
	TYPE = 12,
	MEMBER = 12,
	PARAM = 8,
	VARIABLE = 12,
	MAGIC = 0xeb9f,
	DEEP = 32
};

/* Bytes behind a type: fixed, and for each of its parts. */
static const struct shape {
	uint8_t fixed, part;
} shapes[BTF_KINDS] = {
    [BTF_INT] = {4, 0},
    [BTF_ARRAY] = {12, 0},
    [BTF_STRUCT] = {0, MEMBER},
    [BTF_UNION] = {0, MEMBER},
    [BTF_ENUM] = {0, 8},
    [BTF_FUNC_PROTO] = {0, PARAM},
    [BTF_VAR] = {4, 0},
    [BTF_DATASEC] = {0, VARIABLE},
    [BTF_DECL_TAG] = {4, 0},
    [BTF_ENUM64] = {0, 12},
};

const char *
btftype_kind(unsigned kind)
{
	static const char *const names[BTF_KINDS] = {"UNKNOWN", "INT", "PTR",
	    "ARRAY", "STRUCT", "UNION", "ENUM", "FWD", "TYPEDEF", "VOLATILE",
	    "CONST", "RESTRICT", "FUNC", "FUNC_PROTO", "VAR", "DATASEC",
	    "FLOAT", "DECL_TAG", "TYPE_TAG", "ENUM64"};

	return names[kind < BTF_KINDS ? kind : 0];
}

static unsigned
kind_of(uint32_t info)
{
	return info >> 24 & 0x1f;
}

static bool
part_of(const struct vf_btf *t, uint32_t from, uint32_t n)
{
	return from <= t->len - HEADER && n <= t->len - HEADER - from;
}

static bool
header(struct vf_btf *t)
{
	const uint8_t *b = t->bytes;

	if (t->len < HEADER || le16(b, 0) != MAGIC || b[2] != 1 ||
	    le32(b, 4) != HEADER || !part_of(t, le32(b, 8), le32(b, 12)) ||
	    !part_of(t, le32(b, 16), le32(b, 20)) || le32(b, 20) == 0)
		return false;
	t->types = HEADER + le32(b, 8);
	t->types_end = t->types + le32(b, 12);
	t->strings = HEADER + le32(b, 16);
	t->strings_len = le32(b, 20);
	return b[t->strings + t->strings_len - 1] == 0;
}

static const char *
string(const struct vf_btf *b, uint32_t at)
{
	return at < b->strings_len ? (const char *)b->bytes + b->strings + at
				   : "";
}

static bool
has(const char *text, const char *part)
{
	const char *p = part, *begin = text;

	while (*text != '\0' && *p != '\0') {
		if (*text++ != *p++) {
			text = ++begin;
			p = part;
		}
	}
	return *p == '\0';
}

/* kernel/bpf/verifier.c names them so: BTF_TYPE_SAFE_RCU and others. */
static void
note_safe(struct vf_btf *t, uint32_t id, uint32_t at, uint32_t kind)
{
	if ((kind == BTF_STRUCT || kind == BTF_UNION) &&
	    t->nsafe < VF_SAFE_TYPES &&
	    has(string(t, le32(t->bytes, at)), "__safe_"))
		t->safe[t->nsafe++] = id;
}

uint32_t
btftype_index(struct vf_btf *t, uint32_t *at, uint32_t room)
{
	uint32_t here, n = 1;

	t->at = NULL;
	t->count = t->nsafe = 0;
	if (!header(t))
		return 0;
	for (here = t->types; here < t->types_end; n++) {
		uint32_t info, kind;
		uint64_t bytes = TYPE;

		if (t->types_end - here < TYPE)
			return 0;
		info = le32(t->bytes, here + 4);
		kind = kind_of(info);
		if (kind == BTF_VOID || kind >= BTF_KINDS)
			return 0;
		bytes += shapes[kind].fixed +
		    (uint64_t)shapes[kind].part * (info & 0xffff);
		if (bytes > t->types_end - here)
			return 0;
		if (n < room) {
			at[n] = here;
			note_safe(t, n, here, kind);
		}
		here += (uint32_t)bytes;
	}
	t->at = at;
	t->count = n < room ? n : room;
	return n;
}

/* As the kernel's log has it: __btf_name_by_offset. */
static const char *
name(const struct vf_btf *b, uint32_t at)
{
	return at == 0 ? "(anon)" : string(b, at);
}

bool
btftype_get(const struct vf_btf *b, uint32_t id, struct btftype *t)
{
	uint32_t at, info;

	*t = (struct btftype){.id = id, .name = ""};
	if (id == 0)
		return true;
	if (id >= b->count)
		return false;
	at = b->at[id];
	info = le32(b->bytes, at + 4);
	t->kind = (uint8_t)kind_of(info);
	t->bits = info >> 31 != 0;
	t->vlen = info & 0xffff;
	t->size = le32(b->bytes, at + 8);
	t->name = name(b, le32(b->bytes, at));
	t->at = at + TYPE;
	return true;
}

bool
btftype_skip(const struct vf_btf *b, uint32_t id, struct btftype *t)
{
	unsigned i;

	for (i = 0; i <= DEEP; i++) {
		if (!btftype_get(b, id, t))
			return false;
		if (!btftype_is_modifier(t))
			return true;
		id = t->size;
	}
	return false;
}

bool
btftype_member(const struct vf_btf *b, const struct btftype *t, uint32_t i,
    struct btfmember *m)
{
	uint32_t at = t->at + i * MEMBER;

	if (!btftype_is_struct(t) || i >= t->vlen)
		return false;
	m->name = name(b, le32(b->bytes, at));
	m->type = le32(b->bytes, at + 4);
	m->bit = le32(b->bytes, at + 8);
	m->width = 0;
	if (t->bits) {
		m->width = m->bit >> 24;
		m->bit &= 0xffffff;
	}
	return true;
}

bool
btftype_param(
    const struct vf_btf *b, const struct btftype *t, uint32_t i, uint32_t *type)
{
	if (t->kind != BTF_FUNC_PROTO || i >= t->vlen)
		return false;
	*type = le32(b->bytes, t->at + i * PARAM + 4);
	return true;
}

bool
btftype_variable(
    const struct vf_btf *b, const struct btftype *t, uint32_t i, uint32_t *type)
{
	if (t->kind != BTF_DATASEC || i >= t->vlen)
		return false;
	*type = le32(b->bytes, t->at + i * VARIABLE);
	return true;
}

bool
btftype_array(const struct vf_btf *b, const struct btftype *t, uint32_t *type,
    uint32_t *count)
{
	if (t->kind != BTF_ARRAY)
		return false;
	*type = le32(b->bytes, t->at);
	*count = le32(b->bytes, t->at + 8);
	return true;
}

/* What has a size of its own. */
static bool
own_size(const struct btftype *t, uint32_t *bytes)
{
	switch (t->kind) {
	case BTF_PTR:
		*bytes = 8;
		return true;
	case BTF_INT:
	case BTF_STRUCT:
	case BTF_UNION:
	case BTF_ENUM:
	case BTF_FLOAT:
	case BTF_ENUM64:
		*bytes = t->size;
		return true;
	default:
		return false;
	}
}

bool
btftype_size(const struct vf_btf *b, uint32_t id, struct btfsize *s)
{
	uint32_t bytes, n;
	unsigned i;

	*s = (struct btfsize){.count = 1};
	for (i = 0; i < DEEP && btftype_get(b, id, &s->element); i++) {
		if (own_size(&s->element, &bytes)) {
			if (s->element_id == 0)
				s->type = s->element;
			return !__builtin_mul_overflow(
			    s->count, bytes, &s->bytes);
		}
		if (btftype_array(b, &s->element, &id, &n)) {
			if (s->element_id == 0)
				s->type = s->element;
			s->element_id = id;
			if (__builtin_mul_overflow(s->count, n, &s->count))
				return false;
		} else if (btftype_is_modifier(&s->element)) {
			id = s->element.size;
		} else {
			return false;
		}
	}
	return false;
}

/* Is text a, and b behind it? */
static bool
is_joined(const char *text, const char *a, const char *b)
{
	while (*a != '\0' && *text == *a) {
		text++;
		a++;
	}
	while (*a == '\0' && *b != '\0' && *text == *b) {
		text++;
		b++;
	}
	return *a == '\0' && *b == '\0' && *text == '\0';
}

bool
btftype_is_safe(const struct vf_btf *b, const struct btftype *t,
    const char *suffix, const char *field, uint32_t to)
{
	struct btftype safe, points;
	struct btfmember m;
	uint32_t i, j;

	for (i = 0; i < b->nsafe; i++)
		if (btftype_get(b, b->safe[i], &safe) && safe.kind == t->kind &&
		    is_joined(safe.name, t->name, suffix))
			break;
	if (i == b->nsafe)
		return false;
	for (j = 0; btftype_member(b, &safe, j, &m); j++)
		if (btftype_get(b, m.type, &points) && points.kind == BTF_PTR &&
		    is_joined(m.name, field, "") &&
		    btftype_skip(b, points.size, &points) && points.id == to)
			return true;
	return false;
}

uint32_t
btftype_find(const struct vf_btf *b, enum btf_kind kind, const char *name,
    const char *suffix)
{
	uint32_t i;

	for (i = 1; i < b->count; i++)
		if (kind_of(le32(b->bytes, b->at[i] + 4)) == kind &&
		    is_joined(
			string(b, le32(b->bytes, b->at[i])), name, suffix))
			return i;
	return 0;
}

/* Bytes of a name without its flavor: bpf_core_essential_name_len. */
static size_t
essential(const char *name)
{
	size_t n = 0, i;

	while (name[n] != '\0')
		n++;
	for (i = n; i-- > 0 && n >= 5;)
		if (i + 5 <= n && name[i] != '_' && name[i + 1] == '_' &&
		    name[i + 2] == '_' && name[i + 3] == '_' &&
		    name[i + 4] != '_')
			return i + 1;
	return n;
}

static bool
begins_with(const char *text, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < n && text[i] == name[i]; i++)
		;
	return i == n;
}

uint32_t
btftype_candidates(
    const struct vf_btf *b, uint32_t kind, const char *name, uint32_t *id)
{
	size_t n = essential(name);
	uint32_t i, found = 0;
	const char *its;

	for (i = 1; i < b->count; i++) {
		if (kind_of(le32(b->bytes, b->at[i] + 4)) != kind)
			continue;
		its = string(b, le32(b->bytes, b->at[i]));
		if (!begins_with(its, name, n) || essential(its) != n)
			continue;
		if (found++ == 0)
			*id = i;
	}
	return found;
}
