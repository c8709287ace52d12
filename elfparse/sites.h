/*
 * sites - the site table of an ELF file, from its .syslift sections.
 */
#ifndef SITES_H
#define SITES_H

#include "headers.h"
#include "sections.h"

/*
 * Allocates img->sites (free it) and fills it: sorted, inside executable file
 * bytes, disjoint, each slot holding its deny stub.
 */
struct fault sites_read(
    struct elffile *e, const struct sections *s, struct image *img);

#endif
