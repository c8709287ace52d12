#include <stdio.h>
#include <stdlib.h>

#include "tables.h"

struct count {
	const struct pt *pt;
	unsigned char *seen;
	uint32_t reachable;
	bool right;
};

static void
visit(struct count *c, uint32_t f, unsigned level)
{
	const struct pt_arch *a = c->pt->arch;
	size_t per = (size_t)1 << a->index_bits, i;
	size_t n = level + 1u == a->levels ? (size_t)1 << a->root_bits : per;
	unsigned live = 0;
	uint64_t e;

	c->reachable++;
	if (f >= c->pt->nframes || c->seen[f]++ != 0) {
		printf("table %u has two parents\n", f);
		c->right = false;
		return;
	}
	for (i = 0; i < n; i++) {
		e = c->pt->e[(size_t)f * per + i];
		if ((e & 1) == 0) {
			if (e != 0) {
				printf("table %u: %zu not zero\n", f, i);
				c->right = false;
			}
			continue;
		}
		live++;
		if (level > 0 && (e & a->table_mask) == a->table_value)
			visit(c,
			    (uint32_t)((((e & a->pa_field) << a->pa_right) -
					   c->pt->tables_pa) >>
				a->page_shift),
			    level - 1);
	}
	if (c->pt->frame[f].level != level || c->pt->frame[f].live != live ||
	    (live == 0 && f != 0)) {
		printf("table %u: level %u, live %u; said %u, %u\n", f, level,
		    live, c->pt->frame[f].level, c->pt->frame[f].live);
		c->right = false;
	}
}

bool
tables_right(const struct pt *pt, uint32_t elsewhere)
{
	const struct pt_arch *a = pt->arch;
	uint32_t root = a->root_bits > a->index_bits
	    ? 1u << (a->root_bits - a->index_bits)
	    : 1;
	struct count c = {pt, calloc(pt->nframes, 1), root - 1, true};

	if (c.seen == NULL)
		exit(2);
	visit(&c, 0, a->levels - 1u);
	free(c.seen);
	if (pt->pending.first != PT_NONE || pt->pending.count != 0) {
		printf("tables are pending\n");
		c.right = false;
	}
	if (c.reachable + pt_tables_free(pt) + elsewhere != pt->given) {
		printf("%u reachable, %u free, %u elsewhere, of %u\n",
		    c.reachable, pt_tables_free(pt), elsewhere, pt->given);
		c.right = false;
	}
	return c.right;
}
