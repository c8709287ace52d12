/* ptdrop - one frame taken away, and the tables that are empty then. */
#ifndef PTDROP_H
#define PTDROP_H

#include "ptlist.h"
#include "ptput.h"

/* Tables of the path in which nothing is, from level l up but for the root, are
   cut off and wait in pt->pending. True if there were any. */
/*@ requires pt_ready(pt) && \valid_read(p) && pt_path_apart(pt, p);
    requires pt_leads(pt, pt_n(pt), &p->f[0], va, l);
    assigns pt->e[0 .. pt_all(pt) - 1], pt->frame[0 .. pt_n(pt) - 1], pt->tag;
    assigns pt->pending.first, pt->pending.last, pt->pending.count;
    assigns pt_lvl[0 .. 4294967294];
    ensures pt_ready(pt) && pt_unchanged{Pre, Post}(pt, pt->e);
    ensures pt_hand(pt) == \old(pt_hand(pt));
*/
bool pt_prune(struct pt *pt, uint64_t va, const struct pt_path *p, unsigned l);

/* The path's entry, a frame, goes. True if tables went too. */
/*@ requires pt_ready(pt) && \valid_read(p) && pt_path_apart(pt, p);
    requires pt_path_leads(pt, p, va) && (pt_path_entry(pt, p, va) & 1) != 0;
    requires 0 < p->level ==> pt_to(pt, pt_path_entry(pt, p, va)) < 0;
    assigns pt->e[0 .. pt_all(pt) - 1], pt->frame[0 .. pt_n(pt) - 1], pt->tag;
    assigns pt->pending.first, pt->pending.last, pt->pending.count;
    assigns pt_lvl[0 .. 4294967294];
    ensures pt_ready(pt) && pt_hand(pt) == \old(pt_hand(pt));
    ensures pt_changed{Pre, Post}(pt, pt->e, va, p->level, -1);
*/
bool pt_clear_one(struct pt *pt, uint64_t va, const struct pt_path *p);

#endif
