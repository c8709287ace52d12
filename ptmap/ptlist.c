/* ptlist - a table put into a list, a list into another. */
#include "ptlist.h"

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
