/*
 * pages - ptmap(1)'s tables against the image: every page of every segment has
 * its permissions and a frame of its own, and nothing else is mapped.
 */
#ifndef PAGES_H
#define PAGES_H

#include "paging.h"

/* s is whole, with its tables. FAULT_PAGING_WRONG has an address of the image,
   if there is one, as linked. */
struct fault pages_check(const struct paging_seen *s, const struct image *img);

#endif
