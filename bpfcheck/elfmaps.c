#include <stdio.h>
#include <string.h>

#include "elfobj.h"
#include "le.h"

enum { MAP_ARRAY = 2, RDONLY_PROG = 1 << 7, MMAPABLE = 1 << 10 };

/* Also "lirc_mode2/maps", as ir-keytable's objects have it. */
static bool
is_maps(const struct elfsection *s)
{
	const char *last = strrchr(s->name, '/');

	return strcmp(last != NULL ? last + 1 : s->name, "maps") == 0 &&
	    s->type == SECTION_PROGBITS && (s->flags & SECTION_EXEC) == 0;
}

bool
elfobj_legacy(const struct elfview *v)
{
	struct elfsection s;

	for (uint32_t i = 1; i < v->nsections; i++) {
		s = elfview_section(v, i);
		if (is_maps(&s))
			return true;
	}
	return false;
}

static bool
is_map(const struct elfsymbol *s, uint32_t section)
{
	return s->section == section && s->type != SYMBOL_SECTION &&
	    s->type != SYMBOL_FUNC && s->name[0] != '\0';
}

/* How many symbols the section has: each is a map of the same size. */
static struct fault
legacy(struct elfobj *e, const struct elfsection *in)
{
	uint32_t count = 0;
	uint64_t each;

	for (uint32_t i = 1; i < e->view->nsymbols; i++) {
		struct elfsymbol s = elfview_symbol(e->view, i);

		count += is_map(&s, in->index);
	}
	each = count > 0 ? in->size / count : 0;
	if (count == 0 || each < 16 || in->size % count != 0)
		return fault_in(FAULT_BPF_MAP, ITEM_SECTION, in->index);
	for (uint32_t i = 1; i < e->view->nsymbols; i++) {
		struct elfsymbol s = elfview_symbol(e->view, i);
		struct vf_map *m;

		if (!is_map(&s, in->index))
			continue;
		if (s.value > in->size - each)
			return fault_at(FAULT_BPF_MAP, AT_FILE, s.at);
		if (!object_map(e->object, &m))
			return fault_of(FAULT_MEMORY);
		m->name = object_text(e->object, s.name, 15);
		m->type = le32(in->data, s.value);
		m->key_size = le32(in->data, s.value + 4);
		m->value_size = le32(in->data, s.value + 8);
		m->max_entries = le32(in->data, s.value + 12);
		if (each >= 20)
			m->flags = le32(in->data, s.value + 16);
		if (m->name == NULL)
			return fault_of(FAULT_MEMORY);
	}
	return fault_none();
}

static bool
is_data(const struct elfsection *s)
{
	return strncmp(s->name, ".rodata", 7) == 0 ||
	    strncmp(s->name, ".data", 5) == 0 || strcmp(s->name, ".bss") == 0;
}

/* Variables that others may see are there for them. */
static bool
is_shared(const struct elfobj *e, uint32_t section)
{
	for (uint32_t i = 1; i < e->view->nsymbols; i++) {
		struct elfsymbol s = elfview_symbol(e->view, i);

		if (s.section == section && s.bind != SYMBOL_LOCAL)
			return e->btf->ntypes > 0;
	}
	return false;
}

/* As libbpf makes one of each section: an array of one element. */
static struct fault
data(struct elfobj *e, const struct elfsection *s)
{
	bool constant = strncmp(s->name, ".rodata", 7) == 0;
	char name[80];
	struct vf_map *m;

	if (!object_map(e->object, &m))
		return fault_of(FAULT_MEMORY);
	snprintf(name, sizeof name, "%.7s%.64s", e->load->name, s->name);
	m->name = object_text(e->object, name, 15);
	if (m->name == NULL)
		return fault_of(FAULT_MEMORY);
	m->type = MAP_ARRAY;
	m->key_size = 4;
	m->value_size = (uint32_t)s->size;
	m->max_entries = 1;
	m->flags = (is_shared(e, s->index) ? MMAPABLE : 0u) |
	    (constant ? RDONLY_PROG : 0u);
	if (constant && s->data != NULL) {
		m->data = s->data;
		m->data_len = (uint32_t)s->size;
	}
	e->map_of[s->index] = e->object->nmaps;
	return fault_none();
}

struct fault
elfmaps(struct elfobj *e)
{
	struct fault f = fault_none();

	e->map_of =
	    object_room(e->object, e->view->nsections, sizeof *e->map_of);
	if (e->map_of == NULL)
		return fault_of(FAULT_MEMORY);
	for (uint32_t i = 1; i < e->view->nsections && f.code == FAULT_NONE;
	     i++) {
		struct elfsection s = elfview_section(e->view, i);

		if (is_maps(&s)) {
			e->map_of[i] = e->object->nmaps + 1;
			f = legacy(e, &s);
		} else if (is_data(&s) && s.size > 0) {
			f = data(e, &s);
		}
	}
	return f;
}

bool
elfmaps_symbol(
    const struct elfobj *e, const struct elfsymbol *of, uint32_t *map)
{
	struct elfsection in = elfview_section(e->view, of->section);
	uint32_t n = 0;

	if (!is_maps(&in))
		return false;
	/* The order in which they were made. */
	for (uint32_t i = 1; i < e->view->nsymbols; i++) {
		struct elfsymbol s = elfview_symbol(e->view, i);

		if (!is_map(&s, of->section))
			continue;
		if (s.value == of->value) {
			*map = e->map_of[of->section] - 1 + n;
			return true;
		}
		n++;
	}
	return false;
}
