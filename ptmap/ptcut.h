/*
 * ptcut - a block divided where a range begins or ends inside it.
 *
 * The tables that say the same in smaller frames are built aside and take the
 * block's place by one store; no translation changes.
 */
#ifndef PTCUT_H
#define PTCUT_H

#include "ptfind.h"

/* Where a range begins and where it ends (excluded; 0 is the top). */
struct pt_ends {
	uint64_t at[2];
};

/* Tables that dividing takes. */
uint32_t pt_cut_need(const struct pt *pt, const struct pt_ends *ends);
/* The block that ends->at[k] lies inside of, by p; false if there is none. */
bool pt_cut_at(const struct pt *pt, const struct pt_ends *ends, unsigned k,
    struct pt_path *p);
/* The table to put in its place, divided for the other end too if that lies
   inside; there are tables enough. */
uint32_t pt_cut_build(struct pt *pt, const struct pt_ends *ends, unsigned k,
    const struct pt_path *p);

/* The block at level 'level' is e by now: so are the frames of what was built,
   which is nowhere yet. */
void pt_cut_note(struct pt *pt, const struct pt_ends *ends, unsigned level,
    uint32_t top, uint64_t e);

#endif
