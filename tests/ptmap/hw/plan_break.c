/* plan_break - one entry made wrong behind the library's back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

static uint64_t *
leaf_of(const struct plan *p, uint64_t va)
{
	const struct pt_arch *a = p->arch;
	unsigned l = a->levels - 1u, shift = a->page_shift + l * a->index_bits;
	uint64_t *table = plan_at(p, pt_root(&p->pt)), *e;
	uint64_t mask = (UINT64_C(1) << a->root_bits) - 1;

	for (;;) {
		e = table + (va >> shift & mask);
		if (l == 0 || (*e & a->table_mask) != a->table_value)
			return e;
		table = plan_at(p, (*e & a->pa_field) << a->pa_right);
		l--;
		shift -= a->index_bits;
		mask = (UINT64_C(1) << a->index_bits) - 1;
	}
}

static uint64_t
no_execute(const struct plan *p)
{
	switch (p->family) {
	case PLAN_X86_64:
		return UINT64_C(1) << 63;
	case PLAN_RISCV64:
		return UINT64_C(8);
	case PLAN_AARCH64:
		return UINT64_C(3) << 53;
	default:
		return UINT64_C(1) << 54;
	}
}

/* The frame beside it: whose number has another last bit. */
static uint64_t
other_frame(const struct plan *p, const struct plan_expect *e)
{
	return e->m.size >> p->arch->pa_right;
}

void
plan_break(struct plan *p, const struct hw_probe *list, unsigned n)
{
	unsigned i, op;
	bool nx = strcmp(p->break_how, "nx") == 0;

	if (!nx && strcmp(p->break_how, "frame") != 0)
		return;
	for (i = 0; i < n; i++) {
		op = (unsigned)list[i].kind & 3;
		if (p->expect[i].code != HW_OK ||
		    p->expect[i].m.size != p->pt.page ||
		    (op == HW_EXEC) != nx ||
		    (nx && (p->expect[i].m.attrs & PT_READ) == 0))
			continue;
		p->broken_entry = leaf_of(p, list[i].va);
		p->broken_was = *p->broken_entry;
		*p->broken_entry ^=
		    nx ? no_execute(p) : other_frame(p, p->expect + i);
		return;
	}
}

/* What marks the hardware has set in the meantime are lost. */
void
plan_mend(struct plan *p)
{
	if (p->broken_entry != NULL)
		*p->broken_entry = p->broken_was;
	p->broken_entry = NULL;
}
