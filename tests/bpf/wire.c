/*
 * wire - what one process of bpfcheck tells the other of an object: it arrives as
 * it was sent; cut, or with any byte changed, it is refused or keeps to what the
 * core is told. Prints how many were tried, and how many taken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

static const struct insn code[] = {
    {.code = 0xb7}, {.code = 0xb7, .imm = 1}, {.code = 0x95}};
static const struct vf_func funcs[] = {
    {.insn = 0, .name = "", .number = true},
    {.insn = 1,
	.name = "",
	.global = true,
	.signature = true,
	.wrong = "wrong",
	.nargs = 2,
	.args = {{.kind = VF_ARG_TYPE, .nonnull = true, .of = 4, .text = "t"},
	    {.kind = VF_ARG_MEMORY, .size = 8}}},
};
static const struct vf_map sent_map = {
    .name = "values",
    .type = 1,
    .key_size = 4,
    .value_size = 24,
    .max_entries = 1,
    .typed = true,
    .nfields = 3,
    .fields = {{.at = 0, .kind = VF_FIELD_LOCK},
	{.at = 8, .kind = VF_FIELD_KPTR, .name = "task_struct", .size = 4},
	{.at = 16, .kind = VF_FIELD_UPTR, .name = "own", .size = 8}},
};

static void
put(struct wire *w)
{
	struct vf_map map = sent_map;
	struct object_program p = {.name = "p",
	    .section = "tc",
	    .undecided = "",
	    .vf = {.insns = code,
		.len = 3,
		.type = 3,
		.funcs = funcs,
		.nfuncs = 2}};
	const struct object o = {.programs = &p,
	    .nprograms = 1,
	    .maps = &map,
	    .nmaps = 1,
	    .strings = "",
	    .nstrings = 1};
	const struct wire_news news = {.fault = fault_none()};

	wire_put(w, &o, &news);
}

static void
bad(const char *what, size_t at)
{
	printf("%s, byte %zu\n", what, at);
	exit(1);
}

static void
map_is_sound(const struct vf_map *m, size_t at)
{
	uint64_t end = 0;

	if (m->nfields > VF_FIELDS)
		bad("too many fields", at);
	for (uint32_t i = 0; i < m->nfields; i++) {
		const struct vf_field *f = &m->fields[i];

		if (f->kind >= VF_FIELD_KINDS)
			bad("a field of no kind", at);
		if (f->at < end || f->at >= m->value_size)
			bad("a field that is not in its place", at);
		if ((f->kind >= VF_FIELD_KPTR_UNTRUSTED) != (f->name != NULL))
			bad("a field's name", at);
		end = (uint64_t)f->at + 1;
	}
}

static void
funcs_are_sound(const struct vf_program *p, size_t at)
{
	for (uint32_t i = 0; i < p->nfuncs; i++) {
		const struct vf_func *f = &p->funcs[i];

		if (f->insn >= p->len || (i > 0 && f->insn <= f[-1].insn))
			bad("a function that is not in its place", at);
		if (f->nargs > VF_ARGS)
			bad("too many arguments", at);
		for (unsigned k = 0; k < f->nargs; k++)
			if (f->args[k].kind >= VF_ARG_KINDS ||
			    f->args[k].text == NULL)
				bad("an argument of no kind", at);
	}
}

/* The bytes, of their own room, so that what reads behind them is seen. */
static bool
taken(const uint8_t *bytes, size_t len, size_t at)
{
	struct wire w = {.bytes = malloc(len + 1), .size = len, .len = len};
	struct object o = {0};
	struct wire_news news;
	bool good;

	if (w.bytes == NULL)
		bad("no memory", at);
	memcpy(w.bytes, bytes, len);
	good = wire_get(&w, &o, &news);
	for (uint32_t i = 0; good && i < o.nmaps; i++)
		map_is_sound(&o.maps[i], at);
	for (uint32_t i = 0; good && i < o.nprograms; i++)
		funcs_are_sound(&o.programs[i].vf, at);
	object_free(&o);
	wire_free(&w);
	return good;
}

static void
arrives(const struct wire *sent)
{
	struct wire w = *sent;
	struct object o = {0};
	struct wire_news news;
	const struct vf_field *f;
	const struct vf_func *g;

	w.at = 0;
	if (!wire_get(&w, &o, &news) || o.nmaps != 1 || o.nprograms != 1)
		bad("not what was sent", 0);
	f = o.maps[0].fields;
	g = &o.programs[0].vf.funcs[1];
	if (o.maps[0].nfields != 3 || f[1].at != 8 || f[2].size != 8 ||
	    f[0].name != NULL || strcmp(f[1].name, "task_struct") != 0 ||
	    f[2].kind != VF_FIELD_UPTR)
		bad("other fields than were sent", 0);
	if (g->nargs != 2 || strcmp(g->wrong, "wrong") != 0 ||
	    g->args[0].kind != VF_ARG_TYPE || !g->args[0].nonnull ||
	    g->args[0].of != 4 || strcmp(g->args[0].text, "t") != 0 ||
	    g->args[1].nonnull || g->args[1].size != 8)
		bad("other arguments than were sent", 0);
	object_free(&o);
}

int
main(void)
{
	struct wire w = {0};
	unsigned long tried = 0, good = 0;

	put(&w);
	if (w.failed)
		bad("not sent", 0);
	arrives(&w);
	for (size_t at = 0; at < w.len; at++) {
		uint8_t was = w.bytes[at];

		if (taken(w.bytes, at, at))
			bad("cut, and taken", at);
		for (unsigned value = 0; value < 256; value++, tried++) {
			w.bytes[at] = (uint8_t)value;
			good += taken(w.bytes, w.len, at);
		}
		w.bytes[at] = was;
	}
	printf("%lu tried, %lu taken\n", tried, good);
	wire_free(&w);
	return 0;
}
