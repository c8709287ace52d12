#include "draw.h"

#include <inttypes.h>

#include "letters.h"
#include "pttable.h"

uint64_t
draw_address(const struct pt *pt, unsigned l, uint64_t va, size_t i)
{
	uint64_t at = va + i * pt_span(pt, l);

	/* Upper addresses have ones, or all of them, above. */
	if (l + 1u == pt->levels && !pt->low)
		at |= UINT64_MAX << pt->arch->va_bits;
	if (l + 1u == pt->levels && pt->low && pt->high &&
	    (at >> pt->arch->va_bits & 1) != 0)
		at |= UINT64_MAX << pt->arch->va_bits;
	return at;
}

bool
draw_next(const struct pt *pt, unsigned l, uint32_t f, uint64_t va,
    struct draw_run *run)
{
	const uint64_t *t = pt_table(pt, f);
	size_t i = run->i + run->n, n = pt_entries(pt, l);
	uint64_t e;

	while (i < n && (t[i] & PT_PRESENT) == 0)
		i++;
	if (i == n)
		return false;
	e = t[i];
	run->i = i;
	run->n = 1;
	run->span = pt_span(pt, l);
	run->va = draw_address(pt, l, va, i);
	run->table = pt_is_table(pt, l, e);
	run->child = run->table ? pt_child(pt, e) : 0;
	run->pa = pt_entry_pa(pt, e) & ~(run->span - 1);
	run->attrs = pt_arch_decode(pt->arch, e);
	if (run->table) {
		run->pa = pt_entry_pa(pt, e);
		return true;
	}
	while (i + run->n < n && !pt_is_table(pt, l, t[i + run->n]) &&
	    t[i + run->n] == e + run->n * (run->span >> pt->pa_right))
		run->n++;
	return true;
}

static void
table(const struct pt *pt, unsigned l, uint32_t f, uint64_t va, FILE *out)
{
	struct draw_run run = {.i = 0, .n = 0};
	int indent = 2 * (int)(pt->levels - l);
	char size[LETTERS_SIZE], attrs[LETTERS_ATTRS];

	while (draw_next(pt, l, f, va, &run)) {
		letters_size_put(run.span, size);
		letters_attrs_put(run.attrs, attrs);
		if (run.table) {
			fprintf(out,
			    "%*s[%zu] 0x%" PRIx64 " table 0x%" PRIx64
			    ", %u in use\n",
			    indent, "", run.i, run.va, run.pa,
			    pt->frame[run.child].live);
			table(pt, l - 1, run.child, run.va, out);
		} else if (run.n == 1) {
			fprintf(out,
			    "%*s[%zu] 0x%" PRIx64 " -> 0x%" PRIx64 " %s %s\n",
			    indent, "", run.i, run.va, run.pa, size, attrs);
		} else {
			fprintf(out,
			    "%*s[%zu..%zu] 0x%" PRIx64 " -> 0x%" PRIx64
			    " %zu x %s %s\n",
			    indent, "", run.i, run.i + run.n - 1, run.va,
			    run.pa, run.n, size, attrs);
		}
	}
}

void
draw_text(const struct space *s, FILE *out)
{
	const struct pt *pt = &s->pt;
	char page[LETTERS_SIZE];

	letters_size_put(pt->page, page);
	fprintf(out,
	    "%s: %u levels, pages of %s, root 0x%" PRIx64 ", %" PRIu64
	    " tables\n",
	    pt->arch->name, pt->levels, page, pt_root(pt),
	    s->ntables - pt_tables_free(pt));
	table(pt, pt->levels - 1u, 0, 0, out);
}
