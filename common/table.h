/*
 * table - SITE, NSET, PLAN and PSET of image-stream(5): tables that come in
 * several records, and what they must be together.
 */
#ifndef TABLE_H
#define TABLE_H

#include "image.h"

/* The payload b[0 .. n) of one record, appended to the image's table; first
   says that it is the table's first record. */
struct fault table_sites(
    struct image *img, const uint8_t *b, size_t n, bool first);
struct fault table_sets(
    struct image *img, const uint8_t *b, size_t n, bool first);
struct fault table_plan(
    struct image *img, const uint8_t *b, size_t n, bool first);
struct fault table_plan_sets(
    struct image *img, const uint8_t *b, size_t n, bool first);

/* All announced entries came, and sites name sets that are there. */
struct fault table_sites_whole(const struct image *img);
/* The same of the plan, which has one decision a site that fits it. */
struct fault table_plan_whole(const struct image *img);

#endif
