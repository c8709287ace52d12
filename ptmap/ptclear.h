/*
 * ptclear - entries taken away, and what follows after the flush.
 *
 * Before the flush an entry only stops being present; if the owner wants its
 * frame (pt->track), the rest of it stays until the frame has been retired.
 * Tables that end empty, or whose whole range goes, are cut off from the root
 * and wait in pt->pending.
 */
#ifndef PTCLEAR_H
#define PTCLEAR_H

#include "ptdrop.h"

/* What is mapped in [va, last] goes; no block lies across its ends. True if
   tables went too. */
bool pt_clear(struct pt *pt, uint64_t va, uint64_t last);

/* After the flush: retires the frames of pending tables, and those that
   pt_clear left in tables still in use, in [va, last]. */
void pt_retire_pending(struct pt *pt);
void pt_retire_left(struct pt *pt, uint64_t va, uint64_t last);
/* One frame. */
void pt_retire(struct pt *pt, uint64_t pa, uint64_t len);
/* Then the pending tables: to the owner, or free again. */
void pt_retire_tables(struct pt *pt);

/* Pending with all tables below it. */
void pt_cut_off(struct pt *pt, uint32_t f);

#endif
