/* wireget - what comes of the bytes: see wire.h. */
#include "wire.h"

#include <string.h>

#include "le.h"

/* The next n bytes, or NULL. */
static const uint8_t *
take(struct wire *w, size_t n)
{
	if (w->failed || n > w->len - w->at) {
		w->failed = true;
		return NULL;
	}
	w->at += n;
	return w->bytes + w->at - n;
}

static uint32_t
get32(struct wire *w)
{
	const uint8_t *b = take(w, 4);

	return b != NULL ? le32(b, 0) : 0;
}

static uint64_t
get64(struct wire *w)
{
	uint64_t low = get32(w);

	return low | (uint64_t)get32(w) << 32;
}

/* A count of things of at least each bytes, so that no room is taken for more
   than was sent. */
static uint32_t
count(struct wire *w, size_t each, uint32_t max)
{
	uint32_t n = get32(w);

	if (n > max || n > (w->len - w->at) / each) {
		w->failed = true;
		return 0;
	}
	return n;
}

static const char *
get_text(struct wire *w)
{
	uint32_t n = get32(w);
	const uint8_t *b = take(w, n);

	if (b == NULL || n == 0 || b[n - 1] != '\0') {
		w->failed = true;
		return "";
	}
	return (const char *)b;
}

static void
get_cut(struct wire *w, char *to, size_t size)
{
	const char *text = get_text(w);
	size_t n = strnlen(text, size - 1);

	memcpy(to, text, n);
	to[n] = '\0';
}

static bool
get_insns(struct wire *w, struct object *o, struct vf_program *v)
{
	struct insn *to;
	const uint8_t *b;

	v->len = count(w, 8, OBJECT_INSNS);
	b = take(w, (size_t)v->len * 8);
	to = object_room(o, v->len, sizeof *to);
	if (b == NULL || to == NULL)
		return false;
	for (uint32_t i = 0; i < v->len; i++)
		to[i] = object_insn(b + (size_t)i * 8);
	v->insns = to;
	return true;
}

static void
get_args(struct wire *w, struct vf_func *f)
{
	f->nargs = (uint8_t)count(w, 12, VF_ARGS);
	for (uint32_t i = 0; i < f->nargs; i++) {
		uint32_t kind = get32(w);

		f->args[i].kind = (uint8_t)kind;
		f->args[i].nonnull = (kind & 0x100) != 0;
		f->args[i].of = (uint8_t)(kind >> 16);
		f->args[i].size = get32(w);
		f->args[i].text = get_text(w);
		if (f->args[i].kind >= VF_ARG_KINDS)
			w->failed = true;
	}
}

static bool
get_funcs(struct wire *w, struct object *o, struct vf_program *v)
{
	struct vf_func *to;
	uint32_t flags;

	v->nfuncs = count(w, 12, v->len);
	v->funcs = to = object_room(o, v->nfuncs, sizeof *to);
	for (uint32_t i = 0; to != NULL && i < v->nfuncs; i++) {
		to[i].insn = get32(w);
		to[i].name = object_string(o, get32(w));
		flags = get32(w);
		to[i].global = (flags & 1) != 0;
		to[i].number = (flags & 2) != 0;
		to[i].signature = (flags & 4) != 0;
		if ((flags & 8) != 0)
			to[i].wrong = get_text(w);
		get_args(w, &to[i]);
		if (to[i].insn >= v->len ||
		    (i > 0 && to[i].insn <= to[i - 1].insn))
			w->failed = true;
	}
	return to != NULL && !w->failed;
}

static bool
get_lines(struct wire *w, struct object *o, struct vf_program *v)
{
	struct vf_line *to;

	v->nlines = count(w, 16, v->len);
	v->lines = to = object_room(o, v->nlines, sizeof *to);
	for (uint32_t i = 0; to != NULL && i < v->nlines; i++) {
		to[i].insn = get32(w);
		to[i].number = get32(w);
		to[i].text = object_string(o, get32(w));
		to[i].file = object_string(o, get32(w));
		if (to[i].insn >= v->len ||
		    (i > 0 && to[i].insn <= to[i - 1].insn))
			w->failed = true;
	}
	return to != NULL && !w->failed;
}

