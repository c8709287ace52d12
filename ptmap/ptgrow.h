/*
 * ptgrow - one frame put in place where nothing is, with the tables that lead
 * to it.
 */
#ifndef PTGROW_H
#define PTGROW_H

#include "ptput.h"

/*@ // The path ends where nothing is.
    predicate pt_path_free{L}(struct pt *pt, struct pt_path *p, integer va) =
      pt_path_leads(pt, p, va) && (pt_path_entry(pt, p, va) & 1) == 0;
*/
/* The path's tables go on to level l, new ones, in which nothing is; there are
   enough. Its index and entry are of where it ended. */
/*@ requires pt_ready(pt) && \valid(p) && pt_path_apart(pt, p);
    requires pt_path_free(pt, p, va) && l <= p->level;
    requires p->level - l <= pt_hand(pt);
    assigns p->f[0 .. 4], p->level, pt->e[0 .. pt_all(pt) - 1], pt->frame[0 .. pt_n(pt) - 1];
    assigns pt->free.first, pt->free.last, pt->free.count, pt->fresh;
    assigns pt_pos[0 .. 4294967294], pt_lvl[0 .. 4294967294];
    assigns pt_up[0 .. 4294967294], pt_up_i[0 .. 4294967294];
    ensures pt_ready(pt) && pt_unchanged{Pre, Post}(pt, pt->e);
    ensures pt_path_free(pt, p, va) && p->level == l;
    ensures pt_hand(pt) == \old(pt_hand(pt) - (p->level - l));
*/
void pt_grow(struct pt *pt, uint64_t va, unsigned l, struct pt_path *p);

/* The entry v, a frame's at level l, with that path and tables enough. */
/*@ requires pt_ready(pt) && \valid(p) && pt_path_apart(pt, p);
    requires pt_path_free(pt, p, va) && l <= p->level;
    requires p->level - l <= pt_hand(pt) && (v & 1) != 0;
    requires 0 < l ==> pt_to(pt, v) < 0;
    assigns p->f[0 .. 4], p->level, pt->e[0 .. pt_all(pt) - 1], pt->frame[0 .. pt_n(pt) - 1];
    assigns pt->free.first, pt->free.last, pt->free.count, pt->fresh;
    assigns pt_pos[0 .. 4294967294], pt_lvl[0 .. 4294967294];
    assigns pt_up[0 .. 4294967294], pt_up_i[0 .. 4294967294];
    ensures pt_ready(pt) && pt_path_leads(pt, p, va) && p->level == l;
    ensures pt_changed{Pre, Post}(pt, pt->e, va, l, pt_says(l, v));
*/
void pt_place(
    struct pt *pt, uint64_t va, unsigned l, uint64_t v, struct pt_path *p);

#endif
