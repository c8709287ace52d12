#include "say.h"

#include <stdio.h>

static void
say_unknown(const struct message *m, const struct site *s)
{
	char text[96];

	snprintf(text, sizeof text, "0x%llx: its number is not known",
	    (unsigned long long)s->vaddr);
	message_line(m, "UNKNOWN", text);
}

void
say_lifted(const struct message *m, const struct lift *l)
{
	const struct lift_counts *n = &l->counts;
	char text[320];
	size_t i;

	for (i = 0; i < l->nsites; i++)
		if (l->sites[i].numbers == NUMBERS_NONE &&
		    l->sites[i].kind != SITE_EMBEDDED)
			say_unknown(m, &l->sites[i]);
	snprintf(text, sizeof text,
	    "%zu sites: %zu stubs, %zu mov, %zu call, %zu trap, %zu embedded "
	    "(%zu in code that nothing leads to); "
	    "numbers: %zu one, %zu several, %zu unknown; "
	    "%zu bytes decoded, %zu not",
	    l->nsites, n->stubs, n->moves, n->calls, n->traps, n->embedded,
	    n->swept, n->one, n->several, n->unknown, n->decoded, n->skipped);
	message_line(m, "LIFTED", text);
}
