#include "btfwalk.h"

enum { DEEP = 64 }; /* no kernel's types lie so deep in others */

/* A place, on the way down. */
struct place {
	struct btftype type;
	uint32_t off, size;
};

static bool
off_beyond(const struct place *p)
{
	return (uint64_t)p->off + p->size > p->type.size;
}

static int
beyond(struct env *e, const struct place *p)
{
	return env_refuse(e, FAULT_ACCESS,
	    "access beyond struct %s at off %u size %u", p->type.name, p->off,
	    p->size);
}

/*
 * Behind the end there may be more of an array without a length, the last
 * member: *found says that it is one of numbers; else p is in an element of it.
 */
static int
flexible(struct env *e, struct place *p, bool *found)
{
	const struct vf_btf *b = e->p->btf;
	struct btftype array, element;
	struct btfmember last;
	uint32_t type, count, from;

	if (p->type.vlen == 0 ||
	    !btftype_member(b, &p->type, p->type.vlen - 1, &last) ||
	    !btftype_skip(b, last.type, &array) ||
	    !btftype_array(b, &array, &type, &count) || count != 0 ||
	    !btftype_skip(b, type, &element))
		return beyond(e, p);
	from = last.bit / 8;
	if (p->off < from)
		return beyond(e, p);
	*found = element.kind == BTF_INT;
	if (*found)
		return 0;
	if (!btftype_is_struct(&element) || element.size == 0)
		return beyond(e, p);
	p->off = (p->off - from) % element.size;
	p->type = element;
	return 0;
}

static void
pointer(const struct vf_btf *b, const struct btfmember *m, uint32_t type,
    struct btfwalk *w)
{
	static const struct {
		const char *tag;
		uint8_t trust;
	} tags[] = {
	    {"user", TRUST_USER},
	    {"percpu", TRUST_PERCPU},
	    {"rcu", TRUST_RCU},
	};
	struct btftype to;
	size_t i;

	w->kind = BTFWALK_ADDRESS;
	if (!btftype_get(b, type, &to))
		return;
	for (i = 0; to.kind == BTF_TYPE_TAG && !to.bits &&
	     i < sizeof tags / sizeof tags[0];
	     i++)
		if (text_same(to.name, tags[i].tag))
			w->trust |= tags[i].trust;
	if (!btftype_skip(b, type, &to) || !btftype_is_struct(&to))
		return;
	w->kind = BTFWALK_POINTER;
	w->id = to.id;
	w->field = m->name;
}

/* In a member that has more than one place: *at becomes the element's. */
static bool
enter(const struct place *p, struct btfsize *s, uint32_t *at, uint32_t *bytes)
{
	*bytes = s->bytes;
	if (s->type.kind != BTF_ARRAY)
		return true;
	if (s->bytes == 0)
		return false;
	*bytes /= s->count;
	*at += (p->off - *at) / *bytes * *bytes;
	return true;
}

enum { DOWN = 1, NEXT, NOWHERE };

/* 0: w says what it is. DOWN: p is a place in a structure in it. */
static int
member(struct env *e, struct place *p, const struct btfmember *m,
    struct btfwalk *w)
{
	uint32_t at = m->bit / 8, end, bytes;
	struct btfsize s;

	if (!btftype_size(e->p->btf, m->type, &s))
		return env_refuse(
		    e, FAULT_BAD, "field %s doesn't have size", m->name);
	end = at + s.bytes;
	if (p->off >= end || !enter(p, &s, &at, &bytes))
		return NEXT;
	if (btftype_is_struct(&s.element)) {
		w->kind = BTFWALK_STRUCT;
		w->id = s.element_id != 0 ? s.element_id : s.element.id;
		if (p->off == at)
			return 0;
		p->type = s.element;
		p->off -= at;
		return DOWN;
	}
	if (s.element.kind == BTF_PTR) {
		if (bytes != p->size || p->off != at)
			return env_refuse(e, FAULT_ACCESS,
			    "cannot access ptr member %s with moff %u in "
			    "struct %s with off %u size %u",
			    m->name, at, p->type.name, p->off, p->size);
		pointer(e->p->btf, m, s.element.size, w);
		return 0;
	}
	if (p->off + p->size > end && (w->trust & TRUST_NONE) == 0)
		return env_refuse(e, FAULT_ACCESS,
		    "access beyond the end of member %s (mend:%u) in struct %s "
		    "with off %u size %u",
		    m->name, end, p->type.name, p->off, p->size);
	w->kind = BTFWALK_NUMBER;
	return 0;
}