static bool
get_program(struct wire *w, struct object *o)
{
	struct object_program *p;
	uint32_t flags;

	if (!object_program(o, &p))
		return false;
	p->name = get_text(w);
	p->section = get_text(w);
	p->undecided = get_text(w);
	p->vf.type = get32(w);
	p->vf.attach = get32(w);
	p->vf.attach_type_id = get32(w);
	flags = get32(w);
	p->vf.gpl = (flags & 1) != 0;
	/* From an object: libbpf gives modules' BTF with them. */
	p->vf.module_btf = true;
	p->vf.sleepable = (flags & 2) != 0;
	p->vf.strict_alignment = (flags & 4) != 0;
	p->vf.any_alignment = (flags & 8) != 0;
	p->vf.test_state_freq = (flags & 16) != 0;
	return get_insns(w, o, &p->vf) && get_funcs(w, o, &p->vf) &&
	    get_lines(w, o, &p->vf);
}

static void
get_fields(struct wire *w, struct vf_map *m)
{
	uint64_t end = 0;

	m->nfields = count(w, 17, VF_FIELDS);
	for (uint32_t i = 0; i < m->nfields; i++) {
		struct vf_field *f = &m->fields[i];
		uint32_t kind;

		f->at = get32(w);
		kind = get32(w);
		f->size = get32(w);
		f->name = get_text(w);
		if (f->at < end || f->at >= m->value_size ||
		    kind >= VF_FIELD_KINDS)
			w->failed = true;
		f->kind = (uint8_t)kind;
		if (kind < VF_FIELD_KPTR_UNTRUSTED)
			f->name = NULL;
		end = (uint64_t)f->at + 1;
	}
}

static bool
get_map(struct wire *w, struct object *o)
{
	struct vf_map *m;

	if (!object_map(o, &m))
		return false;
	m->name = get_text(w);
	m->type = get32(w);
	m->key_size = get32(w);
	m->value_size = get32(w);
	m->max_entries = get32(w);
	m->flags = get32(w);
	m->extra = get64(w);
	m->inner = get32(w);
	m->typed = get32(w) != 0;
	m->special = get32(w) != 0;
	get_fields(w, m);
	if (get32(w) != 0) {
		m->data_len = count(w, 1, OBJECT_BYTES);
		m->data = take(w, m->data_len);
	}
	return !w->failed;
}

static bool
get_strings(struct wire *w, struct object *o)
{
	o->nstrings = count(w, 1, OBJECT_BYTES);
	o->strings = (const char *)take(w, o->nstrings);
	return !w->failed &&
	    (o->nstrings == 0 ||
		(o->strings[0] == '\0' && o->strings[o->nstrings - 1] == '\0'));
}

bool
wire_get(struct wire *w, struct object *o, struct wire_news *n)
{
	uint32_t count_of;

	w->failed = w->failed || get32(w) != WIRE_MAGIC;
	n->fault.code = (enum fault_code)get32(w);
	n->fault.place = (enum fault_place)get32(w);
	n->fault.kind = (enum fault_item)get32(w);
	n->fault.at = get64(w);
	n->fault.item = get64(w);
	get_cut(w, n->why, sizeof n->why);
	get_cut(w, n->subject, sizeof n->subject);
	if (n->fault.code >= FAULT_COUNT || n->fault.place > AT_LINE ||
	    n->fault.kind > ITEM_SECTION || !get_strings(w, o))
		return false;
	count_of = count(w, 36, OBJECT_MAPS);
	for (uint32_t i = 0; i < count_of; i++)
		if (!get_map(w, o))
			return false;
	count_of = count(w, 36, OBJECT_PROGRAMS);
	for (uint32_t i = 0; i < count_of; i++)
		if (!get_program(w, o))
			return false;
	return !w->failed && w->at == w->len;
}
