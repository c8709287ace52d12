/*
 * pour - writes the image again, from its sites on.
 */
#ifndef POUR_H
#define POUR_H

#include "hold.h"
#include "lift.h"
#include "writer.h"

/* TEMP, or WRITE. record has RECORD_MAX bytes. */
struct fault pour_all(const struct lift *l, struct hold *h,
    const struct image *img, struct writer *out, uint8_t *record);

#endif
