#include "tablestage.h"

#include <stdio.h>
#include <string.h>

#include "ptarch.h"

static const struct pt_hooks no_hooks;

static const char *
machine(const struct image *img)
{
	static const struct {
		const struct arch *arch;
		const char *name;
	} names[] = {{&arch_x86_64, "x86_64"}, {&arch_aarch64, "aarch64"},
	    {&arch_riscv64, "riscv64"}};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].arch == img->arch)
			return names[i].name;
	return "";
}

/* The tables' architecture, if it is one for the image. */
static const struct pt_arch *
arch_of(struct stage *s, const struct image *img)
{
	const char *name = machine(img);
	const struct pt_arch *a;

	if (s->shape.arch == NULL)
		s->shape.arch = name;
	a = space_arch(&s->shape);
	if (a == NULL || strncmp(a->name, name, strlen(name)) != 0 ||
	    s->shape.upper || (a->attrs & PT_USER) == 0 ||
	    UINT64_C(1) << a->page_shift > img->arch->page)
		return NULL;
	return a;
}

/* Accessed and dirty already, for processors that would fault instead of
   setting them. */
static unsigned
attributes(uint32_t flags)
{
	unsigned attrs = PT_USER | PT_ACCESSED;

	if ((flags & IMAGE_R) != 0)
		attrs |= PT_READ;
	if ((flags & IMAGE_W) != 0)
		attrs |= PT_WRITE | PT_DIRTY;
	if ((flags & IMAGE_X) != 0)
		attrs |= PT_EXEC;
	return attrs;
}

static struct fault
fill(struct stage *s)
{
	const struct paging_range *r;
	enum pt_error error = PT_OK;
	uint64_t i;

	for (i = 0; i < s->nranges && error == PT_OK; i++) {
		r = &s->ranges[i];
		error = pt_map_range(
		    &s->space.pt, r->va, r->pa, r->len, attributes(r->flags));
		if (error == PT_ATTRIBUTES)
			return fault_at(FAULT_PAGING_ATTRS, AT_ADDRESS, r->va);
	}
	return error == PT_OK
	    ? fault_none()
	    : fault_at(FAULT_PAGING_ROOM, AT_ADDRESS, s->ranges[i - 1].va);
}

/* Tables that the ranges can take at most, the root too. */
static uint64_t
tables_at_most(const struct stage *s, const struct pt_arch *a)
{
	uint64_t n = 2, i, last;
	const struct paging_range *r;
	unsigned l, shift;

	for (i = 0; i < s->nranges; i++) {
		r = &s->ranges[i];
		last = r->va + r->len - 1;
		for (l = 1; l < a->levels; l++) {
			shift = a->page_shift + l * a->index_bits;
			n += (last >> shift) - (r->va >> shift) + 1;
		}
	}
	return n;
}

/* First the image's pages, then, aligned for a root, the tables. */
static struct fault
make(struct filter *f, struct stage *s)
{
	const struct image *img = &f->source.img;
	const struct pt_arch *a = arch_of(s, img);
	uint64_t page, block, align, top, base, end;
	const char *why;

	if (a == NULL)
		return fault_of(FAULT_PAGING_ARCH);
	page = UINT64_C(1) << a->page_shift;
	block = page << a->index_bits;
	align = page << (a->root_bits > a->index_bits ? 1 : 0);
	top =
	    s->shape.pa_end != 0 ? s->shape.pa_end : UINT64_C(1) << a->pa_bits;
	base = s->shape.base;
	if (base % page != 0 || base < s->shape.pa_first ||
	    s->shape.pa_first % page != 0 ||
	    !paging_lay(
		img, page, block, base, top, s->ranges, &s->nranges, &end) ||
	    end > top - align)
		return fault_of(FAULT_PAGING_ROOM);
	s->shape.pa_first = base;
	s->shape.pa_end = end;
	s->shape.base = (end + align - 1) & ~(align - 1);
	if (s->shape.tables > tables_at_most(s, a))
		s->shape.tables = tables_at_most(s, a);
	if (s->shape.tables > PAGING_TABLES_MAX / page)
		s->shape.tables = PAGING_TABLES_MAX / page;
	if (s->shape.tables > (top - s->shape.base) / page)
		s->shape.tables = (top - s->shape.base) / page;
	if (!space_new(&s->space, &s->shape, &no_hooks, NULL, &why)) {
		f->more.why = why;
		return fault_of(why == NULL ? FAULT_MEMORY : FAULT_PAGING_ROOM);
	}
	s->made = true;
	return fill(s);
}

static struct fault
head(struct filter *f)
{
	struct stage *s = f->own;
	struct fault fault = make(f, s);
	char text[160];

	if (fault.code != FAULT_NONE || !f->verbose)
		return fault;
	snprintf(text, sizeof text,
	    "%s, root 0x%llx, %u tables, %llu ranges in 0x%llx to 0x%llx",
	    s->space.pt.arch->name, (unsigned long long)pt_root(&s->space.pt),
	    space_used(&s->space), (unsigned long long)s->nranges,
	    (unsigned long long)s->shape.pa_first,
	    (unsigned long long)s->shape.pa_end);
	message_line(&f->message, "TABLES", text);
	return fault;
}

static struct fault
other(struct filter *f)
{
	uint32_t type = f->source.rec.type;

	if (type == RECORD_PTBL || type == RECORD_PMAP || type == RECORD_PTPG)
		return fault_of(FAULT_PAGING_EXISTS);
	return fault_none();
}

static bool
put_root(struct filter *f, struct stage *s)
{
	struct paging p = {.root = pt_root(&s->space.pt),
	    .tables = pt_root(&s->space.pt),
	    .table_bytes = s->space.table_bytes,
	    .ntables = space_used(&s->space),
	    .nranges = s->nranges};

	snprintf(p.arch, sizeof p.arch, "%s", s->space.pt.arch->name);
	paging_put(s->record + RECORD_HEADER, &p);
	return writer_put(&f->out, RECORD_PTBL, s->record, PAGING_ROOT);
}

static bool
put_ranges(struct filter *f, struct stage *s)
{
	uint64_t i;

	for (i = 0; i < s->nranges; i++)
		paging_range_put(s->record + RECORD_HEADER + i * PAGING_RANGE,
		    &s->ranges[i]);
	return writer_put(
	    &f->out, RECORD_PMAP, s->record, (size_t)s->nranges * PAGING_RANGE);
}

static bool
put_tables(struct filter *f, struct stage *s)
{
	uint64_t bytes = s->space.table_bytes, n = space_used(&s->space);
	uint64_t most = (RECORD_PAYLOAD_MAX - PAGING_PAGES) / bytes, i, k;
	uint8_t *payload = s->record + RECORD_HEADER;

	for (i = 0; i < n; i += k) {
		k = n - i < most ? n - i : most;
		le64_put(payload, 0, i);
		memcpy(payload + PAGING_PAGES,
		    (const uint8_t *)s->space.tables + i * bytes,
		    (size_t)(k * bytes));
		if (!writer_put(&f->out, RECORD_PTPG, s->record,
			PAGING_PAGES + (size_t)(k * bytes)))
			return false;
	}
	return true;
}

static struct fault
tail(struct filter *f)
{
	struct stage *s = f->own;

	if (put_root(f, s) && put_ranges(f, s) && put_tables(f, s))
		return fault_none();
	return fault_of(FAULT_WRITE);
}

void
stage_hooks(struct filter *f)
{
	f->head = head;
	f->other = other;
	f->tail = tail;
}
