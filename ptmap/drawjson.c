#include <inttypes.h>

#include "draw.h"
#include "letters.h"
#include "pttable.h"

static void
table(const struct pt *pt, unsigned l, uint32_t f, uint64_t va, FILE *out)
{
	struct draw_run run = {.i = 0, .n = 0};
	char attrs[LETTERS_ATTRS];
	const char *comma = "";

	fprintf(out,
	    "{\"table\":%u,\"address\":%" PRIu64
	    ",\"level\":%u,\"live\":%u,\"entries\":[",
	    f, pt->tables_pa + (uint64_t)f * pt->page, l, pt->frame[f].live);
	while (draw_next(pt, l, f, va, &run)) {
		fprintf(out, "%s\n{\"index\":%zu,\"va\":%" PRIu64 ",", comma,
		    run.i, run.va);
		comma = ",";
		if (run.table) {
			fprintf(out, "\"child\":");
			table(pt, l - 1, run.child, run.va, out);
			fprintf(out, "}");
			continue;
		}
		letters_attrs_put(run.attrs, attrs);
		fprintf(out,
		    "\"count\":%zu,\"pa\":%" PRIu64 ",\"size\":%" PRIu64
		    ",\"attrs\":\"%s\"}",
		    run.n, run.pa, run.span, attrs);
	}
	fprintf(out, "]}");
}

void
draw_json(const struct space *s, FILE *out)
{
	const struct pt *pt = &s->pt;

	fprintf(out,
	    "{\"arch\":\"%s\",\"levels\":%u,\"page\":%" PRIu64
	    ",\"root\":%" PRIu64 ",\"tables\":%" PRIu64 ",\"tree\":",
	    pt->arch->name, pt->levels, pt->page, pt_root(pt),
	    s->ntables - pt_tables_free(pt));
	table(pt, pt->levels - 1u, 0, 0, out);
	fprintf(out, "}\n");
}
