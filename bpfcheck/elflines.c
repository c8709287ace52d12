#include <string.h>

#include "elfobj.h"
#include "le.h"

/* One of the tables of .BTF.ext; btfview_ext has found it good. */
struct table {
	const uint8_t *bytes;
	uint32_t at, end, each;
};

/* Records of one section: bytes at .. end. */
struct span {
	uint32_t at, end;
};

static bool
table(const struct elfobj *e, uint32_t field, struct table *t)
{
	struct elfsection s;

	if (e->btf->ntypes == 0 || !elfview_named(e->view, ".BTF.ext", &s) ||
	    s.data == NULL || le32(s.data, field + 4) == 0)
		return false;
	t->bytes = s.data;
	t->at = le32(s.data, 4) + le32(s.data, field);
	t->end = t->at + le32(s.data, field + 4);
	t->each = le32(s.data, t->at);
	t->at += 4;
	return true;
}

static const char *
string(const struct elfobj *e, uint32_t at)
{
	return (const char *)e->btf->bytes + e->btf->strings + at;
}

/* The next span of the section's; false: there is none. */
static bool
next(const struct elfobj *e, struct table *t, uint32_t section, struct span *s)
{
	const char *name = elfview_section(e->view, section).name;

	while (t->at < t->end) {
		uint32_t of = le32(t->bytes, t->at);

		s->at = t->at + 8;
		s->end = s->at + le32(t->bytes, t->at + 4) * t->each;
		t->at = s->end;
		if (strcmp(string(e, of), name) == 0)
			return true;
	}
	return false;
}

/* A record's instruction within f; false: it is not there. */
static bool
within(const struct elffunc *f, uint32_t bytes, uint32_t *insn)
{
	*insn = bytes / 8 - f->off;
	return bytes % 8 == 0 && bytes / 8 >= f->off && *insn < f->len;
}

static bool
strings(struct elfobj *e)
{
	char *to;

	if (e->object->strings != NULL)
		return true;
	to = object_room(e->object, e->btf->strings_len, 1);
	if (to == NULL)
		return false;
	memcpy(to, string(e, 0), e->btf->strings_len);
	e->object->strings = to;
	e->object->nstrings = e->btf->strings_len;
	return true;
}

/* Where they do not ascend they are left out: it is no matter of a verdict. */
static void
add_line(
    struct elfobj *e, struct vf_program *p, uint32_t insn, const uint8_t *b)
{
	struct vf_line *to = e->lines;

	if (p->nlines > 0 && to[p->nlines - 1].insn >= insn)
		return;
	to[p->nlines].insn = insn;
	to[p->nlines].file = object_string(e->object, le32(b, 4));
	to[p->nlines].text = object_string(e->object, le32(b, 8));
	to[p->nlines].number = le32(b, 12) >> 10;
	p->nlines++;
}

static void
lines(struct elfobj *e, struct vf_program *p, const struct elffunc *f,
    uint32_t place)
{
	struct span s = {0, 0};
	struct table t;
	uint32_t insn;

	if (!table(e, 16, &t))
		return;
	while (next(e, &t, f->section, &s))
		for (; s.at < s.end; s.at += t.each)
			if (within(f, le32(t.bytes, s.at), &insn))
				add_line(e, p, place + insn, t.bytes + s.at);
}

static void
function(struct elfobj *e, struct vf_program *p, const struct elffunc *f,
    uint32_t place)
{
	struct vf_func *to = &e->names[p->nfuncs];
	struct span s = {0, 0};
	struct table t;
	uint32_t insn, at;

	if (!table(e, 8, &t))
		return;
	while (next(e, &t, f->section, &s))
		for (; s.at < s.end; s.at += t.each) {
			uint32_t type = le32(t.bytes, s.at + 4);

			if (!within(f, le32(t.bytes, s.at), &insn) ||
			    insn != 0 || type == 0)
				continue;
			at = e->btf->at[type];
			to->insn = place;
			to->name =
			    object_string(e->object, le32(e->btf->bytes, at));
			to->global =
			    (le32(e->btf->bytes, at + 4) & 0xffff) == 1;
			to->number = btfview_returns_number(e->btf, type);
			p->nfuncs++;
			return;
		}
}

bool
elflines_core(const struct elfobj *e)
{
	struct elfsection s;
	struct table t;

	return e->btf->ntypes > 0 && elfview_named(e->view, ".BTF.ext", &s) &&
	    s.data != NULL && le32(s.data, 4) >= 32 && table(e, 24, &t);
}

bool
elflines_begin(struct elfobj *e, struct vf_program *p)
{
	if (e->btf->ntypes == 0)
		return true;
	/* One for each instruction, and each function, at most. */
	e->lines = object_room(e->object, p->len, sizeof *e->lines);
	e->names = object_room(e->object, e->nfuncs, sizeof *e->names);
	p->lines = e->lines;
	p->funcs = e->names;
	return e->lines != NULL && e->names != NULL && strings(e);
}

void
elflines(struct elfobj *e, struct vf_program *p, const struct elffunc *f,
    uint32_t at)
{
	if (e->btf->ntypes == 0)
		return;
	lines(e, p, f, at);
	function(e, p, f, at);
}
