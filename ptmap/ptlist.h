/* ptlist - lists of tables. */
#ifndef PTLIST_H
#define PTLIST_H

#include "pttable.h"

/*@ requires \valid_read(pt) && \valid(list) && \valid(pt->frame + f);
    requires \separated(list, pt->frame + f, &pt->frame);
    assigns list->first, list->last, list->count, pt->frame[f].next;
    ensures list->first == f && pt->frame[f].next == \old(list->first);
    ensures list->count == (uint32_t)(\old(list->count) + 1);
*/
void pt_list_add(struct pt *pt, struct pt_tables *list, uint32_t f);
/* All of from to the head of to. */
/*@ requires \valid_read(pt) && \valid(to) && \valid(from);
    requires from->first != PT_NONE ==> \valid(pt->frame + from->last);
    requires \separated(to, from, pt->frame + from->last, &pt->frame);
    assigns *to, *from, pt->frame[from->last].next;
    ensures \old(from->first) != PT_NONE ==> to->first == \old(from->first) &&
      to->count == (uint32_t)(\old(to->count) + \old(from->count)) &&
      pt->frame[\old(from->last)].next == \old(to->first);
    ensures from->first == PT_NONE;
*/
void pt_list_move(struct pt *pt, struct pt_tables *to, struct pt_tables *from);

#endif
