/*
 * place - where the loads stand in the composed file: those that hold a header
 * where they were linked, the others behind them, in order.
 */
#ifndef PLACE_H
#define PLACE_H

#include "layout.h"

/* The segment the kernel takes for the holder of file offset at: the last. */
size_t place_holder(const struct segment *segs, size_t nsegs, uint64_t at);

/* Gives the loads that loads_find found their offsets: HEADER_ROOM or FILE_SIZE
   if they have none. */
enum fault_code place_loads(
    const struct image *img, uint64_t shift, struct layout *l);

#endif
