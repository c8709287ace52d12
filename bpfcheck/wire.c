/* wire - see wire.h; wireget.c reads. */
#include "wire.h"

#include <stdlib.h>
#include <string.h>

#include "le.h"

bool
wire_more(struct wire *w, size_t n)
{
	size_t size = w->size > 0 ? w->size : 65536;
	uint8_t *bytes;

	while (size - w->len < n && size <= OBJECT_BYTES)
		size *= 2;
	if (!w->failed && size != w->size) {
		bytes = size - w->len < n ? NULL : realloc(w->bytes, size);
		w->failed = bytes == NULL;
		if (!w->failed) {
			w->bytes = bytes;
			w->size = size;
		}
	}
	return !w->failed;
}

static uint8_t *
room(struct wire *w, size_t n)
{
	if (!wire_more(w, n))
		return NULL;
	w->len += n;
	return w->bytes + w->len - n;
}

static void
put32(struct wire *w, uint32_t v)
{
	uint8_t *b = room(w, 4);

	if (b != NULL)
		le32_put(b, 0, v);
}

static void
put64(struct wire *w, uint64_t v)
{
	put32(w, (uint32_t)v);
	put32(w, (uint32_t)(v >> 32));
}

static void
put_bytes(struct wire *w, const void *from, size_t n)
{
	uint8_t *b;

	put32(w, (uint32_t)n);
	b = room(w, n);
	if (b != NULL && n > 0)
		memcpy(b, from, n);
}

static void
put_text(struct wire *w, const char *text)
{
	put_bytes(w, text, strlen(text) + 1);
}

static uint32_t
offset_of(const struct object *o, const char *text)
{
	return text == NULL || text[0] == '\0' ? 0
					       : (uint32_t)(text - o->strings);
}

static uint32_t
flags_of(const struct vf_program *p)
{
	return p->gpl * 1u + p->sleepable * 2u + p->strict_alignment * 4u +
	    p->any_alignment * 8u + p->test_state_freq * 16u;
}

static void
put_args(struct wire *w, const struct vf_func *f)
{
	put32(w, f->nargs);
	for (uint32_t i = 0; i < f->nargs; i++) {
		const struct vf_arg *a = &f->args[i];

		put32(w, a->kind | a->nonnull * 0x100u | (uint32_t)a->of << 16);
		put32(w, a->size);
		put_text(w, a->text != NULL ? a->text : "");
	}
}

static void
put_program(
    struct wire *w, const struct object *o, const struct object_program *p)
{
	const struct vf_program *v = &p->vf;
	uint8_t *b;

	put_text(w, p->name);
	put_text(w, p->section);
	put_text(w, p->undecided);
	put32(w, v->type);
	put32(w, v->attach);
	put32(w, v->attach_type_id);
	put32(w, flags_of(v));
	put32(w, v->len);
	b = room(w, (size_t)v->len * 8);
	for (uint32_t i = 0; b != NULL && i < v->len; i++, b += 8) {
		b[0] = v->insns[i].code;
		b[1] = (uint8_t)(v->insns[i].dst | v->insns[i].src << 4);
		le16_put(b, 2, (uint16_t)v->insns[i].off);
		le32_put(b, 4, (uint32_t)v->insns[i].imm);
	}
	put32(w, v->nfuncs);
	for (uint32_t i = 0; i < v->nfuncs; i++) {
		put32(w, v->funcs[i].insn);
		put32(w, offset_of(o, v->funcs[i].name));
		put32(w,
		    v->funcs[i].global | v->funcs[i].number * 2u |
			v->funcs[i].signature * 4u |
			(v->funcs[i].wrong != NULL) * 8u);
		if (v->funcs[i].wrong != NULL)
			put_text(w, v->funcs[i].wrong);
		put_args(w, &v->funcs[i]);
	}
	put32(w, v->nlines);
	for (uint32_t i = 0; i < v->nlines; i++) {
		put32(w, v->lines[i].insn);
		put32(w, v->lines[i].number);
		put32(w, offset_of(o, v->lines[i].text));
		put32(w, offset_of(o, v->lines[i].file));
	}
}

static void
put_fields(struct wire *w, const struct vf_map *m)
{
	put32(w, m->nfields);
	for (uint32_t i = 0; i < m->nfields; i++) {
		const struct vf_field *f = &m->fields[i];

		put32(w, f->at);
		put32(w, f->kind);
		put32(w, f->size);
		put_text(w, f->name != NULL ? f->name : "");
	}
}

static void
put_map(struct wire *w, const struct vf_map *m)
{
	put_text(w, m->name);
	put32(w, m->type);
	put32(w, m->key_size);
	put32(w, m->value_size);
	put32(w, m->max_entries);
	put32(w, m->flags);
	put64(w, m->extra);
	put32(w, m->inner);
	put32(w, m->typed);
	put32(w, m->special);
	put_fields(w, m);
	put32(w, m->data_len > 0);
	if (m->data_len > 0)
		put_bytes(w, m->data, m->data_len);
}

void
wire_put(struct wire *w, const struct object *o, const struct wire_news *n)
{
	put32(w, WIRE_MAGIC);
	put32(w, n->fault.code);
	put32(w, n->fault.place);
	put32(w, n->fault.kind);
	put64(w, n->fault.at);
	put64(w, n->fault.item);
	put_text(w, n->why);
	put_text(w, n->subject);
	put_bytes(w, o->strings, o->nstrings);
	put32(w, o->nmaps);
	for (uint32_t i = 0; i < o->nmaps; i++)
		put_map(w, &o->maps[i]);
	put32(w, o->nprograms);
	for (uint32_t i = 0; i < o->nprograms; i++)
		put_program(w, o, &o->programs[i]);
}

void
wire_free(struct wire *w)
{
	free(w->bytes);
	memset(w, 0, sizeof *w);
}
