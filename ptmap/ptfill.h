/*
 * ptfill - frames put in place where nothing is.
 *
 * What is new is built first and made reachable last, by one store: a walker
 * sees all of a new table or nothing of it.
 */
#ifndef PTFILL_H
#define PTFILL_H

#include "ptfind.h"

/* n frames at level l of one table, from va and pa on. */
struct pt_run {
	uint64_t va, pa;
	unsigned level;
	size_t n;
};

/* The first run of [va, va + len), in frames as large as fit. */
struct pt_run pt_run_at(
    const struct pt *pt, uint64_t va, uint64_t pa, uint64_t len);

/* Nothing of the run is mapped; p: where it goes, or where its tables end. */
bool pt_run_free(
    const struct pt *pt, const struct pt_run *run, struct pt_path *p);
/* The run, free, with that path and tables enough, is mapped with these
   attribute bits. */
void pt_run_fill(
    struct pt *pt, const struct pt_run *run, uint64_t bits, struct pt_path *p);

#endif
