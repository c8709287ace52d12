#include "mend.h"

#include <string.h>

#include "le.h"

enum { BTF_MEMBER = 12, KIND_STRUCT = 4, KIND_VAR = 14, KIND_DATASEC = 15 };
enum { KIND_ENUM = 6, KIND_ENUM64 = 19 };

static bool
is_code(const struct elfsection *s)
{
	return s->type == SECTION_PROGBITS && (s->flags & SECTION_EXEC) != 0;
}

bool
mend_is_entry(const struct mend *m, const struct elfsymbol *s)
{
	struct elfsection in;

	if (s->section == 0 || s->section >= SYMBOL_RESERVED)
		return false;
	in = elfview_section(&m->view, s->section);
	return is_code(&in) && strcmp(in.name, ".text") != 0;
}

bool
mend_has_code(const struct mend *m)
{
	for (uint32_t i = 1; i < m->view.nsections; i++) {
		struct elfsection s = elfview_section(&m->view, i);

		if (is_code(&s) && s.size > 0 && strcmp(s.name, ".text") != 0)
			return true;
	}
	return false;
}

/* Up to the next symbol of the section, or its end. */
static uint64_t
size_of(const struct mend *m, const struct elfsymbol *of, uint64_t end)
{
	for (uint32_t i = 0; i < m->view.nsymbols; i++) {
		struct elfsymbol s = elfview_symbol(&m->view, i);

		if (s.section == of->section && s.type != SYMBOL_SECTION &&
		    s.bind != SYMBOL_LOCAL && s.value > of->value &&
		    s.value < end)
			end = s.value;
	}
	return end - of->value;
}

void
mend_symbols(struct mend *m)
{
	for (uint32_t i = 1; i < m->view.nsymbols; i++) {
		struct elfsymbol s = elfview_symbol(&m->view, i);
		uint8_t *b = m->bytes + s.at;
		struct elfsection in;

		if (s.section == 0 || s.section >= SYMBOL_RESERVED)
			continue;
		in = elfview_section(&m->view, s.section);
		if (!is_code(&in))
			continue;
		/* Functions of .text are called, never entered. */
		if (s.type == SYMBOL_FUNC && s.bind == SYMBOL_LOCAL &&
		    strcmp(in.name, ".text") != 0)
			b[4] = SYMBOL_GLOBAL << 4 | SYMBOL_FUNC;
		if (s.type == SYMBOL_NOTYPE && s.bind != SYMBOL_LOCAL &&
		    s.value < in.size) {
			b[4] = (uint8_t)(s.bind << 4 | SYMBOL_FUNC);
			if (s.size == 0)
				le64_put(b, 16, size_of(m, &s, in.size));
		}
	}
}

static const char *
string(const struct btfview *v, uint32_t at)
{
	return (const char *)v->bytes + v->strings + at;
}

static uint32_t
info(const struct btfview *v, uint32_t id)
{
	return le32(v->bytes, v->at[id] + 4);
}

static bool
is_kind(const struct btfview *v, uint32_t id, unsigned kind)
{
	return id != 0 && (info(v, id) >> 24 & 0x1f) == kind;
}

static uint64_t
value_of(const struct btfview *v, uint32_t id)
{
	uint32_t at = v->at[id] + 12;
	uint64_t low = le32(v->bytes, at + 4);

	return is_kind(v, id, KIND_ENUM)
	    ? low
	    : low | (uint64_t)le32(v->bytes, at + 8) << 32;
}

/* A map's members; base is where the BTF begins in bytes. */
static void
map_members(
    struct mend *m, const struct btfview *v, const char *name, uint32_t map)
{
	for (uint32_t i = 0; i < (info(v, map) & 0xffff); i++) {
		uint32_t at = v->at[map] + 12 + i * BTF_MEMBER;
		uint32_t type = le32(v->bytes, at + 4);
		struct mend_extra *e = &m->extras[m->nextras];

		if (strcmp(string(v, le32(v->bytes, at)), "map_extra") != 0 ||
		    (!is_kind(v, type, KIND_ENUM) &&
			!is_kind(v, type, KIND_ENUM64)) ||
		    (info(v, type) & 0xffff) == 0 || m->nextras == MEND_EXTRAS)
			continue;
		strncpy(e->map, name, MEND_NAME - 1);
		e->extra = value_of(v, type);
		m->nextras++;
		/* A name within the name is one that libbpf ignores. */
		le32_put(m->bytes + v->base, at, le32(v->bytes, at) + 1);
	}
}

void
mend_maps(struct mend *m, const struct btfview *btf)
{
	for (uint32_t id = 1; id < btf->ntypes; id++) {
		if (!is_kind(btf, id, KIND_DATASEC) ||
		    strcmp(string(btf, le32(btf->bytes, btf->at[id])),
			".maps") != 0)
			continue;
		for (uint32_t i = 0; i < (info(btf, id) & 0xffff); i++) {
			uint32_t var =
			    le32(btf->bytes, btf->at[id] + 12 + i * BTF_MEMBER);
			uint32_t type;

			if (!is_kind(btf, var, KIND_VAR))
				continue;
			type = le32(btf->bytes, btf->at[var] + 8);
			if (is_kind(btf, type, KIND_STRUCT))
				map_members(m, btf,
				    string(btf, le32(btf->bytes, btf->at[var])),
				    type);
		}
	}
}

bool
mend_weaken(struct mend *m, const char *name)
{
	for (uint32_t i = 1; i < m->view.nsymbols; i++) {
		struct elfsymbol s = elfview_symbol(&m->view, i);

		if (s.section != 0 || s.bind != SYMBOL_GLOBAL ||
		    strcmp(s.name, name) != 0)
			continue;
		m->bytes[s.at + 4] = (uint8_t)(SYMBOL_WEAK << 4 | s.type);
		return true;
	}
	return false;
}

bool
mend_uses(const struct mend *m, const char *section, const char *symbol)
{
	for (uint32_t i = 1; i < m->view.nsections; i++) {
		struct elfsection rel = elfview_section(&m->view, i);

		if (rel.type != SECTION_REL ||
		    strcmp(elfview_section(&m->view, rel.info).name, section) !=
			0)
			continue;
		for (uint32_t k = 0; k < elfview_relocs(&rel); k++) {
			struct elfreloc r = elfview_reloc(&rel, k);

			if (strcmp(elfview_symbol(&m->view, r.symbol).name,
				symbol) == 0)
				return true;
		}
	}
	return false;
}
