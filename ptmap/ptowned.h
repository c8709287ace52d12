/* ptowned - which pages of physical memory are mapped, where each may be only
   once: a bit for each page from pa_first on. */
#ifndef PTOWNED_H
#define PTOWNED_H

#include "pttable.h"

/* [pa, pa + len) lies in [pa_first, pa_end). */
bool pt_owned_any(const struct pt *pt, uint64_t pa, uint64_t len);
void pt_owned_set(struct pt *pt, uint64_t pa, uint64_t len, bool owned);

#endif