/* NOWHERE: no member behind it begins early enough. */
static int
field(struct env *e, struct place *p, const struct btfmember *m,
    struct btfwalk *w)
{
	uint32_t at = m->bit / 8;

	if (p->off + p->size <= at || (m->width == 0 && p->off < at))
		return NOWHERE;
	if (m->width == 0)
		return member(e, p, m, w);
	/* All of its bits at once, and more. */
	if (p->off > at || (m->bit + m->width + 7) / 8 > p->off + p->size)
		return NEXT;
	w->kind = BTFWALK_NUMBER;
	return 0;
}

/* One structure: as member, or a fault. */
static int
through(struct env *e, struct place *p, struct btfwalk *w)
{
	struct btfmember m;
	uint32_t i;
	int what;

	for (i = 0; btftype_member(e->p->btf, &p->type, i, &m); i++) {
		what = field(e, p, &m, w);
		if (what == NOWHERE)
			break;
		if (what != NEXT)
			return what;
	}
	return env_refuse(e, FAULT_INVALID,
	    "struct %s doesn't have field at offset %d", p->type.name,
	    (int)p->off);
}

/* To the first that is none of the structures around it, or begins there. */
static int
step(struct env *e, uint32_t id, uint32_t off, uint32_t size, struct btfwalk *w)
{
	struct place p = {.off = off, .size = size};
	unsigned deep = 0;
	bool found = false;
	int what = DOWN;

	if (!btftype_skip(e->p->btf, id, &p.type))
		p.type.kind = BTF_VOID;
	while (what == DOWN && deep++ < DEEP) {
		if (!btftype_is_struct(&p.type))
			return env_refuse(e, FAULT_INVALID,
			    "Type '%s' is not a struct", p.type.name);
		/* Whose member it is only the program knows. */
		if (p.type.kind == BTF_UNION && p.type.vlen != 1)
			w->trust |= TRUST_NONE;
		if (off_beyond(&p)) {
			what = flexible(e, &p, &found);
			w->kind = BTFWALK_NUMBER;
			if (what != 0 || found)
				return what;
			what = DOWN;
		} else {
			what = through(e, &p, w);
		}
	}
	return what == DOWN ? env_undecided(e, "types of the kernel's so deep")
			    : what;
}

int
btfwalk_access(
    struct env *e, uint32_t id, uint32_t off, uint32_t size, struct btfwalk *w)
{
	unsigned deep = 0;
	int fault;

	*w = (struct btfwalk){.id = id};
	do {
		fault = step(e, w->id, off, size, w);
		off = 0;
	} while (fault == 0 && w->kind == BTFWALK_STRUCT && deep++ < DEEP);
	if (fault == 0 && w->kind == BTFWALK_STRUCT)
		return env_undecided(e, "types of the kernel's so deep");
	return fault;
}

bool
btfwalk_is(struct env *e, uint32_t id, int32_t off, uint32_t type)
{
	struct btfwalk w = {.id = id};
	unsigned deep = 0;

	while (off != 0 || w.id != type) {
		if (deep++ == DEEP ||
		    step(e, w.id, (uint32_t)off, 1, &w) != 0 ||
		    w.kind != BTFWALK_STRUCT)
			return false;
		off = 0;
	}
	return true;
}
