/*
 * drawsvg - a column of tables for each level, root first; right of them the
 * virtual address space, what is mapped in order and to no scale; lines from a
 * table to its children, and from the last to what they map.
 */
#include <inttypes.h>

#include "draw.h"
#include "letters.h"
#include "pttable.h"

enum { ROW = 18, COLUMN = 190, BOX = 150, TOP = 40, ROWS_MAX = 2000 };

struct picture {
	const struct pt *pt;
	FILE *out; /* NULL while rows are counted */
	unsigned row;
	bool cut;
};

static unsigned
x_of(const struct picture *p, unsigned l)
{
	return 20 + (p->pt->levels - 1u - l) * COLUMN;
}

/* By what may be done there: writable, executable, only read, device. */
static const char *
colour(unsigned attrs)
{
	if ((attrs & PT_DEVICE) != 0)
		return "#d9c8f0";
	if ((attrs & PT_WRITE) != 0 && (attrs & PT_EXEC) != 0)
		return "#f2a0a0";
	if ((attrs & PT_EXEC) != 0)
		return "#a8d8a8";
	return (attrs & PT_WRITE) != 0 ? "#f7d9a0" : "#c8dcf0";
}

static void
frames(struct picture *p, const struct draw_run *run, unsigned l)
{
	unsigned y = TOP + p->row * ROW, x = x_of(p, 0) + COLUMN;
	char size[LETTERS_SIZE], attrs[LETTERS_ATTRS];

	letters_size_put(run->span, size);
	letters_attrs_put(run->attrs, attrs);
	fprintf(p->out, "<line x1='%u' y1='%u' x2='%u' y2='%u'/>\n",
	    x_of(p, l) + BOX, y + 8, x, y + 8);
	fprintf(p->out,
	    "<rect x='%u' y='%u' width='430' height='16' fill='%s'/>\n", x, y,
	    colour(run->attrs));
	fprintf(p->out,
	    "<text x='%u' y='%u'>0x%" PRIx64 " &#8594; 0x%" PRIx64
	    "  %zu &#215; %s  %s</text>\n",
	    x + 6, y + 12, run->va, run->pa, run->n, size, attrs);
}

static void
table(struct picture *p, unsigned l, uint32_t f, uint64_t va)
{
	struct draw_run run = {.i = 0, .n = 0};
	unsigned first = p->row, y = TOP + first * ROW, child;

	if (p->row >= ROWS_MAX) {
		p->cut = true;
		return;
	}
	if (p->out != NULL) {
		fprintf(p->out,
		    "<rect x='%u' y='%u' width='%u' height='16' "
		    "fill='#eeeeee'/>\n",
		    x_of(p, l), y, BOX);
		fprintf(p->out,
		    "<text x='%u' y='%u'>0x%" PRIx64 "  %u in use</text>\n",
		    x_of(p, l) + 6, y + 12,
		    p->pt->tables_pa + (uint64_t)f * p->pt->page,
		    p->pt->frame[f].live);
	}
	while (!p->cut && draw_next(p->pt, l, f, va, &run)) {
		child = TOP + p->row * ROW;
		if (p->out != NULL && run.table)
			fprintf(p->out,
			    "<polyline points='%u,%u %u,%u %u,%u' "
			    "fill='none'/>\n",
			    x_of(p, l) + BOX, y + 8, x_of(p, l) + BOX + 20,
			    child + 8, x_of(p, l - 1), child + 8);
		if (run.table) {
			table(p, l - 1, run.child, run.va);
			continue;
		}
		if (p->out != NULL)
			frames(p, &run, l);
		p->row++;
		p->cut = p->row >= ROWS_MAX;
	}
	if (p->row == first)
		p->row++;
}

void
draw_svg(const struct space *s, FILE *out)
{
	struct picture p = {&s->pt, NULL, 0, false};
	unsigned height, width = 20u + s->pt.levels * (unsigned)COLUMN + 450u;

	table(&p, s->pt.levels - 1u, 0, 0);
	height = TOP + p.row * ROW + 20;
	p.out = out;
	p.row = 0;
	fprintf(out,
	    "<svg xmlns='http://www.w3.org/2000/svg' width='%u' "
	    "height='%u' font-family='monospace' font-size='11' "
	    "stroke-width='1'>\n<style>text { stroke: none }</style>\n"
	    "<rect width='100%%' height='100%%' fill='white'/>\n",
	    width, height);
	fprintf(out,
	    "<text x='20' y='20'>%s, root 0x%" PRIx64
	    "%s</text>\n<g stroke='#888888'>\n",
	    s->pt.arch->name, pt_root(&s->pt), p.cut ? ", cut" : "");
	p.cut = false;
	table(&p, s->pt.levels - 1u, 0, 0);
	fprintf(out, "</g>\n</svg>\n");
}
