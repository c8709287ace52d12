#include "elfview.h"

#include <string.h>

#include "le.h"

enum { EHDR = 64, SHDR = 64, SYM = 24, REL = 16 };
enum { ET_RELOCATABLE = 1, EM_BPF_NUMBER = 247 };

struct elfsection
elfview_section(const struct elfview *v, uint32_t i)
{
	const uint8_t *h = v->bytes + v->headers + (uint64_t)i * SHDR;
	const uint8_t *n = v->bytes + v->headers + (uint64_t)v->names * SHDR;
	struct elfsection s = {
	    .index = i,
	    .name = (const char *)v->bytes + le64(n, 24) + le32(h, 0),
	    .type = le32(h, 4),
	    .flags = le64(h, 8),
	    .off = le64(h, 24),
	    .size = le64(h, 32),
	    .link = le32(h, 40),
	    .info = le32(h, 44),
	};

	if (s.type != SECTION_NOBITS)
		s.data = v->bytes + s.off;
	return s;
}

struct elfsymbol
elfview_symbol(const struct elfview *v, uint32_t i)
{
	struct elfsection table = elfview_section(v, v->symtab);
	struct elfsection names = elfview_section(v, table.link);
	const uint8_t *b = table.data + (size_t)i * SYM;
	struct elfsymbol s = {
	    .name = (const char *)names.data + le32(b, 0),
	    .bind = b[4] >> 4,
	    .type = b[4] & 0x0f,
	    .visibility = b[5] & 3,
	    .section = le16(b, 6),
	    .value = le64(b, 8),
	    .size = le64(b, 16),
	    .at = table.off + (uint64_t)i * SYM,
	};

	/* A section's symbol has no name of its own. */
	if (s.type == SYMBOL_SECTION && s.name[0] == '\0' && s.section != 0 &&
	    s.section < v->nsections)
		s.name = elfview_section(v, s.section).name;
	return s;
}

uint32_t
elfview_relocs(const struct elfsection *rel)
{
	return (uint32_t)(rel->size / REL);
}

struct elfreloc
elfview_reloc(const struct elfsection *rel, uint32_t i)
{
	const uint8_t *b = rel->data + (size_t)i * REL;
	struct elfreloc r = {
	    .off = le64(b, 0),
	    .type = le32(b, 8),
	    .symbol = le32(b, 12),
	};

	return r;
}

bool
elfview_named(const struct elfview *v, const char *name, struct elfsection *s)
{
	for (uint32_t i = 1; i < v->nsections; i++) {
		*s = elfview_section(v, i);
		if (strcmp(s->name, name) == 0)
			return true;
	}
	return false;
}

static struct fault
ident(const uint8_t *b, size_t len)
{
	if (len < 4 || memcmp(b, "\177ELF", 4) != 0)
		return fault_at(FAULT_NOT_ELF, AT_FILE, 0);
	if (len < EHDR)
		return fault_at(FAULT_ELF_HEADER, AT_FILE, len);
	if (b[4] != 2)
		return fault_at(FAULT_BPF_KIND, AT_FILE, 4);
	if (b[5] != 1)
		return fault_at(FAULT_BPF_KIND, AT_FILE, 5);
	if (b[6] != 1 || le32(b, 20) != 1)
		return fault_at(FAULT_ELF_VERSION, AT_FILE, 6);
	if (le16(b, 52) != EHDR || le16(b, 58) != SHDR)
		return fault_at(FAULT_ELF_HEADER, AT_FILE, 52);
	return fault_none();
}

static struct fault
in_section(enum fault_code code, uint32_t i)
{
	return fault_in(code, ITEM_SECTION, i);
}

/* A table of strings ends with 0. */
static bool
strings(const struct elfview *v, uint32_t i)
{
	const uint8_t *h;

	if (i == 0 || i >= v->nsections)
		return false;
	h = v->bytes + v->headers + (uint64_t)i * SHDR;
	return le32(h, 4) == SECTION_STRTAB && le64(h, 32) > 0 &&
	    v->bytes[le64(h, 24) + le64(h, 32) - 1] == 0;
}

static struct fault
sections(struct elfview *v)
{
	uint64_t off, size, names;

	for (uint32_t i = 0; i < v->nsections; i++) {
		const uint8_t *h = v->bytes + v->headers + (uint64_t)i * SHDR;

		off = le64(h, 24);
		size = le64(h, 32);
		/* Nor may one that takes none be larger than files may. */
		if (le32(h, 4) == SECTION_NOBITS
			? size > UINT32_MAX
			: off > v->len || size > v->len - off)
			return in_section(FAULT_SHDR_RANGE, i);
	}
	if (!strings(v, v->names))
		return in_section(FAULT_BPF_ELF, v->names);
	names = le64(v->bytes + v->headers + (uint64_t)v->names * SHDR, 32);
	for (uint32_t i = 0; i < v->nsections; i++)
		if (le32(v->bytes + v->headers + (uint64_t)i * SHDR, 0) >=
		    names)
			return in_section(FAULT_BPF_ELF, i);
	return fault_none();
}

