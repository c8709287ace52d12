/* ptpage - the root's entry used last. */
#include "ptpage.h"

/* The table that the root's entry leads to; NULL. */
static uint64_t *
below(const struct pt *pt, size_t i)
{
	uint64_t to;

	if (!pt_page_step(
		pt_load(pt->e + i), pt->step_mask, pt->step_base, &to))
		return NULL;
	return pt->e + to / sizeof pt->e[0];
}

bool
pt_page_top(struct pt *pt, uint64_t va)
{
	uint64_t *t;

	if (va >= pt->fast_end)
		return false;
	t = below(pt, pt_page_index(va, PT_USUAL_TOP));
	if (t == NULL)
		return false;
	pt->top = t;
	pt->top_tag = va >> PT_USUAL_TOP;
	return true;
}

void
pt_page_gone(struct pt *pt)
{
	if (pt->top_tag != UINT64_MAX &&
	    below(pt, (size_t)pt->top_tag) != pt->top)
		pt->top_tag = UINT64_MAX;
}
