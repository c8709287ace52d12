/* pttable - free tables. */
#include "pttable.h"

void
pt_zero(uint64_t *e, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		e[i] = 0;
}

uint32_t
pt_take(struct pt *pt, unsigned l)
{
	uint32_t f = pt->free.first;
	struct pt_frame *frame;

	if (f == PT_NONE) {
		f = pt->fresh++;
		pt->frame[f].stale = 1;
	} else {
		pt->free.first = pt->frame[f].next;
		pt->free.count--;
		if (pt->free.first == PT_NONE)
			pt->free.last = PT_NONE;
	}
	frame = &pt->frame[f];
	frame->live = 0;
	frame->level = (uint8_t)l;
	frame->next = PT_NONE;
	return f;
}

uint32_t
pt_take_zero(struct pt *pt, unsigned l)
{
	uint32_t f = pt_take(pt, l);

	if (pt->frame[f].stale != 0)
		pt_zero(pt_table(pt, f), (size_t)1 << pt->index_bits);
	pt->frame[f].stale = 0;
	return f;
}

void
pt_list_add(struct pt *pt, struct pt_tables *list, uint32_t f)
{
	pt->frame[f].next = list->first;
	list->first = f;
	if (list->last == PT_NONE)
		list->last = f;
	list->count++;
}

void
pt_list_move(struct pt *pt, struct pt_tables *to, struct pt_tables *from)
{
	if (from->first == PT_NONE)
		return;
	pt->frame[from->last].next = to->first;
	if (to->last == PT_NONE)
		to->last = from->last;
	to->first = from->first;
	to->count += from->count;
	from->first = from->last = PT_NONE;
	from->count = 0;
}