static struct fault
symbols(struct elfview *v)
{
	struct elfsection t = elfview_section(v, v->symtab), of;
	uint64_t names;

	if (t.size % SYM != 0 || t.size / SYM > UINT32_MAX ||
	    !strings(v, t.link))
		return in_section(FAULT_BPF_SYMBOL, t.index);
	names = elfview_section(v, t.link).size;
	v->nsymbols = (uint32_t)(t.size / SYM);
	for (uint32_t i = 0; i < v->nsymbols; i++) {
		const uint8_t *b = t.data + (size_t)i * SYM;
		uint32_t section = le16(b, 6);
		uint64_t value = le64(b, 8), size = le64(b, 16);
		struct fault bad = fault_at(
		    FAULT_BPF_SYMBOL, AT_FILE, t.off + (uint64_t)i * SYM);

		if (le32(b, 0) >= names)
			return bad;
		if (section == 0 || section >= SYMBOL_RESERVED)
			continue;
		if (section >= v->nsections)
			return bad;
		of = elfview_section(v, section);
		if (value > of.size || size > of.size - value)
			return bad;
	}
	return fault_none();
}

static struct fault
relocations(const struct elfview *v, const struct elfsection *s)
{
	struct elfsection target;

	if (s->size % REL != 0 || s->size / REL > UINT32_MAX ||
	    v->symtab == 0 || s->link != v->symtab || s->info == 0 ||
	    s->info >= v->nsections)
		return in_section(FAULT_BPF_RELOC, s->index);
	target = elfview_section(v, s->info);
	for (uint32_t i = 0; i < elfview_relocs(s); i++) {
		struct elfreloc r = elfview_reloc(s, i);
		uint64_t n =
		    r.type == RELOC_64 || r.type == 2 || r.type == RELOC_CALL
		    ? 8
		    : 4;

		if ((target.flags & SECTION_EXEC) && r.type == RELOC_64)
			n = 16;
		if (r.symbol >= v->nsymbols || r.off > target.size ||
		    n > target.size - r.off ||
		    ((target.flags & SECTION_EXEC) && r.off % 8 != 0))
			return fault_at(FAULT_BPF_RELOC, AT_FILE,
			    s->off + (uint64_t)i * REL);
	}
	return fault_none();
}

static struct fault
tables(struct elfview *v)
{
	struct fault f = fault_none();
	struct elfsection s;

	for (uint32_t i = 1; i < v->nsections; i++) {
		s = elfview_section(v, i);
		if (s.type != SECTION_SYMTAB)
			continue;
		if (v->symtab != 0)
			return in_section(FAULT_BPF_SYMBOL, i);
		v->symtab = i;
	}
	if (v->symtab != 0)
		f = symbols(v);
	for (uint32_t i = 1; i < v->nsections && f.code == FAULT_NONE; i++) {
		s = elfview_section(v, i);
		if (s.type == SECTION_REL)
			f = relocations(v, &s);
	}
	return f;
}

struct fault
elfview_sections(struct elfview *v, const uint8_t *b, size_t len)
{
	struct fault f = ident(b, len);

	memset(v, 0, sizeof *v);
	if (f.code != FAULT_NONE)
		return f;
	v->bytes = b;
	v->len = len;
	v->headers = le64(b, 40);
	v->nsections = le16(b, 60);
	v->names = le16(b, 62);
	if (v->headers > len || (len - v->headers) / SHDR < v->nsections)
		return fault_at(FAULT_SHDR_RANGE, AT_FILE, 40);
	if (v->nsections == 0 || v->nsections >= SYMBOL_RESERVED)
		return fault_at(FAULT_BPF_ELF, AT_FILE, 60);
	return sections(v);
}

struct fault
elfview_open(struct elfview *v, const uint8_t *b, size_t len)
{
	struct fault f = elfview_sections(v, b, len);

	if (f.code != FAULT_NONE)
		return f;
	if (le16(b, 16) != ET_RELOCATABLE)
		return fault_at(FAULT_BPF_KIND, AT_FILE, 16);
	/* Old compilers say no machine. */
	if (le16(b, 18) != EM_BPF_NUMBER && le16(b, 18) != 0)
		return fault_at(FAULT_BPF_KIND, AT_FILE, 18);
	return tables(v);
}
