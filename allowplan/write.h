/*
 * write - a plan as the records PLAN and PSET.
 */
#ifndef WRITE_H
#define WRITE_H

#include "image.h"
#include "record.h"
#include "writer.h"

/* img's plan and the sets it names; bytes has RECORD_MAX bytes. */
bool write_plan(struct writer *out, const struct image *img, uint8_t *bytes);

#endif
